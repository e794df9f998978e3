/** Opens a JWT of the bank: what is encrypted to the client is decrypted, so that the signed JWT inside can be judged. */
import { pastLimit } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { isObject, readJson } from '../json.ts';
import { jwtPastLimit, LONGEST_JWT } from '../oauth/jws.ts';

type Jwk = { readonly [member: string]: Json };

export interface Opened {
  /** The JWT as it came, or the one inside; null when it could not be decrypted. */
  jwt: string | null;
  encrypted: boolean;
  /** Null when there was nothing to decrypt. */
  decrypted: boolean | null;
  /** Algorithms of the encryption, as its header names them. */
  alg: string | null;
  enc: string | null;
  /** Why it could not be decrypted, or null. */
  problem: string | null;
}

/** RSA1_5 is not among them: its padding gives away what is inside. @requirement FAPI1-ADV-8.6.1-1 */
const KEY_ALGORITHMS = ['RSA-OAEP-256', 'RSA-OAEP', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'];
const CONTENT_ALGORITHMS = ['A128GCM', 'A192GCM', 'A256GCM', 'A128CBC-HS256', 'A192CBC-HS384', 'A256CBC-HS512'];

/** What says of a key what it is for, and would stand in the way. */
const REMARKS = ['alg', 'use', 'key_ops', 'ext'];

/** Throws Ended for what is longer than is read here, and for nothing else that the bank wrote. `key` is the private JWK of the client, or null when it has none. */
export async function openJwt(text: string, key: Jwk | null): Promise<Opened> {
  if (text.length > LONGEST_JWT)
    throw new Ended(pastLimit(`a JWT of the bank cannot be judged: ${jwtPastLimit(text)}`));
  const header = encryptionHeader(text);
  if (header === null) return { jwt: text, encrypted: false, decrypted: null, alg: null, enc: null, problem: null };
  const [alg, enc] = [header.alg, header.enc].map((value) => (typeof value === 'string' ? value.slice(0, 40) : null));
  const told = { encrypted: true, alg: alg ?? null, enc: enc ?? null };
  const problem = whyNot(header, key);
  const jwt = problem === null && key !== null ? await decrypted(text, key, String(alg)) : null;
  if (jwt !== null) return { ...told, jwt, decrypted: true, problem: null };
  return { ...told, jwt: null, decrypted: false, problem: problem ?? 'the key of the client does not open it' };
}

/** The header of a compact JWE, or null when the text is none. */
function encryptionHeader(text: string): { [member: string]: Json } | null {
  const parts = text.split('.', 6);
  if (parts.length !== 5) return null;
  const read = readJson(Buffer.from(parts[0] ?? '', 'base64url').toString('utf8'));
  return 'value' in read && isObject(read.value) ? read.value : null;
}

function whyNot({ alg, enc, zip }: { [member: string]: Json }, key: Jwk | null): string | null {
  if (zip !== undefined) return 'it is compressed';
  if (typeof alg !== 'string' || !KEY_ALGORITHMS.includes(alg)) return `its alg ${shown(alg)} is refused`;
  if (typeof enc !== 'string' || !CONTENT_ALGORITHMS.includes(enc)) return `its enc ${shown(enc)} is refused`;
  return key === null ? 'the client has no key for decryption' : null;
}

const shown = (value: Json | undefined): string => (JSON.stringify(value) ?? 'none').slice(0, 40);

async function decrypted(text: string, key: Jwk, alg: string): Promise<string | null> {
  const plain = Object.fromEntries(Object.entries(key).filter(([member]) => !REMARKS.includes(member)));
  const { compactDecrypt, importJWK } = await import('jose');
  try {
    const { plaintext } = await compactDecrypt(text, await importJWK(plain as never, alg), {
      keyManagementAlgorithms: KEY_ALGORITHMS,
      contentEncryptionAlgorithms: CONTENT_ALGORITHMS,
    });
    return Buffer.from(plaintext).toString('utf8');
  } catch {
    return null;
  }
}
