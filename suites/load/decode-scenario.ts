/** Decodes a scenario file. */
import { basename, dirname } from 'node:path';
import { type Decoder, listOrOne, map, needed, object, optional, placesIn, text } from './decoder.ts';
import { requirementId, severity, verifier } from './parts.ts';
import { cases, crossed, matrix, shared, table } from './rows.ts';
import type { ExpectDecl, RowDecl, Scenario } from './scenario.ts';
import type { Source } from './source.ts';
import { isMap } from './tree.ts';
import { values } from './value-decoder.ts';

/** An area and a name, with dots between. */
export const SCENARIO_ID = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/;

const fields = object({
  id: needed(
    text({ pattern: SCENARIO_ID, code: 'bad-name', wanted: 'an id such as pkce.downgrade' }),
    'area and file name: pkce.downgrade',
  ),
  title: needed(text(), 'the fact, in the present tense'),
  was: optional(listOrOne(text()), 'ids it had before'),
  ...shared,
  requirement: needed(listOrOne(requirementId), 'ids of the register'),
  severity: needed(severity, 'how bad a failure is'),
  flow: needed(text({ names: 'flow' }), 'the known-good sequence'),
  bind: optional(values, 'names for profile values, `${bind.x}`'),
  verifier: optional(verifier, 'alterations of a captured answer that our verifier must notice'),
  cases: optional(cases, 'rows that override the keys above'),
  matrix: optional(matrix, 'rows from axes; with cases, each case at every point of the axes'),
  table: optional(table, 'rows from columns'),
});

const nothingExpected = (place: ExpectDecl['place']): ExpectDecl => ({
  outcome: {},
  tolerates: {},
  observe: {},
  each: null,
  holds: [],
  place,
});

/** A whole scenario; cross-checks against flows and vocabulary come later. */
export const scenario: Decoder<Scenario> = map(fields, (read, source, node) => {
  const rows = oneKind(read, source, node);
  if (rows === undefined) return undefined;
  const made: Scenario = {
    id: read.id,
    title: read.title,
    was: read.was ?? [],
    area: read.id.split('.')[0] ?? '',
    requirement: read.requirement,
    severity: read.severity,
    when: read.when ?? null,
    flow: read.flow,
    bind: read.bind ?? {},
    client: read.client ?? null,
    identity: read.identity ?? null,
    with: read.with ?? {},
    before: read.before ?? [],
    actions: read.actions ?? [],
    then: read.then ?? [],
    mutate: read.mutate ?? [],
    expect: read.expect ?? nothingExpected(read.place),
    controls: read.controls ?? null,
    settle: read.settle ?? null,
    detects: read.detects ?? [],
    own: false,
    tags: read.tags ?? [],
    aggressive: read.aggressive ?? false,
    verifier: read.verifier ?? null,
    rows,
    place: read.place,
    places: placesIn(node, source),
  };
  checkNames(made, source, node);
  for (const { also } of read.expect === undefined ? rows : []) if (also) tellNothingToExtend(also, source);
  return made;
});

function tellNothingToExtend({ place }: ExpectDecl, source: Source): void {
  source.problems.push({
    code: 'nothing-to-extend',
    place,
    message: 'the scenario has no `expect` that `also` could add to',
    hint: 'leave `also` out, and list what is expected',
    allowed: [],
  });
}

function oneKind(
  read: { cases: RowDecl[] | undefined; matrix: RowDecl[] | undefined; table: RowDecl[] | undefined },
  source: Source,
  node: unknown,
): RowDecl[] | undefined {
  const { cases: named, matrix: axes, table: columns } = read;
  if (columns !== undefined && (named ?? axes) !== undefined) {
    source.tell('several-kinds-of-rows', node, 'a scenario has either a table, or cases and a matrix');
    return undefined;
  }
  const rows = columns ?? (named && axes ? crossed(named, axes) : (named ?? axes ?? []));
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(row.id)) {
      source.problems.push({
        code: 'duplicate-row',
        place: row.place,
        message: `the row ${row.id} appears twice`,
        hint: null,
        allowed: [],
      });
    }
    seen.add(row.id);
  }
  return rows;
}

/** The id follows the file, and titles state facts. */
function checkNames(made: Scenario, source: Source, node: unknown): void {
  const wanted = `${basename(dirname(source.file))}.${basename(source.file).replace(/\.ya?ml$/, '')}`;
  if (made.id !== wanted) {
    source.tell(
      'id-path-mismatch',
      isMap(node) ? node.get('id') : node,
      `the id is ${made.id}, but the file name means ${wanted}`,
      {
        hint: `write id: ${wanted}, or move the file`,
      },
    );
  }
  const titles = [
    { title: made.title, place: made.places?.title ?? made.place },
    ...made.rows.map(({ title, place, places }) => ({ title: title ?? '', place: places?.title ?? place })),
  ];
  for (const { title, place } of titles) {
    if (/\bshould\b/i.test(title)) {
      const hint = 'state it as a fact, in the present tense';
      source.problems.push({
        code: 'should-in-title',
        place,
        message: `the title ${JSON.stringify(title)} says "should"`,
        hint,
        allowed: [],
      });
    }
  }
}
