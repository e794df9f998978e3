/** Two runs of one target side by side: what is new, what is mended, what is still open. */
import type { CaseChange, RunChanges, RunLine, RunRecord, Verdict } from '../evidence/record.ts';

const OPEN: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'review', 'warn'];
const WELL: readonly Verdict[] = ['pass', 'observed'];

/** What is kept of a run to compare it later. */
export function lineOf(record: RunRecord): RunLine {
  const { run, target, scenarios, harness, totals, cases, requirements } = record;
  return {
    schema: 'assay.history/1',
    ...{ id: run.id, startedAt: run.startedAt, finished: run.finished, shard: run.shard },
    target: {
      name: target.name,
      profile: target.profile,
      digest: target.digest,
      behaviours: [...target.defects, ...target.variations],
    },
    plan: run.plan.digest,
    scenarios: scenarios.digest,
    harness: harness.version,
    totals,
    verdicts: Object.fromEntries(cases.map(({ id, verdict }) => [id, verdict])),
    statuses: Object.fromEntries(requirements.map(({ id, status }) => [id, status])),
  };
}

/** Whether one can follow the other in a history: the same target and profile, and the same part of its plan. */
export const comparable = (a: RunLine, b: RunLine): boolean =>
  a.target.name === b.target.name && a.target.profile === b.target.profile && a.shard === b.shard;

export function compareRuns(before: RunLine, after: RunLine): RunChanges {
  const then = new Map(Object.entries(before.verdicts));
  const now = new Map(Object.entries(after.verdicts));
  const ids = [...new Set([...now.keys(), ...then.keys()])];
  const changes = ids.map((id): CaseChange => ({ id, was: then.get(id) ?? null, is: now.get(id) ?? null }));
  const statuses = new Map(Object.entries(before.statuses));
  return {
    since: { id: before.id, startedAt: before.startedAt },
    appeared: changes.filter(({ was, is }) => open(is) && !open(was)),
    fixed: changes.filter(({ was, is }) => open(was) && is !== null && WELL.includes(is)),
    stillOpen: changes.filter(({ was, is }) => open(was) && open(is)),
    notSeen: changes.filter(({ was, is }) => open(was) && !open(is) && (is === null || !WELL.includes(is))),
    requirements: Object.entries(after.statuses).flatMap(([id, is]) => {
      const was = statuses.get(id) ?? null;
      return was === is ? [] : [{ id, was, is }];
    }),
    differs: DIFFERENCES.filter(([, of]) => of(before) !== of(after)).map(([what]) => what),
  };
}

const open = (verdict: Verdict | null): boolean => verdict !== null && OPEN.includes(verdict);

const DIFFERENCES: readonly [what: string, of: (line: RunLine) => string | null][] = [
  ['the target', ({ target }) => target.name],
  ['the profile', ({ target }) => target.profile],
  ['the target file', ({ target }) => target.digest],
  ['the defects or variations of the bundled bank', ({ target }) => target.behaviours.join()],
  ['the choice of cases', ({ plan }) => plan],
  ['the scenarios', ({ scenarios }) => scenarios],
  ['the version of the harness', ({ harness }) => harness],
  ['the part of the plan', ({ shard }) => shard],
];
