/** What a case expects, resolved: outcome sets opened, polarity and level settled, facts to hold in the judge's terms. */
import { isSuccess } from '../evidence/outcome-code.ts';
import type { Expectation, Hold, HoldOperator, Json, Level } from '../evidence/record.ts';
import { parseDuration } from '../load/duration.ts';
import type { ExpectDecl, HoldDecl, Value } from '../load/scenario.ts';

/** Opens `@name` into its members; an unknown name stays as it is. */
export function openSets(patterns: string[], outcomes: Map<string, string[]>): string[] {
  const open = patterns.flatMap((pattern) =>
    pattern.startsWith('@') ? (outcomes.get(pattern.slice(1)) ?? [pattern]) : [pattern],
  );
  return [...new Set(open)];
}

/**
 * `record` when only `observe` is given; `positive` when some outcome that passes is a success; else `negative`. With
 * `each`, one step that has to be refused makes the whole case negative, so that it gets its controls.
 */
export function polarityOf(expect: ExpectDecl): Expectation['polarity'] {
  const listed = Object.values(expect.outcome);
  const each = Object.values(expect.each ?? {}).map((entry) => entry.outcome);
  if (listed.length === 0 && each.length === 0 && Object.keys(expect.observe).length > 0) return 'record';
  const positive = (patterns: string[]): boolean => patterns.some(isSuccess);
  if (each.length > 0) return each.every(positive) ? 'positive' : 'negative';
  return listed.some(positive) ? 'positive' : 'negative';
}

type Operand = (value: Value) => Partial<Hold> | null;

const anything: Operand = (value) => ({ is: value });
const list: Operand = (value) => (Array.isArray(value) ? { in: value as Json[] } : null);
const flag: Operand = (value) => (typeof value === 'boolean' ? { present: value } : null);
const text: (key: 'includes' | 'excludes') => Operand = (key) => (value) =>
  typeof value === 'string' ? { [key]: value } : null;
const limit: (key: 'at-most' | 'at-least' | 'below') => Operand = (key) => (value) => {
  const seconds = typeof value === 'string' ? parseDuration(value) : null;
  const number = typeof value === 'number' ? value : seconds === null ? null : seconds / 1000;
  return number === null ? null : { [key]: number };
};

/** Operators of `holds` as written, and what each makes of its operand; null when the operand does not fit. */
export const OPERATORS: { [operator in HoldOperator]: { wants: string; read: Operand } } = {
  is: { wants: 'a value', read: anything },
  in: { wants: 'a list', read: list },
  present: { wants: 'true or false', read: flag },
  'at-most': { wants: 'a number or a duration', read: limit('at-most') },
  'at-least': { wants: 'a number or a duration', read: limit('at-least') },
  below: { wants: 'a number or a duration', read: limit('below') },
  includes: { wants: 'a text', read: text('includes') },
  excludes: { wants: 'a text', read: text('excludes') },
};

function hold(decl: HoldDecl): Hold {
  let resolved: Hold = { of: decl.of, fact: decl.fact };
  for (const [operator, value] of decl.test) resolved = { ...resolved, ...OPERATORS[operator].read(value) };
  return decl.level ? { ...resolved, level: decl.level } : resolved;
}

/** Resolves the expectation of a case; `steps` are those that are left, so outcomes of a step that was left out are dropped. */
export function resolveExpectation(
  expect: ExpectDecl,
  level: Level,
  outcomes: Map<string, string[]>,
  steps: string[],
): Expectation {
  const opened = (all: { [step: string]: string[] }): { [step: string]: string[] } =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([step]) => steps.includes(step))
        .map(([step, patterns]) => [step, openSets(patterns, outcomes)]),
    );
  const each = expect.each
    ? Object.fromEntries(
        Object.entries(expect.each)
          .filter(([step]) => steps.includes(step))
          .map(([step, entry]) => [
            step,
            { outcome: openSets(entry.outcome, outcomes), tolerates: openSets(entry.tolerates, outcomes) },
          ]),
      )
    : null;
  return {
    polarity: polarityOf(expect),
    level,
    outcome: opened(expect.outcome),
    tolerates: opened(expect.tolerates),
    observe: opened(expect.observe),
    each,
    holds: expect.holds.map(hold),
  };
}

/** Every step an expectation names. */
export function stepsNamed(expect: Expectation): string[] {
  return [
    ...Object.keys(expect.outcome),
    ...Object.keys(expect.tolerates),
    ...Object.keys(expect.observe),
    ...Object.keys(expect.each ?? {}),
    ...expect.holds.map((one) => one.of),
  ];
}
