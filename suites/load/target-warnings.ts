/** What in a target file is no mistake, and worth a word before a run. */
import type { Problem } from './scenario.ts';
import type { Target } from './target.ts';

/** As `suites/evidence/taint.ts` has it: what looks like this is nowhere searched for. */
const PROSE = /^(?:\p{L}{1,15}|\d{1,7})$/u;

/** One for each user whose password is a mere word or a short number. */
export function targetWarnings(target: Target): Problem[] {
  return target.psu.users.flatMap(({ name, password }, index): Problem[] => {
    if (!PROSE.test(password)) return [];
    return [
      {
        code: 'common-password',
        place: target.placeOf('psu', 'users', index),
        message: `the password of ${name} is a word or a short number, which cannot be told from any other text: it is covered where a field says that it is one, and not searched for in the output`,
        hint: 'give the test user a password of eight or more letters and digits',
        allowed: [],
      },
    ];
  });
}
