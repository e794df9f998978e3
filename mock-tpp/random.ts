/** Values that nobody can guess: state, nonce, PKCE verifier, jti. */
import type { TppSurroundings } from './contract.ts';

/** `bytes` of randomness as base64url text. */
export function randomText(around: Pick<TppSurroundings, 'random'>, bytes = 32): string {
  return Buffer.from(around.random(bytes)).toString('base64url');
}
