/** One case as declared: a scenario with one of its rows laid over it, and all that is known before a run filled in. */
import type { CaseHead } from '../evidence/record.ts';
import type { Reference } from '../load/reference.ts';
import type {
  ActionDecl,
  ControlDecl,
  ControlsDecl,
  ExpectDecl,
  HoldDecl,
  MutationDecl,
  OutcomeDecl,
  Place,
  RowDecl,
  Scenario,
  SettleDecl,
  StepDecl,
  Value,
  VerifierDecl,
  When,
} from '../load/scenario.ts';
import { edges } from './boundary.ts';
import { at, fill, type Lookup } from './reference.ts';

export interface CaseDecl extends CaseHead {
  requirement: string[];
  /** The scenario's and the row's; both must fit. */
  when: When[];
  flow: string;
  bind: { [name: string]: Value };
  client: string | null;
  identity: string | null;
  /** Changed inputs of steps. */
  with: { [step: string]: { [input: string]: Value } };
  before: StepDecl[];
  actions: ActionDecl[];
  /** The scenario's `then`: steps after the flow. */
  appended: StepDecl[];
  mutate: MutationDecl[];
  expect: ExpectDecl;
  controls: ControlsDecl | null;
  settle: SettleDecl | null;
  detects: string[];
  tags: string[];
  aggressive: boolean;
  /** From a folder beside the shipped one. */
  own: boolean;
  verifier: VerifierDecl | null;
  /** The row's, or the scenario's when it has no rows. */
  place: Place;
  /** Where a key is given, in the row or else in the scenario. */
  placeOf(key: 'requirement' | 'when' | 'detects' | 'flow' | 'with'): Place;
}

/** Hears of references without a value and of boundaries that make no sense. */
export interface Complaints {
  missing(reference: Reference, place: Place): void;
  wrong(message: string, place: Place): void;
}

/** Lays `row` over `scenario`; `profile` answers `${profile.x.y}`. */
export function declare(
  scenario: Scenario,
  row: RowDecl | null,
  profile: (path: string[]) => Value | undefined,
  complain: Complaints,
): CaseDecl {
  const place = row?.place ?? scenario.place;
  const bind = bound(scenario, profile, complain);
  const values = rowValues(row, bind, profile, complain);
  const filler = createFiller(lookupIn(values, bind, profile), complain);
  const { value, text, texts } = filler;

  return {
    id: row ? `${scenario.id}[${row.id}]` : scenario.id,
    scenario: scenario.id,
    row: row?.id ?? null,
    title: text(row?.title ?? scenario.title, place),
    area: scenario.area,
    severity: row?.severity ?? scenario.severity,
    requirement: texts(row?.requirement ?? scenario.requirement, place),
    when: [scenario.when, row?.when ?? null].filter((when) => when !== null),
    flow: text(row?.flow ?? scenario.flow, place),
    bind,
    client: textOrNull(row?.client ?? scenario.client, place),
    identity: textOrNull(row?.identity ?? scenario.identity, place),
    with: overrides(scenario.with, row?.with ?? {}),
    before: (row?.before ?? scenario.before).filter(belongs).map(step),
    actions: (row?.actions ?? scenario.actions).map(action),
    appended: (row?.then ?? scenario.then).filter(belongs).map(step),
    mutate: (row?.mutate ?? scenario.mutate).map((one) => ({
      ...one,
      at: text(one.at, one.place),
      do: text(one.do, one.place),
      with: inputs(one.with, one.place),
    })),
    expect: extended(expect(row?.expect ?? scenario.expect), row?.also ? expect(row.also) : null),
    controls: controls(row?.controls ?? scenario.controls),
    settle: settle(row?.settle ?? scenario.settle),
    own: scenario.own,
    tags: [...new Set([...scenario.tags, ...(row?.tags ?? [])])],
    aggressive: row?.aggressive ?? scenario.aggressive,
    detects: texts(row?.detects ?? scenario.detects, place),
    verifier: scenario.verifier,
    place,
    placeOf: (key) => row?.places?.[key] ?? (row?.[key] ? place : scenario.places?.[key]) ?? place,
  };

  function textOrNull(one: string | null, where: Place): string | null {
    return one === null ? null : text(one, where);
  }
  function inputs(all: { [input: string]: Value }, where: Place): { [input: string]: Value } {
    return value(all, where) as { [input: string]: Value };
  }
  function overrides(base: CaseDecl['with'], over: CaseDecl['with']): CaseDecl['with'] {
    const merged: CaseDecl['with'] = {};
    for (const id of new Set([...Object.keys(base), ...Object.keys(over)]))
      merged[text(id, place)] = inputs({ ...base[id], ...over[id] }, place);
    return merged;
  }
  function belongs(one: StepDecl): boolean {
    return Object.entries(one.only).every(([name, wanted]) => {
      if (!Object.hasOwn(values, name))
        complain.missing({ root: 'case', path: [name], text: `\${case.${name}}` }, one.place);
      return values[name] === wanted;
    });
  }
  function step(one: StepDecl): StepDecl {
    return { ...one, use: text(one.use, one.place), with: inputs(one.with, one.place) };
  }
  function action(one: ActionDecl): ActionDecl {
    const where = one.place;
    const tied = { before: textOrNull(one.before, where), after: textOrNull(one.after, where) };
    return { ...one, ...tied, do: text(one.do, where), with: inputs(one.with, where) };
  }
  function outcome(all: OutcomeDecl, where: Place): OutcomeDecl {
    const filled: OutcomeDecl = {};
    // Two keys may be the same step once they are filled in.
    for (const [id, patterns] of Object.entries(all))
      filled[text(id, where)] = [...(filled[text(id, where)] ?? []), ...texts(patterns, where)];
    return filled;
  }
  function expect(one: ExpectDecl): ExpectDecl {
    const where = one.place;
    const each = one.each
      ? Object.fromEntries(
          Object.entries(one.each).map(([id, entry]) => [
            text(id, where),
            { outcome: texts(entry.outcome, where), tolerates: texts(entry.tolerates, where) },
          ]),
        )
      : null;
    const holds = one.holds.map((hold) => ({
      ...hold,
      of: text(hold.of, hold.place),
      test: hold.test.map(([operator, one]): HoldDecl['test'][number] => [operator, value(one, hold.place)]),
    }));
    return {
      outcome: outcome(one.outcome, where),
      tolerates: outcome(one.tolerates, where),
      observe: outcome(one.observe, where),
      each,
      holds,
      place: where,
    };
  }
  function controls(one: ControlsDecl | null): ControlsDecl | null {
    const side = (control: ControlDecl | 'none' | null): ControlDecl | 'none' | null =>
      control === null || control === 'none'
        ? control
        : { ...control, identity: textOrNull(control.identity, place), client: textOrNull(control.client, place) };
    return one && { before: side(one.before), after: side(one.after) };
  }
  function settle(one: SettleDecl | null): SettleDecl | null {
    return one && { ...one, max: text(one.max, one.place), every: text(one.every, one.place) };
  }
}

