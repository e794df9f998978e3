/** What a run has shown of each requirement, place by place: proven, violated, in doubt, not tried, or no case goes there. */
import type {
  JudgedCase,
  Level,
  NotRun,
  PlaceRow,
  PlaceStatus,
  RequirementRow,
  RequirementStatus,
  Verdict,
} from '../evidence/record.ts';
import type { ScopedRequirement } from '../plan/profile.ts';
import { bindsAsMuch } from './holds.ts';

/** A place at which a requirement has to hold here; `no-case` when no case that applies goes there. */
type PlaceInput = Pick<PlaceRow, 'place'> & { status?: PlaceStatus };

/** A requirement at the level this run holds it; `status` is that of an earlier judgement, when there is one. */
export type RequirementInput = Omit<RequirementRow, 'status' | 'accepted' | 'cases' | 'places'> & {
  places: PlaceInput[];
  bindsBank?: boolean;
  status?: RequirementStatus;
  accepted?: boolean;
};

const SHOWN: Verdict[] = ['pass', 'warn'];
const DOUBTFUL: Verdict[] = ['inconclusive', 'error', 'review'];

/** The requirements of a plan, as the judge takes them. */
export function requirementInputs(scoped: ScopedRequirement[]): RequirementInput[] {
  return scoped.map(({ id, spec, clause, effective, text, source, testable, actor, url, places, due }) => ({
    id,
    spec,
    clause,
    level: effective,
    text,
    source,
    testable,
    url,
    places: due.map(({ place, visited }) => (visited ? { place } : { place, status: 'no-case' })),
    bindsBank: actor !== 'client' && actor !== 'tpp' && (places.length === 0 || due.length > 0),
  }));
}

/**
 * One row for each requirement, also for those nobody tested.
 * @param violated ids of cases that showed a violation, and how strongly binds what was broken
 * @param notRun cases that apply and were left out: what they would show stays open, whatever the others have shown
 */
export function requirementRows(
  requirements: RequirementInput[],
  cases: JudgedCase[],
  violated: ReadonlyMap<string, Level>,
  notRun: readonly NotRun[],
): RequirementRow[] {
  const citingCases = new Map<string, JudgedCase[]>();
  for (const one of cases) for (const { id } of one.requirements) put(citingCases, id, one);
  const open = new Map<string, NotRun[]>();
  for (const one of notRun) for (const id of one.requirements) put(open, id, one);
  return requirements.map((requirement) => {
    const { bindsBank: _, status: __, accepted: ___, ...row } = requirement;
    const citing = citingCases.get(requirement.id) ?? [];
    const seen = { requirement, violated, notRun: open.get(requirement.id) ?? [] };
    const places = requirement.places.map((place) => placeRow(place, citing, seen));
    const breaking = citing.filter(({ id }) => breaks(id, seen));
    const accepted = breaking.length > 0 && breaking.every(({ deviation }) => deviation !== null);
    return {
      ...row,
      places,
      status: statusOf(citing, places, seen),
      ...(accepted ? { accepted } : {}),
      cases: citing.map((one) => one.id),
    };
  });
}

function put<T>(lists: Map<string, T[]>, id: string, one: T): void {
  const known = lists.get(id);
  if (!known) lists.set(id, [one]);
  else if (known.at(-1) !== one) known.push(one);
}

interface Seen {
  requirement: RequirementInput;
  violated: ReadonlyMap<string, Level>;
  notRun: readonly NotRun[];
}

function placeRow({ place, status }: PlaceInput, citing: JudgedCase[], seen: Seen): PlaceRow {
  const here = citing.filter(({ proves, verdict }) => proves.includes(place) && verdict !== 'not-applicable');
  const open = seen.notRun.some(({ places }) => places.includes(place));
  const untried = status === 'no-case' ? 'no-case' : 'not-tried';
  const found = here.length === 0 ? untried : shown(here, seen);
  return { place, status: open ? atMostNotRun(found) : found, cases: here.map(({ id }) => id) };
}

/** What was violated or stayed in doubt is so, whatever else there is to run; nothing else is known yet. */
const atMostNotRun = (found: PlaceStatus): PlaceStatus =>
  found === 'violated' || found === 'in-doubt' ? found : 'not-run';

/**
 * One violation is enough, whatever else passed. One proof is enough unless another case stayed in doubt. Skipped cases
 * and mere observations prove nothing, and neither does silence.
 */
function shown(cases: JudgedCase[], seen: Seen): Exclude<PlaceStatus, 'no-case' | 'not-run'> {
  if (cases.some(({ id }) => breaks(id, seen))) return 'violated';
  if (cases.some(({ verdict }) => DOUBTFUL.includes(verdict))) return 'in-doubt';
  return cases.some((one) => SHOWN.includes(one.verdict) && !seen.violated.has(one.id)) ? 'proven' : 'not-tried';
}

/**
 * A requirement is broken by what binds at least as much: a recommendation that a case looks at beside a duty breaks no
 * duty, and proves none. A permission that is not used breaks nothing.
 */
function breaks(id: string, { requirement: { level }, violated }: Seen): boolean {
  const found = violated.get(id);
  return level !== 'may' && found !== undefined && bindsAsMuch(found, level);
}

function statusOf(citing: JudgedCase[], places: PlaceRow[], seen: Seen): RequirementStatus {
  const { requirement } = seen;
  const open = seen.notRun.length > 0;
  if (citing.some(({ id }) => breaks(id, seen))) return 'violated';
  if (citing.length === 0) {
    const elsewhere = requirement.bindsBank === false || requirement.status === 'not-applicable';
    if (elsewhere) return 'not-applicable';
    return open ? 'not-run' : 'unproven';
  }
  if (citing.every((one) => one.verdict === 'not-applicable')) return open ? 'not-run' : 'not-applicable';
  if (places.length === 0) {
    const found = shown(citing, seen);
    if (open && found !== 'in-doubt') return 'not-run';
    return found === 'proven' ? 'proven' : 'unproven';
  }
  const proven = places.filter(({ status }) => status === 'proven').length;
  if (proven === places.length) return 'proven';
  if (proven > 0) return 'partly-proven';
  return places.some(({ status }) => status === 'not-run') ? 'not-run' : 'unproven';
}
