/** Which cases of the library a run is about: by id, area, requirement and shard. */
import { createHash } from 'node:crypto';
import { didYouMean } from '../load/did-you-mean.ts';
import type { Library, Place, Problem, RowDecl, Scenario } from '../load/scenario.ts';

export interface Selection {
  /** `id`, `id[row]`, or either cut short by a final `*`; empty means all. */
  only: string[];
  area: string[];
  /** Requirement ids; a case that cites any of them is in. A final `*` stands for the rest. */
  requirements: string[];
  shard: { index: number; count: number } | null;
}

export interface Selected {
  scenario: Scenario;
  row: RowDecl | null;
}

/** Where a mistake lies that no file holds. */
export const COMMAND_LINE: Place = { file: 'command line', line: 0, column: 0 };

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
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

export const caseId = ({ scenario, row }: Selected): string => (row ? `${scenario.id}[${row.id}]` : scenario.id);

/** All cases that every filter lets through, and a problem for each filter that fits nothing. */
export function select(library: Library, selection: Selection): { selected: Selected[]; problems: Problem[] } {
  const all = library.scenarios.flatMap((scenario): Selected[] =>
    scenario.rows.length > 0 ? scenario.rows.map((row) => ({ scenario, row })) : [{ scenario, row: null }],
  );
  const names = ({ scenario, row }: Selected): string[] =>
    [scenario.id, ...scenario.was].flatMap((id) => (row ? [id, `${id}[${row.id}]`] : [id]));
  const cited = ({ scenario, row }: Selected): string[] => row?.requirement ?? scenario.requirement;

  const filters: [string, string[], (one: Selected) => string[], string | null][] = [
    ['case', selection.only, names, 'assay list shows all of them'],
    ['area', selection.area, ({ scenario }) => [scenario.area], null],
    ['requirement', selection.requirements, cited, 'assay list --requirements shows all of them'],
  ];
  const problems: Problem[] = [];
  for (const [kind, patterns, of, hint] of filters)
    for (const pattern of patterns)
      if (!all.some((one) => of(one).some((name) => fits(pattern, name))))
        problems.push({
          code: `unknown-${kind}`,
          place: COMMAND_LINE,
          message: `there is no ${kind} "${pattern}"`,
          hint: didYouMean(pattern, new Set(all.flatMap(of))) ?? hint,
          allowed: kind === 'area' ? [...new Set(all.flatMap(of))].sort() : [],
        });
  const selected = all
    .filter((one) =>
      filters.every(
        ([, patterns, of]) => patterns.length === 0 || of(one).some((name) => patterns.some((p) => fits(p, name))),
      ),
    )
    .filter(
      ({ scenario }) => !selection.shard || shardOf(scenario.id, selection.shard.count) === selection.shard.index,
    );
  return { selected, problems };
}
