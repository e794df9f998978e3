/** Which certificates are a client's: what it registered about them, held against the one it presents. */
import type { Client, TlsName } from '../clients.ts';
import type { PeerCertificate } from './certificate.ts';
import { canonical, isSameName, subjectOf } from './distinguished-name.ts';

/** The subject of a certificate, as a registration keeps it. @requirement RFC8705-2.1-2 */
export const registeredSubject = ({ der }: PeerCertificate): string => canonical(subjectOf(der));

type Matches = (certificate: PeerCertificate, value: string) => boolean;

/** What a certificate can be known by, under the end of the member that registers it. @requirement RFC8705-2.1.2-1 */
const matchers: Readonly<Record<TlsName['kind'], Matches>> = {
  subject_dn: ({ der }, value) => isSameName(subjectOf(der), value),
  san_dns: ({ x509 }, value) => x509.checkHost(value, { subject: 'never', wildcards: false }) !== undefined,
  san_uri: ({ x509 }, value) => uris(x509.subjectAltName ?? '').includes(value),
  san_ip: ({ x509 }, value) => x509.checkIP(value) !== undefined,
  san_email: ({ x509 }, value) => x509.checkEmail(value, { subject: 'never' }) !== undefined,
};

/** `URI:a, DNS:b`; a value that could be mistaken for more is written by node as a JSON string. */
function uris(alternativeNames: string): string[] {
  const found = alternativeNames.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)/g);
  return [...found].flatMap(([, type, value = '']) => {
    if (type !== 'URI') return [];
    return [value.startsWith('"') ? String(JSON.parse(value)) : value];
  });
}

/** @requirement RFC8705-2.1-1 */
export function isNamed(certificate: PeerCertificate, { kind, value }: TlsName): boolean {
  return matchers[kind](certificate, value);
}

/** Registered as it is, byte by byte; no CA has a say in it. @requirement RFC8705-2.2-1 RFC8705-2.2.2-1 */
export function isRegistered({ pinnedCertificate, certificates }: Client, { sha256 }: PeerCertificate): boolean {
  return pinnedCertificate === sha256 || certificates.includes(sha256);
}

/** Whether the certificate is the client's; null when the client registered nothing to tell it by. */
export function owns(client: Client, certificate: PeerCertificate): boolean | null {
  const { auth, pinnedCertificate, organizationIdentifier, tlsName } = client;
  if (auth === 'self_signed_tls_client_auth' || pinnedCertificate !== null) return isRegistered(client, certificate);
  if (organizationIdentifier !== null) return organizationIdentifier === certificate.organizationIdentifier;
  return tlsName === null ? null : isNamed(certificate, tlsName);
}
