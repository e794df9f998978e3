/** Identities that the hook cert.issue makes: one for an entry of a target file, or one for each flaw that it lists. */
import type { WrittenIdentity } from './decode-client.ts';
import type { TargetIdentity } from './target.ts';

/** By name; with a list of flaws each is named after its client and its flaw, such as `mtls-expired`. */
export function issuedBy(
  name: string,
  { like, flaw, flaws }: Extract<WrittenIdentity, { kind: 'issued' }>,
): [string, TargetIdentity][] {
  if (flaws === null) return [[name, { kind: 'issued', like, flaw }]];
  return flaws.map((one) => [`${like}-${one}`, { kind: 'issued', like, flaw: one, at: name }]);
}
