/** Facts about the bank's genuine answers: which hold, which are violated, and which cannot be told. */
import type { AttemptRecord, CaseTrace, Hold, Json, Level } from '../evidence/record.ts';

export interface HoldFinding {
  hold: Hold;
  state: 'violated' | 'missing';
  /** Never stronger than the case's. */
  level: Level;
  text: string;
}

type Test = (value: Json, operand: Json) => boolean;

/** Of a list of numbers, every one has to be within the limit. */
const number =
  (compare: (value: number, limit: number) => boolean): Test =>
  (value, limit) =>
    typeof limit === 'number' && [value].flat().every((one) => typeof one === 'number' && compare(one, limit));

/** One row for each operator but `present`, which asks whether there is a fact at all. */
const OPERATORS: { key: Exclude<keyof Hold, 'of' | 'fact' | 'level' | 'present'>; says: string; test: Test }[] = [
  { key: 'equals', says: 'is', test: same },
  { key: 'in', says: 'is one of', test: (value, list) => everyIn(value, list) },
  { key: 'atMost', says: 'is at most', test: number((value, limit) => value <= limit) },
  { key: 'atLeast', says: 'is at least', test: number((value, limit) => value >= limit) },
  { key: 'below', says: 'is below', test: number((value, limit) => value < limit) },
  { key: 'includes', says: 'includes', test: (value, member) => has(value, member) },
  { key: 'excludes', says: 'does not include', test: (value, member) => !has(value, member) },
];

/** A value in a list; of a list of values, every one. */
function everyIn(value: Json, list: Json): boolean {
  if (!Array.isArray(list)) return false;
  return (Array.isArray(value) ? value : [value]).every((one) => list.some((allowed) => same(one, allowed)));
}

function has(value: Json, member: Json): boolean {
  if (Array.isArray(value)) return value.some((one) => same(one, member));
  return typeof value === 'string' && typeof member === 'string' && value.includes(member);
}

function same(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => same(one, b[index] ?? null));
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key] ?? null, b[key] ?? null))
  );
}

const STRENGTH: { [L in Level]: number } = { shall: 3, 'shall-not': 3, should: 2, may: 1 };

function weaker(a: Level, b: Level): Level {
  return STRENGTH[a] <= STRENGTH[b] ? a : b;
}

/**
 * Looks at every fact the case asks for. A step that never ran gave no answer to look at; nor did a refusal that the
 * scenario lists beside a success, unless it brought the fact all the same.
 */
export function holdFindings(trace: CaseTrace, run: AttemptRecord): HoldFinding[] {
  return trace.expect.holds.flatMap((hold): HoldFinding[] => {
    const step = run.steps.find((one) => one.id === hold.of);
    if (!step) return [];
    const value = Object.hasOwn(step.facts, hold.fact) ? (step.facts[hold.fact] ?? null) : null;
    const level = weaker(hold.level ?? trace.expect.level, trace.expect.level);
    const finding = (state: HoldFinding['state'], text: string): HoldFinding[] => [{ hold, state, level, text }];
    const name = `${hold.fact} at ${hold.of}`;
    if (value === null) {
      if (hold.present === true)
        return step.outcome.ok || step.outcome.clear ? finding('violated', `${name} is missing`) : [];
      // A list that names null allows for a fact that there is nothing of.
      if (hold.in?.includes(null) === true) return [];
      const asked = OPERATORS.some(({ key }) => hold[key] !== undefined);
      const refused = !step.outcome.ok && trace.expect.polarity === 'positive';
      return asked && !refused ? finding('missing', `${name} could not be told`) : [];
    }
    if (hold.present === false) return finding('violated', `${name} is ${show(value)}, and nothing may be there`);
    return OPERATORS.flatMap(({ key, says, test }) => {
      const operand = hold[key];
      if (operand === undefined || test(value, operand)) return [];
      return finding('violated', `${name} is ${show(value)}; expected that it ${says} ${show(operand)}`);
    });
  });
}

/** What a hold asks for, in words. */
export function describeHold(hold: Hold): string {
  const asked = OPERATORS.filter(({ key }) => hold[key] !== undefined).map(
    ({ key, says }) => `${says} ${show(hold[key] ?? null)}`,
  );
  if (hold.present === true) asked.unshift('is there');
  if (hold.present === false) asked.unshift('is absent');
  return `${hold.fact} at ${hold.of} ${asked.join(' and ')}`;
}

function show(value: Json): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
