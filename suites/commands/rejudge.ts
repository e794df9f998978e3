/** `assay rejudge`: from the traces of a run to its verdicts once more, offline, and what differs. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type CaseTrace,
  evidenceProblems,
  followLatest,
  type JudgedCase,
  type RunRecord,
  readRunFolder,
  rewriteRun,
  type Traces,
  tracePath,
} from '../evidence/index.ts';
import { exitCode, judgeRun, openCases, type RunContext } from '../judge/index.ts';
import type { KnownDeviation } from '../load/target.ts';
import { claimedAsItIs } from '../run/claimed.ts';
import { EXIT } from '../run/exit.ts';
import { readDeviations } from '../run/prepare.ts';
import { COMMAND, RUNS, shown } from '../run/project.ts';
import { openScreen } from './screen.ts';
import { meaningOf, summaryText } from './summary.ts';

interface RejudgeFlags {
  knownDeviations?: string;
  write?: boolean;
  json?: boolean;
}

export function addRejudge(command: Command): void {
  command
    .argument('[run]', 'folder of a run', `${shown(RUNS)}/latest`)
    .option('--known-deviations <file>', 'instead of those the run was judged with')
    .option('--write', 'replace the verdicts in run.json')
    .option('--json', 'print what differs as JSON')
    .addHelpText('after', '\nExample:\n  assay rejudge reports/out/latest --write')
    .action((folder: string, flags: RejudgeFlags) => {
      process.exitCode = run(folder, flags);
    });
}

function run(name: string, flags: RejudgeFlags): number {
  const begun = performance.now();
  const folder = followLatest(resolve(name));
  const { run: before, traces } = readRunFolder(folder);
  const deviations =
    flags.knownDeviations === undefined ? keptDeviations(before) : readDeviations(flags.knownDeviations);
  const after = judgedAgain(before, traces, deviations);
  const changes = differences(before.cases, after.cases);
  const altered = evidenceProblems(folder, before);
  const exit = altered.length > 0 ? EXIT.altered : exitOfRun(after);
  const screen = openScreen({ json: flags.json === true });
  for (const { id, was, is } of changes) screen.write(`${id}: ${was} -> ${is}\n`);
  for (const line of altered) screen.write(`${line}\n`);
  if (changes.length === 0 && altered.length === 0) screen.write('No verdict changed\n');
  if (!after.run.finished) screen.write('The run did not finish, so the cases it did not reach are missing\n');
  if (flags.write && altered.length > 0) screen.write('run.json was left as it is\n');
  else if (flags.write) {
    const claim = claimedAsItIs(folder, shown(folder));
    try {
      rewriteRun(folder, after);
    } finally {
      claim.release();
    }
  }
  const seconds = (performance.now() - begun) / 1000;
  screen.write(summaryText(after, { color: screen.color, folder: shown(folder), report: null, exit, seconds }));
  if (flags.json) process.stdout.write(`${JSON.stringify({ exit, changes, altered, totals: after.totals })}\n`);
  return exit;
}

/** What the run itself ended with, or would have with these verdicts; one that was killed, as one that was interrupted. */
export function exitOfRun(run: RunRecord): number {
  if (!run.run.finished) return run.run.fault === undefined ? EXIT.interrupted : EXIT.fault;
  return exitCode(run, run.run.exitRules ?? {});
}

/** The same run with verdicts made anew from its traces; a killed run gets those it had not come to. */
export function judgedAgain(
  run: RunRecord,
  traces: Iterable<CaseTrace> & Pick<Traces, 'sha256'>,
  deviations: KnownDeviation[],
): RunRecord {
  const judged = judgeRun(traces, judgingContext(run, deviations));
  const cases = judged.cases.map((one) => {
    const traceSha256 = traces.sha256(one.id);
    return traceSha256 === null ? one : { ...one, traceSha256 };
  });
  const { scope } = run;
  const covered = scope ? { scope: { ...scope, notRun: openCases(cases, scope) } } : {};
  return { ...run, ...covered, ...judged, cases };
}

/** What the cases of a run are judged by once more: what it says of its requirements, and its own day. */
export function judgingContext(run: RunRecord, deviations: KnownDeviation[]): RunContext {
  const reproduce = new Map(run.cases.map((one) => [one.id, one.reproduce]));
  return {
    requirements: run.requirements,
    deviations,
    notRun: run.scope?.notRun ?? [],
    today: run.run.startedAt.slice(0, 10),
    tracePath: (trace) => tracePath(trace.id),
    reproduce: (trace) => reproduce.get(trace.id) ?? `${COMMAND} run --only '${trace.id}'`,
  };
}

/** What a run ended with, told again from its verdicts. */
export function conclusionOf(run: RunRecord): { exit: number; words: string } {
  const exit = exitOfRun(run);
  return { exit, words: meaningOf(exit, run, null) };
}

/** The deviations a run was judged with; of a run that does not tell them, those that stood. */
export function keptDeviations(run: RunRecord): KnownDeviation[] {
  const place = { file: 'run.json', line: 0, column: 0 };
  if (run.deviations.known) return run.deviations.known.map((one) => ({ ...one, place }));
  return run.cases.flatMap(({ id, verdict, deviation, file, line }) =>
    deviation ? [{ case: id, verdict, ...deviation, place: { file, line, column: 1 } }] : [],
  );
}

function differences(before: JudgedCase[], after: JudgedCase[]): { id: string; was: string; is: string }[] {
  const was = new Map(before.map((one) => [one.id, one.verdict]));
  return after
    .filter((one) => was.get(one.id) !== one.verdict)
    .map((one) => ({ id: one.id, was: was.get(one.id) ?? 'none', is: one.verdict }));
}
