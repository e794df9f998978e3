/** What keeps a case from being concluded, in words that are equal when the cause is: many cases often share one. */
import type { JudgedCase } from '../evidence/record.ts';

type Doubtful = Pick<JudgedCase, 'verdict' | 'controls' | 'observed'>;

/** Null of a case that was concluded. */
export function causeOf({ verdict, controls, observed }: Doubtful): string | null {
  if (verdict !== 'inconclusive') return null;
  for (const { planned, ok, outcome } of [controls.before, controls.after])
    if (planned && !ok) return `the plain flow: ${same(outcome)}`;
  return same(observed);
}

/** Without what differs from one request to the next: long numbers and random text. */
const same = (text: string): string =>
  text.replace(/[A-Za-z0-9_-]+/g, (word) => (isRandom(word) ? '…' : word.replace(/\b\d{4,}\b/g, '…'))).slice(0, 500);

/** Long, with a digit early enough. Looked for from the front, so that no word is read more than once. */
function isRandom(word: string): boolean {
  const digit = word.search(/\d/);
  return digit >= 0 && word.length - digit > 15;
}
