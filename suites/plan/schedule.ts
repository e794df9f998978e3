/** Work laid out in lanes: equal controls side by side, lanes of about the same length, and the lonely cases at the end. */
import type { PlannedAttempt, PlannedCase } from './case.ts';
import { sharedControl } from './controls.ts';

export interface Schedule {
  /** Each runs its chain of control, case, control by itself; lanes run side by side. */
  lanes: PlannedCase[][];
  /** Run one after the other once every lane is done. */
  exclusive: PlannedCase[];
  /** Nothing to run: not applicable or skipped. */
  withheld: PlannedCase[];
}

interface Block {
  cases: PlannedCase[];
  cost: number;
}

/** Spreads cases over at most `concurrency` lanes. The same cases always give the same lanes. */
export function schedule(cases: PlannedCase[], concurrency: number): Schedule {
  const runnable = cases.filter((one) => one.withheld === null);
  const parallel = runnable.filter((one) => !one.exclusive);
  const count = Math.max(1, Math.min(Math.floor(concurrency), parallel.length));
  const lanes = Array.from({ length: count }, (): Block => ({ cases: [], cost: 0 }));
  const share = parallel.reduce((sum, one) => sum + costOf(one), 0) / count;
  const blocks = groupByPost(parallel).flatMap((group) => split(group, share));
  blocks.sort((a, b) => b.cost - a.cost || compare(a.cases[0]?.id ?? '', b.cases[0]?.id ?? ''));
  for (const block of blocks) {
    const lane = lanes.reduce((lightest, one) => (one.cost < lightest.cost ? one : lightest));
    lane.cases.push(...block.cases);
    lane.cost += block.cost;
  }
  return {
    lanes: lanes.map((lane) => chain(lane.cases)).filter((lane) => lane.length > 0),
    exclusive: chain(runnable.filter((one) => one.exclusive)),
    withheld: cases.filter((one) => one.withheld !== null),
  };
}

/** Puts cases that share a control next to each other, groups in order of their first case. */
function chain(cases: PlannedCase[]): PlannedCase[] {
  return groupByPost(cases).flat();
}

function groupByPost(cases: PlannedCase[]): PlannedCase[][] {
  const groups = new Map<string, PlannedCase[]>();
  for (const one of cases) {
    const key = sharedControl(one) ?? '';
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Cuts a group into pieces no larger than a lane's share; each piece costs one more control, which is cheap. */
function split(group: PlannedCase[], share: number): Block[] {
  const blocks: Block[] = [];
  let block: Block = { cases: [], cost: 0 };
  // Cases without a common control gain nothing from staying together.
  const limit = group.some((one) => sharedControl(one) !== null) ? share : 0;
  for (const one of group) {
    const cost = costOf(one);
    if (block.cases.length > 0 && block.cost + cost > limit) {
      blocks.push(block);
      block = { cases: [], cost: 0 };
    }
    block.cases.push(one);
    block.cost += cost;
  }
  return block.cases.length > 0 ? [...blocks, block] : blocks;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Steps as a rough measure of time; whole payments hidden in one step count once for each amount. */
function costOf(planned: PlannedCase): number {
  const alone = [planned.before, planned.after].filter((attempt) => attempt !== null && !attempt.shared);
  const shared = planned.after?.shared ? planned.after.steps.length : 0;
  return [planned.attempt, ...alone].reduce((sum, attempt) => sum + stepsIn(attempt), 1 + shared);
}

function stepsIn(attempt: PlannedAttempt | null): number {
  return (attempt?.steps ?? []).reduce((sum, step) => {
    const lists = Object.values(step.with).filter((value) => Array.isArray(value));
    return sum + 1 + lists.reduce((amounts, list) => amounts + 4 * list.length, 0);
  }, 0);
}
