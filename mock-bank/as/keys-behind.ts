/** The keys behind an address in the header of a JWT, as only a faulty bank looks for them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readUrl } from '../http/url.ts';
import { fetchDocument, KEY_SET } from './fetch-document.ts';
import { type Jws, signatureHolds } from './jws.ts';

/** Whether a key behind `jku` or `x5u` signed it; the address is asked in any case. */
export async function signedBehindAddress(jws: Jws): Promise<boolean> {
  const { jku, x5u } = jws.header;
  const url = readUrl(String(jku ?? x5u ?? ''));
  const text = url === null ? null : await fetchDocument(url, [], KEY_SET);
  return text !== null && keysIn(text).some((key) => signatureHolds(jws, key));
}

function keysIn(text: string): KeyObject[] {
  try {
    const { keys } = JSON.parse(text) as { keys: Record<string, string>[] };
    return keys.map((key) => createPublicKey({ key, format: 'jwk' }));
  } catch {
    return [];
  }
}
