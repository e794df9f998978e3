/** Decoders of the parts that scenarios, rows and flows share: steps, changes, actions, expectations, controls. */

import type { HoldOperator } from '../evidence/record.ts';
import { bool, type Decoder, list, listOrOne, map, needed, object, oneOf, optional, record, text } from './decoder.ts';
import { DURATION } from './duration.ts';
import { REFERENCE_SOURCE } from './reference.ts';
import type {
  ActionDecl,
  ControlDecl,
  ExpectDecl,
  HoldDecl,
  MutationDecl,
  SettleDecl,
  StepDecl,
  When,
} from './scenario.ts';
import { isScalar } from './tree.ts';
import { value, values } from './value-decoder.ts';

export const NAME = /^[a-z][a-z0-9_-]*$/;
export const name = (wanted: string) => text({ pattern: NAME, code: 'bad-name', wanted });
const durationOrReference = text({
  pattern: new RegExp(`${DURATION.source}|^${REFERENCE_SOURCE}$`),
  code: 'bad-duration',
  wanted: 'a duration such as 90s, 10m or 90d',
});

export const requirementId = text({
  pattern: /^[A-Z][A-Za-z0-9.-]+$/,
  code: 'bad-name',
  wanted: 'a requirement id',
  names: 'requirement',
});
export const severity = oneOf('critical', 'high', 'medium', 'low', 'info');
export const level = oneOf('shall', 'shall-not', 'should', 'may');

export const when: Decoder<When> = map(
  object({
    has: optional(list(text({ names: 'capability' })), 'capabilities the target must have'),
    not: optional(list(text({ names: 'capability' })), 'capabilities the target must not have'),
    profile: optional(listOrOne(text()), 'profiles it belongs to'),
  }),
  ({ has = [], not = [], profile = [] }) => ({ has, not, profile }),
);

export const step: Decoder<StepDecl> = map(
  object({
    id: needed(name('a step name such as grant or request_again'), 'name of the step, unique in the sequence'),
    use: needed(text({ names: 'step' }), 'the step type'),
    with: optional(values, 'its inputs'),
    when: optional(when, 'left out when the target does not fit'),
    only: optional(values, 'left out of rows whose `${case.x}` values are others'),
  }),
  ({ id, use, with: inputs = {}, when: fits = null, only = {}, place }) => ({
    ...{ id, use, with: inputs, when: fits, only, place },
  }),
);

