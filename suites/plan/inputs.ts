/** Whether the inputs given to a step, mutation, action or verifier check are those it takes, and of the right type. */

import { parseDuration } from '../load/duration.ts';
import type { Place, Value } from '../load/scenario.ts';
import { isAmount } from './boundary.ts';
import type { InputType } from './case.ts';
import type { Problems } from './problems.ts';
import { referencesIn } from './reference.ts';

type Check = (value: Value) => { code: string; wants: string } | null;

const wants = (what: string, code = 'wrong-type'): { code: string; wants: string } => ({ code, wants: what });

/** Money is text on the wire; a bare 30.00 has already lost its cents when YAML was read. */
const money: Check = (value) => {
  if (typeof value === 'number') return wants('an amount in quotes, such as "30.00"', 'unquoted-amount');
  return typeof value === 'string' && isAmount(value) ? null : wants('an amount in quotes, such as "30.00"');
};

const CHECKS: { [T in InputType['type']]: Check } = {
  string: (value) => (typeof value === 'string' ? null : wants('a text')),
  number: (value) => (typeof value === 'number' ? null : wants('a number')),
  boolean: (value) => (typeof value === 'boolean' ? null : wants('true or false')),
  money,
  duration: (value) =>
    typeof value === 'string' && parseDuration(value) !== null
      ? null
      : wants('a duration with its unit, such as "30s"'),
  list: (value) => (Array.isArray(value) ? null : wants('a list')),
  any: () => null,
};

/** Checks each given input; `owner` names the thing that takes the inputs, `where` opens every message. */
export function checkGiven(
  problems: Problems,
  owner: string,
  types: { [name: string]: InputType },
  given: { [name: string]: Value },
  place: Place,
  where = '',
): void {
  for (const [name, value] of Object.entries(given)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (!type) problems.unknown('unknown-input', place, `input of ${owner}`, name, Object.keys(types), where);
    else checkValue(problems, owner, name, type, value, place, where);
  }
}

/** Checks that nothing required is left out. */
export function checkMissing(
  problems: Problems,
  owner: string,
  types: { [name: string]: InputType },
  given: { [name: string]: Value },
  place: Place,
  where = '',
): void {
  for (const [name, type] of Object.entries(types))
    if (type.required && !Object.hasOwn(given, name))
      problems.add('missing-input', place, `${where}${owner} needs the input "${name}": ${type.summary}`);
}

function checkValue(
  problems: Problems,
  owner: string,
  name: string,
  type: InputType,
  value: Value,
  place: Place,
  where: string,
): void {
  // A value that only a run can tell is checked by the dataflow; its type is known then.
  if (typeof value === 'string' && referencesIn(value).length > 0) return;
  const wrong = CHECKS[type.type](value) ?? amountsIn(name, value);
  if (wrong)
    problems.add(
      wrong.code,
      place,
      `${where}input "${name}" of ${owner} is ${JSON.stringify(value)}; it must be ${wrong.wants}`,
    );
  else if (type.allowed && type.allowed.length > 0 && !type.allowed.includes(String(value)))
    problems.unknown('unknown-value', place, `value of "${name}" of ${owner}`, String(value), type.allowed, where);
}

/** A list called `amounts` holds money. */
function amountsIn(name: string, value: Value): { code: string; wants: string } | null {
  if (name !== 'amounts' || !Array.isArray(value)) return null;
  return value.map(money).find((wrong) => wrong !== null) ?? null;
}
