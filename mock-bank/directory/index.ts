/** The directory's door: CA, certificates and their status services, all made at the start. */
import type { Check } from '../http/endpoint.ts';
import { createAuthority, issueClient, issueServer, newSerial } from './authority.ts';
import { type CertificateOrder, orderedSubject, orderNamed } from './certificate-orders.ts';
import type { Directory, DirectoryOptions, Issued, Subject } from './directory.ts';
import { issueFlawed } from './flawed.ts';
import { issuerFacts } from './ocsp.ts';
import { createOcspSigners } from './ocsp-signers.ts';
import { providerOfBoth } from './qualified.ts';
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

  const issue = (subject: Subject, key: string | null, order: CertificateOrder = orderNamed('')): Promise<Issued> => {
    const serial = newSerial();
    subjects.set(serial, subject);
    // What another framework or nobody vouches for has no status here.
    if (order.authority === undefined) register.add(serial);
    const addresses = order.authority === 'itself' ? null : services.addresses(serial);
    return issueClient(authority, { ...order, subject, serial, key, addresses });
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
    secondRootPem: `${authority.second.certificate.toString('pem')}\n`,
    issueServer: (host, key) => issueServer(authority, host, key),
    issueClient: (subject) => issue(subject, null),
    selfSigned: (subject) => issue(subject, null, { ...orderNamed(''), authority: 'itself' }),
    reissue: async ({ serial, key }, how, named = '') => {
      const order = orderNamed(named);
      const kept = how === 'same-key' || order.key === 'kept';
      return issue(orderedSubject(order, subjectOf(serial)), kept ? key : null, order);
    },
    issueFlawed: async ({ serial: model, key }, flaw, named = '') => {
      const subject = subjectOf(model);
      const qualified = orderNamed(named).qualified ?? providerOfBoth;
      const serial = newSerial();
      const addresses = services.addresses(serial);
      const { tracked, ...issued } = await issueFlawed(authority, flaw, { subject, qualified, key, serial, addresses });
      if (tracked) register.add(serial);
      return issued;
    },
    checkRevocation: (certificate, settings) => check.status(certificate, settings),
    revoke: (serial, publish) => register.revoke(serial, publish),
    setStatusService: (serial, state) => register.setStatusService(serial, state),
    canReissue: (serial) => subjects.has(serial),
    goodUntil(serial, publish) {
      const { ocsp, crl } = register.find(serial)?.goodUntil ?? { ocsp: 0, crl: 0 };
      return publish === 'ocsp' ? ocsp : Math.max(ocsp, crl);
    },
    isKnown: (serial) => register.find(serial) !== undefined,
    close: () => {
      check.close();
      return services.close();
    },
  };
}
