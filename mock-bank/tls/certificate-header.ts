/** Certificates that a proxy in front of a bank hands on in a request header: the names in use, and how each holds one. */
import { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type PeerCertificate, readCertificate } from './certificate.ts';

const unescaped = (value: string): string => decodeURIComponent(value);
const der = (base64: string): Buffer => Buffer.from(base64, 'base64');

type Reader = (value: string) => string | Buffer;

/** By the name of the header, which some servers write with underscores. */
const READERS = new Map<string, Reader>([
  ['x-ssl-client-cert', unescaped],
  ['ssl-client-cert', unescaped],
  ['x-amzn-mtls-clientcert', unescaped],
  ['x-forwarded-client-cert', (value) => unescaped(/Cert="([^"]*)"/.exec(value)?.[1] ?? '')],
  ['x-forwarded-tls-client-cert', (value) => der(unescaped(value))],
  ['x-arr-clientcert', der],
  ['x-wso2-client-certificate', der],
  ['x-wso2-mutual-auth-cert', unescaped],
  ['client-cert', (value) => der(value.replaceAll(':', ''))],
]);

export const CERTIFICATE_HEADERS: readonly string[] = [...READERS.keys()];

/** Of a header that is there several times the first counts. */
function read(value: string, reader: Reader): PeerCertificate | null {
  try {
    return readCertificate(new X509Certificate(reader(value.split(',', 1)[0] ?? '')));
  } catch {
    return null;
  }
}

/** The certificate in the first of these headers that holds one, in their order; `_` in a name stands for `-`. */
export function certificateIn(headers: IncomingHttpHeaders, names: readonly string[]): PeerCertificate | null {
  for (const name of names) {
    const value = headers[name];
    const reader = READERS.get(name.replaceAll('_', '-'));
    const found = typeof value === 'string' && reader ? read(value, reader) : null;
    if (found) return found;
  }
  return null;
}
