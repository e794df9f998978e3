/** Ways to compare the subject of a certificate with a registered one that are wrong: for banks that do worse. */
import type { Client, TlsName } from '../clients.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidClient } from '../http/refusal.ts';
import { type PeerCertificate, readPem } from './certificate.ts';
import { asText, canonical, type DistinguishedName, kept, subjectOf } from './distinguished-name.ts';

type Agrees = (certificate: PeerCertificate, registered: TlsName) => boolean;

/** In place of the right check, which goes on for clients that are known by something else. */
function comparing(right: Check, name: string, agrees: Agrees): Check {
  return check(name, (context: Context) => {
    const { certificate, client } = context;
    const registered = nameOf(client);
    if (!registered) return right.run(context);
    if (certificate && !agrees(certificate, registered)) throw invalidClient('the client certificate has another name');
  });
}

const nameOf = (client: Client | null): TlsName | null =>
  client?.auth === 'tls_client_auth' && client.tlsName?.kind === 'subject_dn' ? client.tlsName : null;

const commonName = (name: DistinguishedName): string | undefined =>
  name.flat().find((attribute) => attribute.startsWith('2.5.4.3='));

/** `right` and `owner` are the checks that they stand in for. */
export const subjectAlternatives = (right: Check, owner: Check): readonly Check[] => [
  comparing(right, 'mtls-subject-as-text', ({ der }, { value }) => asText(subjectOf(der)) === asText(kept(value))),
  comparing(
    right,
    'mtls-subject-by-common-name',
    ({ der }, { value }) => commonName(subjectOf(der)) === commonName(kept(value)),
  ),
  comparing(right, 'mtls-subject-to-the-letter', ({ subject }, { registered }) => subject === registered?.subject),
  comparing(right, 'mtls-subject-pinned', ({ sha256 }, { registered }) => sha256 === registered?.sha256),
  /** For clients that registered a self-signed certificate. */
  check('certificate-owner-by-subject', (context) => {
    const { certificate, client, bank } = context;
    if (client?.auth !== 'self_signed_tls_client_auth') return owner.run(context);
    const registered = [...bank.identities.values()].find(({ sha256 }) => client.certificates.includes(sha256));
    if (!certificate || !registered) return;
    if (canonical(subjectOf(certificate.der)) !== canonical(subjectOf(readPem(registered.certificate).der)))
      throw invalidClient("the client certificate is not the client's");
  }),
];
