/** Work laid out in lanes: equal controls side by side, lanes of about the same length, those that wait beside them, and the lonely cases at the end. */
import type { PlannedAttempt, PlannedCase } from './case.ts';
import { sharedControl } from './controls.ts';

export interface Schedule {
  /** Each runs its chain of control, case, control by itself, as a user of its own; lanes run side by side. */
  lanes: PlannedCase[][];
  /** Cases that really wait, or have the bank wait, as users that no lane has. They begin first, so that no lane ends with them. */
  waiting: PlannedCase[][];
  /** They change something for the whole bank, so that nothing else is sent meanwhile; at the end. */
  exclusive: PlannedCase[];
  /** Nothing to run: not applicable or skipped. */
  withheld: PlannedCase[];
  /** How many cases are under way at once, those that only wait not counted. */
  concurrency: number;
  /** Users that may be signed in at once, those of the lanes counted. */
  users: number;
}

export interface Room {
  /** Cases that may be under way at once. */
  concurrency: number;
  /** Payment service users; no two cases that run side by side share one. */
  users: number;
}

interface Lane {
  cases: PlannedCase[];
  cost: number;
  /** The control at its end. */
  post: string | null;
}

/** Spreads cases over at most `concurrency` lanes. The same cases always give the same lanes. */
export function schedule(cases: PlannedCase[], room: Room): Schedule {
  const runnable = cases.filter((one) => one.withheld === null);
  const parallel = runnable.filter((one) => !one.exclusive);
  // The last user is left to the cases that need somebody else.
  const users = Math.max(1, Math.floor(room.users) - (runnable.some(needsAnother) ? 1 : 0));
  const concurrency = Math.max(1, Math.min(Math.floor(room.concurrency), users));
  const [slow, quick] = [parallel.filter(waits), parallel.filter((one) => !waits(one))];
  const lanes = spread(quick, Math.min(concurrency, quick.length));
  // Where there are no users left for them, those that wait stand first in the lanes.
  const spare = users - lanes.length;
  const waiting: PlannedCase[][] = Array.from({ length: Math.min(spare, slow.length) }, () => []);
  const beds = waiting.length > 0 ? waiting : lanes.map(({ cases: own }) => own);
  const begun = beds.map((): PlannedCase[] => []);
  for (const [index, one] of slow.toSorted((a, b) => b.waitsMs - a.waitsMs || byId(a, b)).entries())
    begun[index % beds.length]?.push(one);
  return {
    lanes:
      waiting.length > 0 ? lanes.map(inOrder) : lanes.map((lane, index) => [...(begun[index] ?? []), ...inOrder(lane)]),
    waiting: waiting.map((_, index) => begun[index] ?? []),
    exclusive: chain(runnable.filter((one) => one.exclusive)),
    withheld: cases.filter((one) => one.withheld !== null),
    concurrency,
    users,
  };
}

/** Whether it signs in as the user that no lane plays. */
const needsAnother = ({ attempt }: PlannedCase): boolean => attempt.steps.some((step) => step.with.user === 'another');

const waits = ({ waitsMs, stalls }: PlannedCase): boolean => waitsMs > 0 || stalls;

const inOrder = ({ cases }: Lane): PlannedCase[] => chain(cases);

/** The lanes with the least work in the longest of them, as far as steps of a fiftieth go. */
function spread(cases: PlannedCase[], count: number): Lane[] {
  const groups = groupByPost(cases).map((group) => ({ group, cost: group.reduce((sum, one) => sum + costOf(one), 0) }));
  groups.sort((a, b) => b.cost - a.cost || byId(a.group[0], b.group[0]));
  const tied = groups.filter(({ group }) => group.length > 1 && group.some((one) => sharedControl(one) !== null));
  const loose = groups.filter((one) => !tied.includes(one)).flatMap(({ group }) => group);
  loose.sort((a, b) => costOf(b) - costOf(a) || byId(a, b));
  const share = groups.reduce((sum, { cost }) => sum + cost, 0) / count;
  for (let most = share; ; most *= 1.02) {
    const lanes = fill(
      tied.flatMap(({ group }) => group),
      loose,
      count,
      most,
    );
    if (lanes.length === 0 || lanes.every(({ cost }) => cost <= most)) return lanes;
  }
}

/**
 * Cases with a common control fill one lane after the other, each up to `most` requests, so that few lanes have to make that
 * control anew. Those that share nothing then even the lanes out, the longest first.
 */
function fill(tied: PlannedCase[], loose: PlannedCase[], count: number, most: number): Lane[] {
  const lanes = Array.from({ length: count }, (): Lane => ({ cases: [], cost: 0, post: null }));
  let at = 0;
  for (const one of tied) {
    const here = lanes[at] as Lane;
    if (at < count - 1 && here.cases.length > 0 && here.cost + costIn(here, one) > most) at += 1;
    put(one, lanes[at] as Lane);
  }
  for (const one of loose)
    put(
      one,
      lanes.reduce((lightest, lane) => (lane.cost < lightest.cost ? lane : lightest)),
    );
  return lanes.filter((lane) => lane.cases.length > 0);
}

function put(one: PlannedCase, lane: Lane): void {
  lane.cost += costIn(lane, one);
  lane.cases.push(one);
  lane.post = sharedControl(one);
}

/** With the control before it, unless the one at the end of the lane will do. */
function costIn({ post }: Lane, one: PlannedCase): number {
  return costOf(one) + (one.before?.shared && one.before.key === post ? 0 : requestsIn(one.before));
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

function byId(a: PlannedCase | undefined, b: PlannedCase | undefined): number {
  const [first = '', second = ''] = [a?.id, b?.id];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Requests as a measure of time: the case and the control at its end. The one before it is shared, or comes on top. */
function costOf({ attempt, after, expect, target }: PlannedCase): number {
  // At a good bank, an attack ends where it comes.
  const last = expect.polarity === 'negative' && !expect.each ? attempt.steps.findIndex(({ id }) => id === target) : -1;
  const steps = last < 0 ? attempt.steps : attempt.steps.slice(0, last + 1);
  return requestsIn({ ...attempt, steps }) + requestsIn(after);
}

function requestsIn(attempt: PlannedAttempt | null): number {
  return (attempt?.steps ?? []).reduce((sum, { requests }) => sum + requests, 0);
}
