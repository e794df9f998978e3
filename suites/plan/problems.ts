/** Collects what is wrong in the scenarios, each finding once however many cases run into it. */

import { choices, didYouMean } from '../load/did-you-mean.ts';
import type { Place, Problem } from '../load/scenario.ts';

export interface Problems {
  add(code: string, place: Place, message: string, more?: { hint?: string | null; allowed?: string[] }): void;
  /** A name that is not among the known ones: says so, guesses what was meant, and lists what there is. */
  unknown(code: string, place: Place, what: string, name: string, known: Iterable<string>, where?: string): void;
  all(): Problem[];
}

export function collectProblems(): Problems {
  const found = new Map<string, Problem>();
  const add: Problems['add'] = (code, place, message, more = {}) => {
    const key = `${code} ${place.file}:${place.line}:${place.column} ${message}`;
    if (!found.has(key)) found.set(key, { code, place, message, hint: more.hint ?? null, allowed: more.allowed ?? [] });
  };
  return {
    add,
    unknown(code, place, what, name, known, where = '') {
      const names = [...new Set(known)].sort();
      add(code, place, `${where}there is no ${what} "${name}"`, {
        hint: didYouMean(name, names),
        allowed: choices(name, names),
      });
    },
    all() {
      return [...found.values()].sort(
        (a, b) => compare(a.place.file, b.place.file) || a.place.line - b.place.line || a.place.column - b.place.column,
      );
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `file:line`, for a second place inside a message. */
export function spot(place: Place): string {
  return `${place.file}:${place.line}`;
}
