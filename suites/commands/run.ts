/** `assay run`: runs the plan of a target, writes its evidence and reports, and ends with what the verdicts say. */
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { followLatest, type JudgedCase, pointLatest, VERDICTS } from '../evidence/index.ts';
import { parseShard } from '../plan/index.ts';
import { claimed } from '../run/claimed.ts';
import { type Conducted, conduct, newRunId } from '../run/conduct.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { lanesOf } from '../run/lanes.ts';
import { lanesNotice } from '../run/lanes-notice.ts';
import { preflight } from '../run/preflight.ts';
import { noticeOf } from '../run/preflight-finding.ts';
import { prepare } from '../run/prepare.ts';
import { COMMAND, DEFAULT_TARGET, RUNS, shown } from '../run/project.ts';
import { keptCases } from '../run/resume.ts';
import { checkFormats, tellGithub } from '../run/write-reports.ts';
import { counted } from './counted.ts';
import { exitOf, findingLines } from './doctor.ts';
import { quoted, resumeCommand } from './go-on.ts';
import { interruptible } from './interrupt.ts';
import { leakLines } from './leaks.ts';
import {
  badShard,
  type ExitFlags,
  listOption,
  numberOption,
  type ReportFlags,
  reportWishes,
  type SelectionFlags,
  withExit,
  withReports,
  withSelection,
} from './options.ts';
import { createProgress } from './progress.ts';
import { openScreen } from './screen.ts';
import { requirementCounts, summaryText } from './summary.ts';

interface RunFlags extends SelectionFlags, ReportFlags, ExitFlags {
  concurrency?: number;
  shard?: string;
  defect: string[];
  variation: string[];
  output?: string;
  json?: boolean;
  bail?: boolean;
  keepGoing?: boolean;
  resume?: string;
  quiet?: boolean;
  verbose?: boolean;
  knownDeviations?: string;
}

export function addRun(command: Command): void {
  withReports(withExit(withSelection(command)))
    .option('--concurrency <n>', 'number of lanes that run side by side', numberOption)
    .option('--shard <i/n>', 'the i-th of n parts of the plan')
    .option('--defect <id>', 'switch a defect of the bundled bank on (repeatable)', listOption, [])
    .option('--variation <id>', 'switch a variation of the bundled bank on (repeatable)', listOption, [])
    .option('--output <dir>', 'folder of the run (default: reports/out/<run id>, with reports/out/latest)')
    .option('--json', 'print a summary as JSON')
    .option('--quiet', 'say nothing before the summary; with --json, print that alone')
    .option('--verbose', 'a line for each case also where the output is no terminal and the run is long')
    .option('--bail', 'stop after the first violation')
    .option('--resume <run>', 'finish a run that was broken off, in its folder: what it has shown is kept')
    .option('--keep-going', 'run the cases also when the plain flow does not get through')
    .option('--known-deviations <file>', "instead of the target's own list")
    .addHelpText('after', EXAMPLES)
    .action(async (flags: RunFlags) => {
      process.exitCode = await run(flags);
    });
}

const EXAMPLES = `
Examples:
  assay run                                              the bundled bank, everything
  assay run --only 'pkce.*' --defect pkce-optional       see a check bite
  assay run --target my-bank.yaml --area par --shard 1/4`;

async function run(flags: RunFlags): Promise<number> {
  await checkFormats(flags.format);
  const id = newRunId(new Date());
  if (flags.resume !== undefined && flags.output !== undefined)
    throw new Rejected('--resume goes on in the folder of the run, so --output has nothing to say');
  const folder =
    flags.resume === undefined ? resolve(flags.output ?? join(RUNS, id)) : followLatest(resolve(flags.resume));
  const shard = flags.shard === undefined ? null : parseShard(flags.shard);
  if (flags.shard !== undefined && !shard) throw new Rejected(badShard(flags.shard));
  const name = flags.resume === undefined ? `--output ${flags.output ?? shown(folder)}` : `--resume ${flags.resume}`;
  const claim = await claimed(folder, name);
  try {
    return await carryOut(flags, { id, folder, shard });
  } finally {
    claim.release();
  }
}

