/** Values that nobody can guess: state, nonce, PKCE verifier, jti, interaction ids. */
import type { TppSurroundings } from './contract.ts';

/** `bytes` of randomness as base64url text. */
export function randomText(around: Pick<TppSurroundings, 'random'>, bytes = 32): string {
  return Buffer.from(around.random(bytes)).toString('base64url');
}

/** A UUID of version 4. */
export function uuid(around: Pick<TppSurroundings, 'random'>): string {
  const bytes = Buffer.from(around.random(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
}
