/** Certificates that a proxy in front of a bank hands on in a request header: the names in use, and how each holds one. */
import { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type PeerCertificate, readCertificate } from './certificate.ts';

const unescaped = (value: string): string => decodeURIComponent(value);
const der = (base64: string): Buffer => Buffer.from(base64, 'base64');
/** As structured fields have it (RFC 9651). */
const byteSequence = (value: string): Buffer => der(value.replaceAll(':', ''));

type Reader = (value: string) => string | Buffer;

/** By the name of the header, which some servers write with underscores. */
const READERS = new Map<string, Reader>([
  ['x-ssl-client-cert', unescaped],
  ['ssl-client-cert', unescaped],
  ['x-client-cert', unescaped],
  ['x-amzn-mtls-clientcert', unescaped],
  ['x-amzn-mtls-clientcert-leaf', unescaped],
  ['x-forwarded-client-cert', (value) => unescaped(/Cert="([^"]*)"/.exec(value)?.[1] ?? '')],
  ['x-forwarded-tls-client-cert', (value) => der(unescaped(value))],
  ['x-arr-clientcert', der],
  ['x-wso2-client-certificate', der],
  ['x-wso2-mutual-auth-cert', unescaped],
  ['cf-client-cert-der-base64', der],
  ['x-client-cert-leaf', byteSequence],
  ['client-cert', byteSequence],
  ['client-cert-chain', byteSequence],
]);

export const CERTIFICATE_HEADERS: readonly string[] = [...READERS.keys()];

/** Which of several in one header, or in one that is there several times, counts. */
export type Counted = 'first' | 'last';

function read(value: string, reader: Reader, counted: Counted): PeerCertificate | null {
  try {
    return readCertificate(
      new X509Certificate(
        reader(
          value
            .split(',')
            .at(counted === 'first' ? 0 : -1)
            ?.trim() ?? '',
        ),
      ),
    );
  } catch {
    return null;
  }
}

/** The certificate in the first of these headers that holds one, in their order; `_` in a name stands for `-`. */
export function certificateIn(
  headers: IncomingHttpHeaders,
  names: readonly string[],
  counted: Counted = 'first',
): PeerCertificate | null {
  for (const name of names) {
    const value = headers[name];
    const reader = READERS.get(name.replaceAll('_', '-'));
    const found = typeof value === 'string' && reader ? read(value, reader, counted) : null;
    if (found) return found;
  }
  return null;
}
