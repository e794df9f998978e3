/** The PKCE challenge of an authorization request, and the two ways to weaken it. */
import { createHash } from 'node:crypto';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';

/** Challenge and method as parameters; none with `pkce.omit`. @requirement FAPI2-SP-5.3.2.2-5 RFC7636-4.3-1 */
export function challenge({ edits }: Pick<StepContext, 'edits'>, verifier: string): [string, string][] {
  if (edits.take('pkce.omit')) return [];
  const other = edits.take('pkce.method');
  const method = String(other?.value ?? 'S256');
  if (other && method === 'S256') throw new TppFault('pkce.method changes nothing: the method is S256 already');
  const value = method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return [
    ['code_challenge', value],
    ['code_challenge_method', method],
  ];
}
