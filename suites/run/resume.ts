/** What of a run that was broken off can be kept, so that the rest alone is run. */
import { type CaseTrace, readRunFolder } from '../evidence/index.ts';
import type { PlannedCase } from '../plan/index.ts';
import { Rejected } from './exit.ts';
import type { Prepared } from './prepare.ts';

/**
 * Ids of the cases that were run to their end, or that this plan withholds as well. Throws Rejected when the folder holds
 * a run of another target, other scenarios or another plan: then the two together would be no run.
 */
export function keptCases(folder: string, { target, library, plan, launched }: Prepared): string[] {
  const { run, traces } = readRunFolder(folder);
  const told: [what: string, was: unknown, is: unknown][] = [
    ['the profile', run.target.profile, plan.profile?.id],
    ['the scenarios', run.scenarios.digest, library.digest],
    ['the target file', run.target.digest, target.digest],
    ['the selection of cases', run.run.plan?.digest, plan.whole.digest],
    [
      'the defects and variations',
      sorted(run.target.defects, run.target.variations),
      sorted(launched?.defects, launched?.variations),
    ],
  ];
  const changed = told.filter(([, was, is]) => was !== is).map(([what]) => what);
  if (changed.length > 0)
    throw new Rejected(`--resume ${folder}: ${changed.join(', ')} changed since that run, so it has to be run anew`);
  const planned = new Map(plan.cases.map((one) => [one.id, one]));
  // A trace that was changed since is run again: kept, its new sum would stand in run.json as if it had always been so.
  const written = new Map(run.cases.map(({ id, traceSha256 }) => [id, traceSha256]));
  const unchanged = (id: string): boolean => !written.has(id) || written.get(id) === traces.sha256(id);
  const kept: string[] = [];
  for (const trace of traces) if (isWhole(trace, planned.get(trace.id)) && unchanged(trace.id)) kept.push(trace.id);
  return kept;
}

const sorted = (...lists: (readonly string[] | undefined)[]): string =>
  JSON.stringify(lists.map((list) => [...(list ?? [])].sort()));

/** What was skipped because the run was stopped is still to be run. */
const isWhole = (trace: CaseTrace, planned: PlannedCase | undefined): boolean =>
  planned !== undefined &&
  trace.fault === null &&
  (trace.withheld === null ? trace.attempts.length > 0 : planned.withheld !== null);
