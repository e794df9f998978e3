/** Ways to compare the subject of a certificate with a registered one that are wrong: for banks that do worse. */
import type { Client, TlsName } from '../clients.ts';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidClient } from '../http/refusal.ts';
import { type PeerCertificate, readPem } from './certificate.ts';
import { asText, canonical, type DistinguishedName, kept, subjectOf } from './distinguished-name.ts';

type Agrees = (certificate: PeerCertificate, registered: TlsName) => boolean;

/** In place of `mtls-subject`, for the clients that are known by their subject. */
function comparing(name: string, agrees: Agrees): Check {
  return check(name, ({ certificate, client }: Context) => {
    const registered = nameOf(client);
    if (certificate && registered && !agrees(certificate, registered)) {
      throw invalidClient('the client certificate has another name');
    }
  });
}

const nameOf = (client: Client | null): TlsName | null =>
  client?.auth === 'tls_client_auth' && client.tlsName?.kind === 'subject_dn' ? client.tlsName : null;

const commonName = (name: DistinguishedName): string | undefined =>
  name.flat().find((attribute) => attribute.startsWith('2.5.4.3='));

export const subjectAlternatives: readonly Check[] = [
  comparing('mtls-subject-as-text', ({ der }, { value }) => asText(subjectOf(der)) === asText(kept(value))),
  comparing('mtls-subject-common-name', ({ der }, { value }) => commonName(subjectOf(der)) === commonName(kept(value))),
  comparing('mtls-subject-to-the-letter', ({ subject }, { registered }) => subject === registered?.subject),
  comparing('mtls-subject-pinned', ({ sha256 }, { registered }) => sha256 === registered?.sha256),
  /** For clients that registered a self-signed certificate. */
  check('certificate-owner-by-subject', ({ certificate, client, bank }) => {
    const registered = [...bank.identities.values()].find(({ sha256 }) => client?.certificates.includes(sha256));
    if (!certificate || client?.auth !== 'self_signed_tls_client_auth' || !registered) return;
    if (canonical(subjectOf(certificate.der)) !== canonical(subjectOf(readPem(registered.certificate).der)))
      throw invalidClient("the client certificate is not the client's");
  }),
];
