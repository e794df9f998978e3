/** One mistake that stands in many rows is told once, where it is first, with how often it comes again. */
import type { Problem } from './scenario.ts';

/** A row that is named says where it is, and no more. */
const ROW = /^row "(?:[^"\\]|\\.)*": /;

/** What is left open is filled in place by place: no two of these are one mistake. */
const EACH = new Set(['fill-in']);

/** What two problems have in common that are one mistake made twice in a file. */
export const sameMistake = ({ code, place, message, hint }: Problem): string =>
  JSON.stringify([code, place.file, message.replace(ROW, ''), hint, EACH.has(code) ? place.line : null]);

/** The first of each mistake, in the order given, with the lines on which it comes again. */
export function foldProblems(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = sameMistake(problem);
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  return [...groups.values()].map((group) => {
    const first = group.reduce((a, b) => (before(b, a) ? b : a));
    const others = group.filter((one) => one !== first);
    const lines = [...new Set(others.map(({ place }) => place.line))].filter((line) => line !== first.place.line);
    return others.length === 0
      ? first
      : { ...first, again: { times: others.length, lines: lines.sort((a, b) => a - b) } };
  });
}

const before = ({ place: a }: Problem, { place: b }: Problem): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column);
