/** The directory's door: CA, certificates and their status services, all made at the start. */
import type { Check } from '../http/endpoint.ts';
import { createAuthority, issueClient, issueServer, newSerial } from './authority.ts';
import type { Directory, DirectoryOptions, Issued, Subject } from './directory.ts';
import { issuerFacts } from './ocsp.ts';
import { Register } from './register.ts';
import { RevocationCheck } from './revocation.ts';
import { startServices } from './services.ts';

/** The directory brings no checks of its own; `tls/client-certificate.ts` asks it. */
export const directoryAlternatives: readonly Check[] = [];

export async function createDirectory({ port }: DirectoryOptions): Promise<Directory> {
  const services = await startServices(port);
  const authority = await createAuthority();
  const issuer = issuerFacts(authority.issuing.certificate.rawData);
  const register = new Register();
  services.serve({ authority, issuer, register });
  const check = new RevocationCheck(authority.issuing, issuer);
  const subjects = new Map<string, Subject>();

  const issue = (subject: Subject, key: string | null): Promise<Issued> => {
    const serial = newSerial();
    register.add(serial);
    subjects.set(serial, subject);
    return issueClient(authority, { subject, serial, key, addresses: services.addresses(serial) });
  };

  return {
    url: services.url,
    rootPem: `${authority.root.certificate.toString('pem')}\n`,
    issuingPem: `${authority.issuing.certificate.toString('pem')}\n`,
    issueServer: (host, key) => issueServer(authority, host, key),
    issueClient: (subject) => issue(subject, null),
    selfSigned: (subject) => issueClient(authority, { subject, serial: newSerial(), key: null, addresses: null }),
    reissue: async ({ serial, key }, how) => {
      const subject = subjects.get(serial);
      if (!subject) throw new Error('only certificates of this directory are issued again');
      return issue(subject, how === 'same-key' ? key : null);
    },
    checkRevocation: (certificate, settings) => check.status(certificate, settings),
    revoke: (serial, publish) => register.revoke(serial, publish),
    setStatusService: (serial, state) => register.setStatusService(serial, state),
    isKnown: (serial) => register.find(serial) !== undefined,
    close: () => {
      check.close();
      return services.close();
    },
  };
}