// Derived parts of a message begin with @ (RFC 9421).
const ADDRESS = /^[A-Za-z_${][\w${}@.-]*$/;

export const mutation: Decoder<MutationDecl> = map(
  object({
    at: needed(
      text({ pattern: ADDRESS, code: 'bad-address', wanted: 'an address such as request or request.param.scope' }),
      'step, or step.part.name',
    ),
    do: needed(text({ names: 'mutation' }), 'the change'),
    with: optional(values, 'its inputs'),
  }),
  ({ at, do: change, with: inputs = {}, place }) => ({ at, do: change, with: inputs, place }),
);

export const action: Decoder<ActionDecl> = map(
  object({
    before: optional(text(), 'the step it comes before'),
    after: optional(text(), 'the step it comes after'),
    do: needed(text({ names: 'action' }), 'what happens'),
    with: optional(values, 'its inputs'),
  }),
  ({ before = null, after = null, do: what, with: inputs = {}, place }, source, node) => {
    if ((before === null) === (after === null)) {
      source.tell('missing-key', node, 'an action needs either `before` or `after`');
      return undefined;
    }
    return { before, after, do: what, with: inputs, place };
  },
);

const outcome = record(listOrOne(text()));

const tests = {
  is: optional(value, 'equals'),
  in: optional(value, 'is one of a list, where null stands for no value; every element when the fact is a list'),
  present: optional(bool, 'is there, or is not'),
  'at-most': optional(value, 'number or duration'),
  'at-least': optional(value, 'number or duration; every element when the fact is a list'),
  below: optional(value, 'number or duration'),
  includes: optional(text(), 'the list or text holds it'),
  excludes: optional(text(), 'the list or text does not hold it'),
} satisfies { [operator in HoldOperator]: unknown };
const OPERATORS = Object.keys(tests) as HoldOperator[];

const holdFields = object({
  of: needed(text(), 'the step whose answer is looked at'),
  fact: needed(text({ names: 'fact' }), 'a fact of that step type'),
  level: optional(oneOf('shall', 'should', 'may'), 'when it is weaker than the case'),
  ...tests,
});

const hold: Decoder<HoldDecl> = map(holdFields, (read, source, node) => {
  const test = OPERATORS.flatMap((operator): HoldDecl['test'] => {
    const wanted = read[operator];
    return wanted === undefined ? [] : [[operator, wanted]];
  });
  if (test.length === 0) {
    source.tell('missing-key', node, 'a hold needs an operator', { allowed: OPERATORS });
    return undefined;
  }
  return { of: read.of, fact: read.fact, test, level: read.level ?? null, place: read.place };
});

const each = record(
  map(
    object({
      outcome: needed(listOrOne(text()), 'outcomes that pass'),
      tolerates: optional(listOrOne(text()), 'outcomes that warn'),
    }),
    ({ outcome: pass, tolerates = [] }) => ({ outcome: pass, tolerates }),
  ),
);

const expectFields = {
  outcome: optional(outcome, 'outcomes that pass, by step'),
  tolerates: optional(outcome, 'outcomes that warn, by step'),
  observe: optional(outcome, 'outcomes that are only recorded, by step'),
  each: optional(each, 'an expectation for each of several `then` steps'),
  holds: optional(list(hold), 'facts of genuine answers'),
};

export const expectation: Decoder<ExpectDecl> = map(
  object(expectFields),
  ({ outcome: pass = {}, tolerates = {}, observe = {}, each: apart = null, holds = [], place }) => {
    return { outcome: pass, tolerates, observe, each: apart, holds, place };
  },
);

/** What a row expects: instead of what its scenario does, or with `also` beside it. */
export const rowExpectation: Decoder<{ expect: ExpectDecl | null; also: ExpectDecl | null }> = map(
  object({ ...expectFields, also: optional(expectation, 'what is added to the lists of the scenario') }),
  ({ also, place, ...instead }, source, node) => {
    const { outcome: pass = {}, tolerates = {}, observe = {}, each: apart = null, holds = [] } = instead;
    const expect = { outcome: pass, tolerates, observe, each: apart, holds, place };
    if (also === undefined) return { expect, also: null };
    if (Object.values(instead).some((given) => given !== undefined)) {
      source.tell(
        'also-and-instead',
        node,
        '`also` stands alone: with other keys beside it, it is not clear what holds',
        {
          hint: 'put everything under `also`, or leave `also` out and list all that is expected',
        },
      );
      return undefined;
    }
    return { expect: null, also };
  },
);

const control: Decoder<ControlDecl> = map(
  object({
    with: optional(oneOf('flow', 'then'), 'whether the `then` steps belong to it'),
    identity: optional(text(), 'another identity'),
    client: optional(text(), 'another client'),
  }),
  ({ with: part = null, identity = null, client = null }) => ({ with: part, identity, client }),
);

const controlOrNone: Decoder<ControlDecl | 'none'> = {
  schema: { anyOf: [{ const: 'none' }, control.schema] },
  read: (node, source) => (isScalar(node) && node.value === 'none' ? 'none' : control.read(node, source)),
};

export const controls = map(
  object({
    before: optional(controlOrNone, 'the control before'),
    after: optional(controlOrNone, 'the control after'),
  }),
  ({ before = null, after = null }) => ({ before, after }),
);

export const settle: Decoder<SettleDecl> = map(
  object({
    max: needed(durationOrReference, 'how long a change may take'),
    every: needed(durationOrReference, 'how often to look'),
  }),
  ({ max, every, place }) => ({ max, every, place }),
);

/** `step: { input: value }`. */
export const stepInputs = record(values);

export const verifier = object({
  at: needed(text(), 'captured artefact, such as authorize.jarm'),
  cases: needed(
    list(
      map(
        object({
          id: needed(name('a name'), 'name of the verifier check'),
          do: needed(text({ names: 'verifier-check' }), 'the alteration'),
          with: optional(values, 'its inputs'),
        }),
        ({ id, do: alteration, with: inputs = {}, place }) => ({ id, do: alteration, with: inputs, place }),
      ),
    ),
    'the alterations',
  ),
});
