/** `assay compare`: two runs of one bank, and what is new, mended and still open. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type CaseChange, followLatest, type RunChanges, readRunFolder, type Verdict } from '../evidence/index.ts';
import { compareRuns, lineOf } from '../judge/index.ts';
import { EXIT } from '../run/exit.ts';
import { verdictText } from './progress.ts';
import { type Colors, openScreen } from './screen.ts';

interface CompareFlags {
  json?: boolean;
}

const VIOLATED: readonly (Verdict | null)[] = ['fail', 'error'];
const DOUBTFUL: readonly (Verdict | null)[] = ['inconclusive', 'review'];

export function addCompare(command: Command): void {
  command
    .argument('<earlier>', 'folder of a run')
    .argument('<later>', 'folder of another run of the same target')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', '\nExample:\n  assay compare reports/out/20260130-020000-1a2b3c reports/out/latest')
    .action((earlier: string, later: string, flags: CompareFlags) => {
      process.exitCode = compare(earlier, later, flags);
    });
}

/** Ends with what is new: 1 for a violation, 3 for a doubt. What was open before is no news. */
function compare(earlier: string, later: string, flags: CompareFlags): number {
  const [before, after] = [earlier, later].map((name) => lineOf(readRunFolder(followLatest(resolve(name))).run));
  if (before === undefined || after === undefined) return EXIT.usage;
  const changes = compareRuns(before, after);
  const screen = openScreen({ json: flags.json === true });
  screen.write(changesText(changes, screen.color));
  for (const { id, finished } of [before, after]) if (!finished) screen.write(`\nThe run ${id} did not finish\n`);
  const exit = exitOf(changes.appeared);
  if (flags.json) process.stdout.write(`${JSON.stringify({ exit, ...changes })}\n`);
  return exit;
}

function exitOf(appeared: readonly CaseChange[]): number {
  if (appeared.some(({ is }) => VIOLATED.includes(is))) return EXIT.violation;
  return appeared.some(({ is }) => DOUBTFUL.includes(is)) ? EXIT.inconclusive : EXIT.clean;
}

const MOST_STATUSES = 20;

/** The changes as a person at a terminal reads them. */
export function changesText(changes: RunChanges, color: Colors): string {
  const { notSeen, requirements, differs, since } = changes;
  const statuses = requirements
    .slice(0, MOST_STATUSES)
    .map(({ id, was, is }) => `  ${id}: ${was ?? 'not there'} -> ${is}`);
  const more = requirements.length - statuses.length;
  const counts = BLOCKS.map(([group, title]) => `${changes[group].length} ${title}`);
  return [
    `Since ${since.id} of ${since.startedAt}: ${counts.join(', ')}`,
    ...BLOCKS.flatMap(([group, title]) => block(title, changes[group], color)),
    ...(notSeen.length > 0 ? ['  What was not seen now is not shown to be mended'] : []),
    ...(requirements.length > 0 ? ['', color.bold(`${requirements.length} requirements changed`), ...statuses] : []),
    ...(more > 0 ? [`  and ${more} more; --json has them all`] : []),
    ...(differs.length > 0 ? ['', `Different as well: ${differs.join(', ')}`] : []),
    '',
  ].join('\n');
}

const BLOCKS: readonly ['appeared' | 'fixed' | 'stillOpen' | 'notSeen', string][] = [
  ['appeared', 'new'],
  ['fixed', 'fixed'],
  ['stillOpen', 'still open'],
  ['notSeen', 'open before and not seen now'],
];

function block(title: string, cases: readonly CaseChange[], color: Colors): string[] {
  if (cases.length === 0) return [];
  const lines = cases.map(({ id, was, is }) => `  ${id}: ${word(was, color)} -> ${word(is, color)}`);
  return ['', color.bold(`${cases.length} ${title}`), ...lines];
}

const word = (verdict: Verdict | null, color: Colors): string =>
  verdict === null ? 'not run' : verdictText(verdict, color).trim();
