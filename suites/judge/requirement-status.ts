/** What a run has shown of each requirement: proven, violated, unproven, or nothing to show on this target. */
import type { JudgedCase, RequirementRow, RequirementStatus, Verdict } from '../evidence/record.ts';
import type { ScopedRequirement } from '../plan/profile.ts';

/** A requirement at the level this run holds it; `status` is that of an earlier judgement, when there is one. */
export type RequirementInput = Omit<RequirementRow, 'status' | 'cases'> & {
  bindsBank?: boolean;
  status?: RequirementStatus;
};

const SHOWN: Verdict[] = ['pass', 'warn'];
const DOUBTFUL: Verdict[] = ['inconclusive', 'error', 'review'];

/** The requirements of a plan, as the judge takes them. */
export function requirementInputs(scoped: ScopedRequirement[]): RequirementInput[] {
  return scoped.map(({ id, spec, clause, effective, text, source, testable, actor, url }) => ({
    id,
    spec,
    clause,
    level: effective,
    text,
    source,
    testable,
    url,
    bindsBank: actor !== 'client' && actor !== 'tpp',
  }));
}

/** One row for each requirement, also for those nobody tested; `violated` holds the ids of cases that showed a violation. */
export function requirementRows(
  requirements: RequirementInput[],
  cases: JudgedCase[],
  violated: Set<string>,
): RequirementRow[] {
  return requirements.map((requirement) => {
    const { bindsBank: _, status: __, ...row } = requirement;
    const citing = cases.filter((one) => one.requirements.some(({ id }) => id === requirement.id));
    return { ...row, status: statusOf(requirement, citing, violated), cases: citing.map((one) => one.id) };
  });
}

/**
 * One violation is enough, whatever else passed. One proof is enough unless another case of the requirement stayed in
 * doubt. Skipped cases and mere observations prove nothing, and neither does silence.
 */
function statusOf(requirement: RequirementInput, citing: JudgedCase[], violated: Set<string>): RequirementStatus {
  // A permission that is not used breaks nothing.
  if (requirement.level !== 'may' && citing.some((one) => violated.has(one.id))) return 'violated';
  if (citing.length === 0) {
    const elsewhere = requirement.bindsBank === false || requirement.status === 'not-applicable';
    return elsewhere ? 'not-applicable' : 'unproven';
  }
  if (citing.every((one) => one.verdict === 'not-applicable')) return 'not-applicable';
  const shown = citing.some((one) => SHOWN.includes(one.verdict));
  return shown && !citing.some((one) => DOUBTFUL.includes(one.verdict)) ? 'proven' : 'unproven';
}
