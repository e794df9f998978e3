/** Which cases of the library a run is about: by id, area, tag, requirement and shard; and which of them are left out of it by name. */
import { createHash } from 'node:crypto';
import { didYouMean } from '../load/did-you-mean.ts';
import type { Library, Place, Problem, RowDecl, Scenario } from '../load/scenario.ts';

export interface Selection {
  /** `id` or `id[row]`, where a `*` stands for anything; empty means all. */
  only: string[];
  area: string[];
  /** Any of them is enough. */
  tag: string[];
  /** Left out, but not forgotten: they stay in the plan as skipped. */
  skip: string[];
  excludeTag: string[];
  /** Requirement ids; a case that cites any of them is in. A final `*` stands for the rest. */
  requirements: string[];
  shard: { index: number; count: number } | null;
}

/** No filter at all. */
export const EVERYTHING: Selection = {
  ...{ only: [], area: [], tag: [], skip: [], excludeTag: [], requirements: [] },
  shard: null,
};

export interface Selected {
  scenario: Scenario;
  row: RowDecl | null;
  /** What leaves it out of the run, in words; null when nothing does. */
  leftOut: string | null;
}

/** Where a mistake lies that no file holds. */
export const COMMAND_LINE: Place = { file: 'command line', line: 0, column: 0 };

/** Each `*` stands for anything, also for nothing. Takes linear time: the pieces between are looked for once, from left to right. */
export function fits(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return name.length - last.length >= from && name.endsWith(last);
}

/** Reads `2/4`; null when it is not a shard. */
export function parseShard(text: string): { index: number; count: number } | null {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return match && index >= 1 && count >= 1 && index <= count ? { index, count } : null;
}

/** The shard, counted from 1, that a scenario belongs to: the same on every machine, and all its rows together. */
export function shardOf(scenario: string, count: number): number {
  return (createHash('sha256').update(scenario).digest().readUInt32BE(0) % count) + 1;
}

export interface Choice {
  /** Those of the shard. */
  selected: Selected[];
  /** The others, and what keeps each of them out. */
  others: (Pick<Selected, 'scenario' | 'row'> & { because: string })[];
  /** The ids of all shards together, in their order. */
  whole: string[];
  problems: Problem[];
}

export const caseId = ({ scenario, row }: Pick<Selected, 'scenario' | 'row'>): string =>
  row ? `${scenario.id}[${row.id}]` : scenario.id;

type Names = (one: Pick<Selected, 'scenario' | 'row'>) => string[];

const ids: Names = ({ scenario, row }) =>
  [scenario.id, ...scenario.was].flatMap((id) => (row ? [id, `${id}[${row.id}]`] : [id]));
const areas: Names = ({ scenario }) => [scenario.area];
const tags: Names = ({ scenario, row }) => [...scenario.tags, ...(row?.tags ?? [])];
const cited: Names = ({ scenario, row }) => row?.requirement ?? scenario.requirement;

/** All cases that every filter lets through, what leaves some of them out, and a problem for each filter that fits nothing. */
export function select(library: Library, selection: Selection): Choice {
  const all = library.scenarios.flatMap((scenario): Pick<Selected, 'scenario' | 'row'>[] =>
    scenario.rows.length > 0 ? scenario.rows.map((row) => ({ scenario, row })) : [{ scenario, row: null }],
  );
  const filters: Filter[] = [
    { kind: 'case', option: '--only', patterns: selection.only, of: ids, hint: 'assay list shows all of them' },
    { kind: 'area', option: '--area', patterns: selection.area, of: areas, hint: null },
    { kind: 'tag', option: '--tag', patterns: selection.tag, of: tags, hint: null },
    {
      kind: 'requirement',
      option: '--requirement',
      patterns: selection.requirements,
      of: cited,
      hint: 'assay list --requirements shows all of them',
    },
  ];
  const without: Filter[] = [
    { kind: 'case', option: '--skip', patterns: selection.skip, of: ids, hint: 'assay list shows all of them' },
    { kind: 'tag', option: '--exclude-tag', patterns: selection.excludeTag, of: tags, hint: null },
  ];
  const fitting = ({ of }: Filter, pattern: string, one: (typeof all)[number]): boolean =>
    of(one).some((name) => fits(pattern, name));

  const lets = (filter: Filter, one: (typeof all)[number]): boolean =>
    filter.patterns.length === 0 || filter.patterns.some((pattern) => fitting(filter, pattern, one));

  const problems = [...filters, ...without].flatMap((filter) =>
    filter.patterns
      .filter((pattern) => !all.some((one) => fitting(filter, pattern, one)))
      .map((pattern) => unknown(filter, pattern, new Set(all.flatMap(filter.of)))),
  );
  const open = all
    .filter((one) => filters.every((filter) => lets(filter, one)))
    .map((one): Selected => {
      const because = without.flatMap((filter) =>
        filter.patterns
          .filter((pattern) => fitting(filter, pattern, one))
          .map((pattern) => `${filter.option} ${pattern}`),
      );
      return { ...one, leftOut: because[0] ?? null };
    });
  if (problems.length === 0) problems.push(...nothingLeft(open, filters, without));
  const { shard } = selection;
  const selected = open.filter(({ scenario }) => !shard || shardOf(scenario.id, shard.count) === shard.index);
  const others = all.flatMap((one) => {
    const filter = filters.find((by) => !lets(by, one));
    if (filter) return [{ ...one, because: writtenAs(filter) }];
    if (!shard || shardOf(one.scenario.id, shard.count) === shard.index) return [];
    return [{ ...one, because: `--shard ${shard.index}/${shard.count}` }];
  });
  return { selected, others, whole: open.map(caseId), problems };
}

interface Filter {
  kind: 'case' | 'area' | 'tag' | 'requirement';
  /** As it is written on the command line. */
  option: string;
  patterns: string[];
  of: Names;
  hint: string | null;
}

const writtenAs = ({ option, patterns }: Filter): string => `${option} ${patterns.join(',')}`;

/** Each filter fits something, and all of them together leave no case to run: nobody asks for that. */
function nothingLeft(open: readonly Selected[], filters: readonly Filter[], without: readonly Filter[]): Problem[] {
  const given = [...filters, ...without].some(({ patterns }) => patterns.length > 0);
  if (!given || open.some(({ leftOut }) => leftOut === null)) return [];
  const written = (some: readonly Filter[]): string =>
    some
      .filter(({ patterns }) => patterns.length > 0)
      .map(writtenAs)
      .join(' and ');
  const none = open.length === 0;
  const message = none
    ? `no case fits ${written(filters)} together`
    : `every case that was asked for is left out by ${written(without)}`;
  const hint = none ? 'a case has to fit each of these options' : 'leave one of these options away';
  return [{ code: 'nothing-selected', place: COMMAND_LINE, message, hint, allowed: [] }];
}

function unknown({ kind, hint }: Filter, pattern: string, names: Set<string>): Problem {
  const few = kind === 'area' || kind === 'tag';
  return {
    code: `unknown-${kind}`,
    place: COMMAND_LINE,
    message: `there is no ${kind} "${pattern}"`,
    hint: didYouMean(pattern, names) ?? hint,
    allowed: few ? [...names].sort() : [],
  };
}
