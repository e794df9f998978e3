/** The directory's door: CA, certificates and their status services, all made at the start. */
import type { Check } from '../http/endpoint.ts';
import { createAuthority, issueClient, issueServer, newSerial } from './authority.ts';
import type { Directory, DirectoryOptions, Issued, Subject } from './directory.ts';
import { issueFlawed } from './flawed.ts';
import { issuerFacts } from './ocsp.ts';
import { createOcspSigners } from './ocsp-signers.ts';
import { Register } from './register.ts';
import { RevocationCheck } from './revocation.ts';
import { startServices } from './services.ts';

/** The directory brings no checks of its own; `tls/client-certificate.ts` asks it. */
export const directoryAlternatives: readonly Check[] = [];

export async function createDirectory({ port, reach, validMs = null }: DirectoryOptions): Promise<Directory> {
  const services = await startServices(port, reach);
  const authority = await createAuthority();
  const issuer = issuerFacts(authority.issuing.certificate.rawData);
  const register = new Register();
  services.serve({ authority, issuer, register, signers: await createOcspSigners(authority), validMs });
  const check = new RevocationCheck(authority.issuing, issuer);
  const subjects = new Map<string, Subject>();

  const issue = (subject: Subject, key: string | null): Promise<Issued> => {
    const serial = newSerial();
    register.add(serial);
    subjects.set(serial, subject);
    return issueClient(authority, { subject, serial, key, addresses: services.addresses(serial) });
  };

  const subjectOf = (serial: string): Subject => {
    const subject = subjects.get(serial);
    if (!subject) throw new Error('only certificates of this directory are issued again');
    return subject;
  };

  return {
    url: services.url,
    rootPem: `${authority.root.certificate.toString('pem')}\n`,
    issuingPem: `${authority.issuing.certificate.toString('pem')}\n`,
    issueServer: (host, key) => issueServer(authority, host, key),
    issueClient: (subject) => issue(subject, null),
    selfSigned: (subject) => issueClient(authority, { subject, serial: newSerial(), key: null, addresses: null }),
    reissue: async ({ serial, key }, how) => {
      return issue(subjectOf(serial), how === 'same-key' ? key : null);
    },
    issueFlawed: async ({ serial: model, key }, flaw) => {
      const subject = subjectOf(model);
      const serial = newSerial();
      const addresses = services.addresses(serial);
      const { tracked, ...issued } = await issueFlawed(authority, flaw, { subject, key, serial, addresses });
      if (tracked) register.add(serial);
      return issued;
    },
    checkRevocation: (certificate, settings) => check.status(certificate, settings),
    revoke: (serial, publish) => register.revoke(serial, publish),
    setStatusService: (serial, state) => register.setStatusService(serial, state),
    goodUntil: (serial) => register.find(serial)?.goodUntil ?? 0,
    isKnown: (serial) => register.find(serial) !== undefined,
    close: () => {
      check.close();
      return services.close();
    },
  };
}