/** What a scenario expects, and what its row adds to it; the row is where mistakes are shown. */
function extended(base: ExpectDecl, also: ExpectDecl | null): ExpectDecl {
  if (also === null) return base;
  const added = (lists: OutcomeDecl, more: OutcomeDecl): OutcomeDecl => {
    const all = { ...lists };
    for (const [id, patterns] of Object.entries(more)) all[id] = [...new Set([...(all[id] ?? []), ...patterns])];
    return all;
  };
  const each = { ...base.each };
  for (const [id, { outcome, tolerates }] of Object.entries(also.each ?? {}))
    each[id] = {
      outcome: [...(each[id]?.outcome ?? []), ...outcome],
      tolerates: [...(each[id]?.tolerates ?? []), ...tolerates],
    };
  return {
    outcome: added(base.outcome, also.outcome),
    tolerates: added(base.tolerates, also.tolerates),
    observe: added(base.observe, also.observe),
    each: base.each === null && also.each === null ? null : each,
    holds: [...base.holds, ...also.holds],
    place: also.place,
  };
}

function lookupIn(
  values: { [name: string]: Value },
  bind: { [name: string]: Value },
  profile: (path: string[]) => Value | undefined,
): Lookup {
  const roots: { [root: string]: (path: string[]) => Value | undefined } = {
    case: (path) => at(values, path),
    bind: (path) => at(bind, path),
    profile,
  };
  return ({ root, path }) => (path.length > 0 ? roots[root]?.(path) : undefined);
}

function createFiller(lookup: Lookup, complain: Complaints) {
  const value = (one: Value, place: Place): Value =>
    fill(one, lookup, (reference) => complain.missing(reference, place));
  const text = (one: string, place: Place): string => {
    const filled = value(one, place);
    if (typeof filled === 'string') return filled;
    if (typeof filled === 'number' || typeof filled === 'boolean') return String(filled);
    complain.wrong(`"${one}" must be text here, but it stands for ${JSON.stringify(filled)}`, place);
    return one;
  };
  const texts = (all: string[], place: Place): string[] => all.map((one) => text(one, place));
  return { value, text, texts };
}

/** Names in `bind` may use the profile and the names above them. */
function bound(
  scenario: Scenario,
  profile: (path: string[]) => Value | undefined,
  complain: Complaints,
): { [name: string]: Value } {
  const bind: { [name: string]: Value } = {};
  for (const [name, declared] of Object.entries(scenario.bind))
    bind[name] = createFiller(lookupIn({}, bind, profile), complain).value(declared, scenario.place);
  return bind;
}

function rowValues(
  row: RowDecl | null,
  bind: { [name: string]: Value },
  profile: (path: string[]) => Value | undefined,
  complain: Complaints,
): { [name: string]: Value } {
  if (!row) return {};
  const values: { [name: string]: Value } = {};
  const { value } = createFiller(lookupIn({}, bind, profile), complain);
  for (const [name, declared] of Object.entries(row.values)) {
    const edged = edges(value(declared, row.place), bind, false);
    if ('wrong' in edged) complain.wrong(`value "${name}": ${edged.wrong}`, row.place);
    values[name] = 'value' in edged ? edged.value : declared;
  }
  return values;
}
