/** The rows of a scenario: named cases, a matrix of axes, or a table of columns, all turned into one list. */
import {
  bool,
  type Decoder,
  keyOf,
  list,
  listOrOne,
  map,
  needed,
  object,
  optional,
  placesIn,
  record,
  text,
} from './decoder.ts';
import {
  action,
  controls,
  expectation,
  mutation,
  name,
  requirementId,
  rowExpectation,
  settle,
  severity,
  step,
  stepInputs,
  when,
} from './parts.ts';
import type { Place, RowDecl, Value } from './scenario.ts';
import type { Source } from './source.ts';
import { isMap, isSeq } from './tree.ts';
import { value, values } from './value-decoder.ts';

/** Keys that a scenario has and a row may override. */
export const shared = {
  requirement: optional(listOrOne(requirementId), 'ids of the register'),
  severity: optional(severity, 'how bad a failure is'),
  when: optional(when, 'when it applies'),
  detects: optional(listOrOne(text({ names: 'defect' })), 'defects of the reference bank that turn it red'),
  tags: optional(
    listOrOne(name('a tag such as smoke')),
    'words by which cases are chosen; a row adds to those of the scenario',
  ),
  aggressive: optional(
    bool,
    'whether it may hurt a bank: very large or deep input, or very many requests at once; it runs with --aggressive only',
  ),
  flow: optional(text({ names: 'flow' }), 'the known-good sequence'),
  client: optional(text(), 'client of the target that acts'),
  identity: optional(text(), 'TLS identity for the whole flow'),
  with: optional(stepInputs, 'inputs of flow steps, for case and controls alike'),
  before: optional(list(step), 'steps ahead of the flow'),
  actions: optional(list(action), 'what the operator, the PSU or time does'),
  then: optional(list(step), 'steps after the flow'),
  mutate: optional(list(mutation), 'the change'),
  expect: optional(expectation, 'where the run may end'),
  controls: optional(controls, 'other controls than the default'),
  settle: optional(settle, 'how long a change may take to show'),
};

const titled = { title: optional(text(), 'the fact, in the present tense') };

/** A row that overrides nothing. */
export const EMPTY_ROW: Omit<RowDecl, 'id' | 'values' | 'place'> = {
  title: null,
  requirement: null,
  severity: null,
  when: null,
  detects: null,
  tags: null,
  aggressive: null,
  flow: null,
  client: null,
  identity: null,
  before: null,
  actions: null,
  then: null,
  mutate: null,
  expect: null,
  also: null,
  controls: null,
  settle: null,
  with: null,
};

const bare = (id: string, held: { [name: string]: Value }, place: Place): RowDecl => ({
  ...EMPTY_ROW,
  id,
  values: held,
  place,
});

const row: Decoder<RowDecl> = map(
  object({
    id: needed(name('a row id such as method-plain'), 'id of the row'),
    ...titled,
    ...shared,
    expect: optional(rowExpectation, 'where the run may end; with `also`, beside what the scenario lists'),
    values: optional(values, '`${case.x}` values'),
  }),
  ({ id, values: held = {}, place, expect: expected, ...rest }, source, node) => {
    const given = Object.fromEntries(
      Object.entries({ ...rest, ...expected }).filter(([, entry]) => entry !== undefined),
    );
    return { ...EMPTY_ROW, ...(given as Partial<RowDecl>), id, values: held, place, places: placesIn(node, source) };
  },
);

export const cases: Decoder<RowDecl[]> = list(row);

/** Nobody reads more, and a few axes too many make millions. */
const MOST_ROWS = 1000;