async function carryOut(
  flags: RunFlags,
  { id, folder, shard }: { id: string; folder: string; shard: ReturnType<typeof parseShard> },
): Promise<number> {
  const begun = performance.now();
  const screen = openScreen({ json: flags.json === true });
  const quiet = flags.quiet === true;
  const say = (text: string): void => {
    if (!quiet) screen.write(text);
  };
  const prepared = await prepare({ ...flags, shard });
  const interrupt = interruptible((text) => screen.write(text));
  try {
    const { plan, target } = prepared;
    const concurrency = lanesOf(target, flags.concurrency);
    const kept = flags.resume === undefined ? [] : keptCases(folder, prepared);
    const done = new Set(kept);
    const left = plan.cases.filter(({ id: caseId }) => !done.has(caseId));
    const withheld = left.filter((one) => one.withheld !== null).length;
    const progress = createProgress(screen, { total: left.length, withheld, quiet, verbose: flags.verbose === true });
    progress.start(
      `${target.name} at ${target.issuer}, profile ${plan.profile?.id}: ${counted(plan.cases.length, 'case')} in ${counted(concurrency, 'lane')}${withheld > 0 ? `, of which ${withheld} do not apply or are skipped` : ''}`,
    );
    const lanes = lanesNotice(target, flags.concurrency);
    const before = [...prepared.notices, ...(lanes === null ? [] : [lanes])];
    for (const notice of before) say(screen.color.yellow(`${notice}\n`));
    // The bundled bank need not be asked whether it is ready, and may be wrong on purpose.
    const findings =
      prepared.launched === null
        ? await preflight({ prepared, signal: interrupt.signal, extent: 'primary', hooks: false })
        : [];
    if (interrupt.signal.aborted) {
      say('No case was run yet, so there is nothing to go on with.\n');
      return interrupt.exit;
    }
    const ready = exitOf(findings);
    if (ready !== EXIT.clean && !flags.keepGoing) {
      progress.done();
      screen.write(
        `\nThe plain flow does not get through, so no case was run (--keep-going runs them all the same):\n`,
      );
      screen.write(findingLines(findings, screen.color));
      screen.write(`\n\`npx assay doctor --target ${flags.target}\` looks at the rest as well.\n`);
      if (flags.json) process.stdout.write(`${JSON.stringify({ exit: ready, preflight: findings })}\n`);
      return ready;
    }
    const notices = findings.flatMap((finding) => noticeOf(finding) ?? []);
    for (const notice of notices) say(screen.color.yellow(`${notice}\n`));
    const ended = await conduct(id, {
      prepared: { ...prepared, notices: [...before, ...notices] },
      folder,
      argv: process.argv.slice(2).map((word) => word.replace(process.cwd(), '.')),
      shard: flags.shard ?? null,
      concurrency,
      bail: flags.bail === true,
      strict: flags.strict === true,
      failOn: flags.failOn ?? null,
      ...reportWishes(flags),
      signal: interrupt.signal,
      reproduce: (caseId) => reproducer(flags, caseId),
      ...(kept.length > 0 ? { kept } : {}),
      onCase: progress.finished,
      onStage: () => progress.done(),
    });
    progress.done();
    if (flags.output === undefined && flags.resume === undefined) pointLatest(folder);
    const { fault } = ended.run.run;
    if (fault !== undefined) screen.write(screen.color.red(`The harness itself failed: ${fault}\n`));
    screen.write(screen.color.red(leakLines(ended.leaks)));
    const seconds = (performance.now() - begun) / 1000;
    const where = flags.output === undefined && flags.resume === undefined ? join(RUNS, 'latest') : folder;
    const report = ended.report && shown(join(where, relative(folder, ended.report)));
    const told = {
      color: screen.color,
      folder: shown(where),
      report,
      exit: ended.exit,
      verdict: ended.verdict,
      seconds,
      notices: ended.run.notices.filter((notice) => !before.includes(notice) && !notices.includes(notice)),
    };
    if (flags.format.includes('github')) screen.write(await tellGithub(ended.run, process.env));
    if (!quiet || !flags.json) screen.write(summaryText(ended.run, { ...told, failOn: flags.failOn ?? null }));
    if (!ended.run.run.finished) say(goOnText(shown(folder)));
    if (flags.json) process.stdout.write(`${JSON.stringify(jsonSummary(ended, folder))}\n`);
    return ended.exit;
  } finally {
    interrupt.release();
    await prepared.close();
  }
}

/** What a person does about a run that was broken off. */
const goOnText = (folder: string): string => `To finish it:  ${resumeCommand(COMMAND, process.argv.slice(2), folder)}
With the Allure report as far as it came:  ${COMMAND} report ${quoted(folder)}

`;

/** The command that runs one case alone, as it would be typed where this run was started. */
function reproducer(flags: RunFlags, caseId: string): string {
  const target = resolve(flags.target) === DEFAULT_TARGET ? [] : ['--target', quoted(flags.target)];
  const profile = flags.profile === undefined ? [] : ['--profile', flags.profile];
  const own = flags.scenarios.flatMap((folder) => ['--scenarios', quoted(folder)]);
  const deviating = [
    ...flags.defect.flatMap((defect) => ['--defect', defect]),
    ...flags.variation.flatMap((variation) => ['--variation', variation]),
  ];
  return [`${COMMAND} run`, ...target, ...profile, ...own, '--only', `'${caseId}'`, ...deviating].join(' ');
}

function jsonSummary({ run, exit, verdict, report, leaks }: Conducted, folder: string): object {
  const open = (one: JudgedCase): boolean => VERDICTS.indexOf(one.verdict) >= VERDICTS.indexOf('inconclusive');
  return {
    exit,
    verdict,
    run: run.run,
    target: run.target,
    notices: run.notices,
    totals: run.totals,
    requirements: requirementCounts(run),
    cases: run.cases.filter(open),
    deviations: run.deviations,
    leaks,
    folder,
    report,
  };
}
