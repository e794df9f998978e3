/** Facts about the bank's genuine answers: which hold, which are violated, and which cannot be determined. */
import { matches } from '../evidence/outcome-code.ts';
import type { AttemptRecord, CaseTrace, Hold, HoldOperator, Json, Level, StepRecord } from '../evidence/record.ts';

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
const OPERATORS: { [operator in Exclude<HoldOperator, 'present'>]: { says: string; test: Test } } = {
  is: { says: 'is', test: same },
  in: { says: 'is one of', test: (value, list) => everyIn(value, list) },
  'at-most': { says: 'is at most', test: number((value, limit) => value <= limit) },
  'at-least': { says: 'is at least', test: number((value, limit) => value >= limit) },
  below: { says: 'is below', test: number((value, limit) => value < limit) },
  includes: { says: 'includes', test: (value, member) => has(value, member) },
  excludes: { says: 'does not include', test: (value, member) => !has(value, member) },
};

function asked(hold: Hold): { says: string; test: Test; operand: Json }[] {
  return Object.entries(OPERATORS).flatMap(([operator, row]) => {
    const operand = hold[operator as keyof typeof OPERATORS];
    return operand === undefined ? [] : [{ ...row, operand }];
  });
}

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

/** Whether the first binds at least as much as the second. */
export const bindsAsMuch = (a: Level, b: Level): boolean => STRENGTH[a] >= STRENGTH[b];

/** Null of none. */
export function strongest(levels: Level[]): Level | null {
  return levels.reduce<Level | null>((best, one) => (best !== null && bindsAsMuch(best, one) ? best : one), null);
}

function weaker(a: Level, b: Level): Level {
  return STRENGTH[a] <= STRENGTH[b] ? a : b;
}

/**
 * Looks at every fact the case asks for. A step that never ran gave no answer to look at; nor did a refusal that the
 * scenario lists beside a success, unless it brought the fact all the same; and of one that nobody expected the facts
 * are its own. An answer that is only observed is another one than that whose facts are asked for. But what must not
 * be there must not be there in any answer.
 */
export function holdFindings(trace: CaseTrace, run: AttemptRecord): HoldFinding[] {
  return trace.expect.holds.flatMap((hold): HoldFinding[] => {
    const step = run.steps.find((one) => one.id === hold.of);
    if (!step) return [];
    const other = refusedUnasked(trace, step) || matches(trace.expect.observe[hold.of], step.outcome.codes);
    if (hold.present !== false && other) return [];
    const value = Object.hasOwn(step.facts, hold.fact) ? (step.facts[hold.fact] ?? null) : null;
    const level = weaker(hold.level ?? trace.expect.level, trace.expect.level);
    const finding = (state: HoldFinding['state'], text: string): HoldFinding[] => [{ hold, state, level, text }];
    const name = `${hold.fact} at ${hold.of}`;
    if (value === null) {
      if (hold.present === true) return answersTo(trace, step) ? finding('violated', `${name} is missing`) : [];
      // A list that names null allows for a fact that there is nothing of.
      if (hold.in?.includes(null) === true) return [];
      const refused = !step.outcome.ok && trace.expect.polarity === 'positive';
      return asked(hold).length > 0 && !refused ? finding('missing', `${name} could not be determined`) : [];
    }
    if (hold.present === false) return finding('violated', `${name} is ${show(value)}, but must be absent`);
    return asked(hold).flatMap(({ says, test, operand }) => {
      if (test(value, operand)) return [];
      const told = `${name} is ${show(value)}; expected: ${says} ${show(operand)}`;
      return finding('violated', told + bothSides(step, hold.fact));
    });
  });
}

/** Whether the step ended as the case expects, so that what it asks for was due in its answer; an error page is no response. */
const answersTo = ({ expect }: CaseTrace, { id, outcome }: StepRecord): boolean =>
  outcome.ok ||
  [expect.outcome[id], expect.tolerates[id], expect.each?.[id]?.outcome].some((listed) =>
    matches(listed, outcome.codes),
  );

/** Whether a success was due and the bank answered with an error, which is not the answer whose facts are asked for. */
const refusedUnasked = (trace: CaseTrace, step: StepRecord): boolean =>
  trace.expect.polarity === 'positive' &&
  !answersTo(trace, step) &&
  step.outcome.codes.length > 0 &&
  step.outcome.codes.every((code) => code.startsWith('oauth.') || code.startsWith('http.'));

/** What was compared, when the fact is the answer to a comparison; nothing when it is not. */
function bothSides({ differences }: StepRecord, fact: string): string {
  const difference = differences && Object.hasOwn(differences, fact) ? differences[fact] : undefined;
  if (difference === undefined) return '';
  const seen = difference.seen === null ? 'nothing' : show(difference.seen);
  return ` (the bank sent ${seen}, where ${show(difference.due)} was due)`;
}

/** What a hold asks for, in words. */
export function describeHold(hold: Hold): string {
  const words = asked(hold).map(({ says, operand }) => `${says} ${show(operand)}`);
  if (hold.present === true) words.unshift('is there');
  if (hold.present === false) words.unshift('is absent');
  return `${hold.fact} at ${hold.of} ${words.join(' and ')}`;
}

function show(value: Json): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