/** Axes by name, and `skip`: combinations that are left out. */
export const matrix: Decoder<RowDecl[]> = {
  schema: { type: 'object' },
  read: (node, source) => {
    if (!isMap(node)) return wrong(node, source, 'a map of axes');
    const place = source.place(node);
    const skipped = node.has('skip') ? list(record(value)).read(node.get('skip'), source) : [];
    const axes = node.items
      .filter((pair) => keyOf(pair) !== 'skip')
      .map((pair) => [keyOf(pair), list(value).read(pair.value, source)] as const);
    if (skipped === undefined || axes.some(([, points]) => points === undefined)) return undefined;
    const count = axes.reduce((product, [, points = []]) => product * points.length, 1);
    if (count > MOST_ROWS) {
      source.tell('too-many-rows', node, `the axes make ${count} rows, but at most ${MOST_ROWS} are allowed`, {
        hint: 'split the scenario, or name the rows that matter under `cases`',
      });
      return undefined;
    }
    const combined = axes.reduce<{ [axis: string]: Value }[]>(
      (rows, [axis, points = []]) => rows.flatMap((held) => points.map((point) => ({ ...held, [axis]: point }))),
      [{}],
    );
    return combined
      .filter((held) => !skipped.some((skip) => Object.entries(skip).every(([axis, point]) => held[axis] === point)))
      .map((held) => bare(Object.values(held).map(String).join('-'), held, place));
  },
};

/**
 * Each case at every point of the axes. A case that sets a value of an axis by itself stands at that value alone, and keeps
 * its own id when no axis is left.
 */
export function crossed(named: readonly RowDecl[], axes: readonly RowDecl[]): RowDecl[] {
  return named.flatMap((one) => {
    const open = (point: RowDecl): string[] =>
      Object.keys(point.values).filter((axis) => !Object.hasOwn(one.values, axis));
    // A value that no point has stands beside them, once for each point of the other axes.
    const beside = (axis: string): boolean => axes.every(({ values: held }) => held[axis] !== one.values[axis]);
    const fits = axes.filter(({ values: held }) =>
      Object.entries(held).every(
        ([axis, value]) => !Object.hasOwn(one.values, axis) || one.values[axis] === value || beside(axis),
      ),
    );
    const rows = fits.map((point): RowDecl => {
      const id = [one.id, ...open(point).map((axis) => String(point.values[axis]))].join('-');
      return { ...one, id, values: { ...point.values, ...one.values } };
    });
    return [...new Map(rows.map((row) => [row.id, row])).values()];
  });
}

/** `columns` starts with id; each of `rows` is a list as long. */
export const table: Decoder<RowDecl[]> = {
  schema: {
    type: 'object',
    properties: {
      columns: { type: 'array', items: { type: 'string' } },
      rows: { type: 'array', items: { type: 'array' } },
    },
    required: ['columns', 'rows'],
    additionalProperties: false,
  },
  read: (node, source) => {
    const read = object({
      columns: needed(list(text()), 'names, id first'),
      rows: needed(list(anyRow), 'the rows'),
    }).read(node, source);
    if (!read) return undefined;
    if (read.columns[0] !== 'id') {
      source.tell('missing-key', node, 'the first column of a table is id');
      return undefined;
    }
    const rows = read.rows.map(({ cells, place, at }) => {
      const [id, ...rest] = cells;
      if (cells.length !== read.columns.length || typeof id !== 'string') {
        source.tell('wrong-type', at, `a row of this table has ${read.columns.length} cells, starting with its id`);
        return undefined;
      }
      return bare(id, Object.fromEntries(rest.map((cell, index) => [read.columns[index + 1] ?? '', cell])), place);
    });
    return rows.every((entry) => entry !== undefined) ? rows : undefined;
  },
};

const anyRow: Decoder<{ cells: Value[]; place: Place; at: unknown }> = {
  schema: { type: 'array' },
  read: (node, source) => {
    if (!isSeq(node)) return wrong(node, source, 'a list of cells');
    const cells = list(value).read(node, source);
    return cells === undefined ? undefined : { cells, place: source.place(node), at: node };
  },
};

function wrong(node: unknown, source: Source, wanted: string): undefined {
  source.tell('wrong-type', node, `expected ${wanted}`);
  return undefined;
}
