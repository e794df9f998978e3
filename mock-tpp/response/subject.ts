/** Who an ID token is about, as a name that every client can hold. */
import type { Json } from '../contract.ts';

/** What is wrong with a `sub`, in words; null when nothing is, or when there is none. @requirement OIDC-CORE-2-7 */
export function subjectFlaw(sub: Json | undefined): string | null {
  if (sub === undefined) return null;
  if (typeof sub !== 'string') return 'its sub is not text';
  if (sub.length > LONGEST) return `its sub is longer than ${LONGEST} characters`;
  return [...sub].every((letter) => letter <= '\u007f') ? null : 'its sub holds letters beyond ASCII';
}

const LONGEST = 255;
