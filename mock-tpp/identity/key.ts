/** Private keys as operators hold them, JWK or PEM, turned into the JWK that the TPP takes. */
import { createPrivateKey } from 'node:crypto';
import type { Json } from '../contract.ts';
import { isObject, readJson } from '../json.ts';

export type ReadKey = { jwk: { [member: string]: Json } } | { problem: string };

/**
 * Reads a private key. A JWK keeps its members, `kid` and `alg` among them; PEM has none of these.
 * Gives the problem in words for an operator when the text holds no private key, or one behind another passphrase.
 */
export function readKey(text: string, passphrase: string | null = null): ReadKey {
  try {
    return text.includes('-----BEGIN') ? { jwk: fromPem(text, passphrase) } : fromJwk(text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const locked = /PASSPHRASE|BAD_DECRYPT/.test(code) || /ENCRYPTED/.test(text.slice(0, 200));
    return { problem: locked ? 'is encrypted, and not with this passphrase' : 'holds no private key that can be read' };
  }
}

function fromPem(text: string, passphrase: string | null): { [member: string]: Json } {
  const key = createPrivateKey({ key: text, format: 'pem', ...(passphrase === null ? {} : { passphrase }) });
  return key.export({ format: 'jwk' }) as { [member: string]: Json };
}

function fromJwk(text: string): ReadKey {
  const read = readJson(text);
  if ('problem' in read) return { problem: `is neither PEM nor a JWK: it ${read.problem}` };
  if (!isObject(read.value)) return { problem: 'is JSON, but not a JWK' };
  createPrivateKey({ key: read.value as never, format: 'jwk' });
  return { jwk: read.value };
}
