/** `assay plan`: a dry run. Which cases would be sent, in which lanes, between which controls. */
import type { Command } from 'commander';
import { vocabulary } from '../../mock-tpp/index.ts';
import {
  assumedFromMetadata,
  type PlannedCase,
  parseShard,
  type Schedule,
  schedule,
  sharedControl,
  variantLine,
} from '../plan/index.ts';
import { Rejected } from '../run/exit.ts';
import { lanesOf, usersOf } from '../run/lanes.ts';
import { planOnly, sparedText } from '../run/prepare.ts';
import { counted } from './counted.ts';
import { badShard, numberOption, type SelectionFlags, withSelection } from './options.ts';

interface PlanFlags extends SelectionFlags {
  shard?: string;
  concurrency?: number;
  json?: boolean;
}

export function addPlan(command: Command): void {
  withSelection(command)
    .option('--shard <i/n>', 'the i-th of n parts of the plan')
    .option('--concurrency <n>', 'number of lanes that run side by side', numberOption)
    .option('--json', 'the whole plan as JSON')
    .addHelpText('after', '\nExample:\n  assay plan --area par --concurrency 2')
    .action((flags: PlanFlags) => {
      const shard = flags.shard === undefined ? null : parseShard(flags.shard);
      if (flags.shard !== undefined && !shard) throw new Rejected(badShard(flags.shard));
      const { plan, target } = planOnly({ ...flags, shard });
      const room = { concurrency: lanesOf(target, flags.concurrency), users: usersOf(target) };
      const scheduled = schedule(plan.cases, room);
      if (flags.json)
        process.stdout.write(`${JSON.stringify({ profile: plan.profile?.id, target: target.name, ...scheduled })}\n`);
      else
        process.stdout.write(
          `${planText(scheduled, variantsOf(plan.cases))}${[...sparedText(plan), assumedFromMetadata(target.without)].map(lastLine).join('')}`,
        );
    });
}

const lastLine = (text: string | null): string => (text === null ? '' : `${text}\n`);

/** Each variant that cases speak, with how many do. */
function variantsOf(cases: PlannedCase[]): string[] {
  const counts = new Map<string, number>();
  for (const { variant, withheld } of cases) {
    const line = variantLine(variant, vocabulary.axes);
    if (withheld === null) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${counted(count, 'case')} with ${line}`);
}

function planText({ lanes, waiting, exclusive, withheld }: Schedule, variants: string[]): string {
  const lines = [
    ...variants,
    ...lanes.flatMap((cases, index) => [`lane ${index + 1}: ${counted(cases.length, 'case')}`, ...chain(cases)]),
    ...waiting.flatMap((cases, index) => [`waiting ${index + 1}: ${counted(cases.length, 'case')}`, ...chain(cases)]),
    ...(exclusive.length > 0 ? [`alone, at the end: ${counted(exclusive.length, 'case')}`, ...chain(exclusive)] : []),
    ...(withheld.length > 0 ? [`not run: ${counted(withheld.length, 'case')}`] : []),
    ...withheld.map((one) => `  ${one.id}  ${one.withheld?.verdict}: ${one.withheld?.reason}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Cases in their order; a control is named where it has to be walked, and not where it is shared with the case before. */
function chain(cases: PlannedCase[]): string[] {
  let last: string | null = null;
  return cases.flatMap((one) => {
    const shared = last !== null && one.before?.shared === true && one.before.key === last;
    const before = one.before && !shared ? [`    control to ${one.before.steps.at(-1)?.id ?? 'nothing'}`] : [];
    const after = one.after ? [`    control to ${one.after.steps.at(-1)?.id ?? 'nothing'}`] : [];
    last = one.exclusive ? null : sharedControl(one);
    return [...before, `  ${one.id}  (${one.attempt.steps.length} steps)`, ...after];
  });
}
