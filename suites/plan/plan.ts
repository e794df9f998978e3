/** From the library and a target to the cases of a run: every name resolved, every control planned, nothing sent. */
import { createHash } from 'node:crypto';
import type { NotRun } from '../evidence/record.ts';
import { parseDuration } from '../load/duration.ts';
import type { Library, Place, Problem, Requirement } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import { byDeclaration, byMeans, leaveOut, neededBy } from './applicability.ts';
import type { MetadataDocument } from './capability.ts';
import type { PlannedCase, Vocabulary } from './case.ts';
import { planAttempts, sameAsControl } from './controls.ts';
import { type CaseDecl, declare } from './declaration.ts';
import { resolveExpectation } from './expectation.ts';
import { type Facts, gravest, type Withheld } from './facts.ts';
import {
  effectiveLevel,
  inScope,
  type ResolvedProfile,
  requirementsOf,
  resolveProfile,
  type ScopedRequirement,
  strongest,
} from './profile.ts';
import { placesAt, placesOf } from './proof-place.ts';
import { at } from './reference.ts';
import { EVERYTHING, type Selected, type Selection, select } from './selection.ts';
import { sequence } from './sequence.ts';
import { checkTarget, missingScopes } from './target-check.ts';
import { variantOfCase, withNeeded } from './variant.ts';
import { realWaitMs, stallsBank } from './waits.ts';

export interface PlanOptions {
  /** Instead of the target's own. */
  profile?: string | null;
  only?: string[];
  area?: string[];
  tag?: string[];
  requirements?: string[];
  /** Left out of the run and told as skipped. */
  skip?: string[];
  excludeTag?: string[];
  /** The same for cases that wait in real time. */
  excludeSlow?: boolean;
  /** Takes in the cases that may hurt a bank. */
  aggressive?: boolean;
  shard?: { index: number; count: number } | null;
  /** Operator hooks at hand; those the target declares when left out. */
  hooks?: Iterable<string>;
  /** Whether a Chromium was found. */
  browser?: boolean;
  /** What the bank publishes of itself, if it was asked. */
  metadata?: MetadataDocument | null;
  /** Capabilities that the bank does not have in this run, whatever its target says. */
  withdrawn?: string[];
  /** Made for a run unless it is only to tell what has to be corrected, or what cases there are; then less is worked out. */
  purpose?: Exclude<Purpose, 'reach'>;
}

/** `reach`: what a case that is not selected would show, for which nobody asks why one does not apply, nor how it would go. */
type Purpose = 'run' | 'problems' | 'list' | 'reach';

export interface Plan {
  cases: PlannedCase[];
  problems: Problem[];
  profile: ResolvedProfile | null;
  /** Every requirement the profile applies, for the requirement matrix. */
  requirements: ScopedRequirement[];
  /** All cases of the run, of which a shard has some. */
  whole: { count: number; digest: string };
  /** What --exclude-slow leaves out, and the most that it would have waited, in milliseconds. */
  spared: { cases: number; waitMs: number };
  /** Every case that applies here and could run, of the run or not, with what it shows. */
  shows: Shows[];
  /** Cases of the library, whatever they apply to. */
  catalogue: number;
}

export interface Shows extends Omit<NotRun, 'because'> {
  /** What leaves it out of the run; null when it is to be run. */
  leftOut: string | null;
}

/** What no case fits, or no case together: known before anything of a target is. */
export const checkSelection = (library: Library, options: Partial<Selection>): Problem[] =>
  select(library, { ...EVERYTHING, ...selectionIn(options) }).problems;

function selectionIn(options: Partial<Selection>): Partial<Selection> {
  const given = Object.keys(EVERYTHING).filter((key) => options[key as keyof Selection] !== undefined);
  return Object.fromEntries(given.map((key) => [key, options[key as keyof Selection]]));
}

/** Plans a run; with problems of the target or of the options there are no cases. Cross-check the library before. */
export function plan(library: Library, target: Target, vocabulary: Vocabulary, options: PlanOptions = {}): Plan {
  const { purpose = 'run' } = options;
  const profile = resolveProfile(library, options.profile ?? target.profile);
  const problems = checkTarget(target, { library, vocabulary, profile: options.profile ?? null });
  const selection = select(library, { ...EVERYTHING, ...selectionIn(options) });
  problems.push(...selection.problems);
  const whole = { count: selection.whole.length, digest: digestOf(selection.whole) };
  const spared = { cases: 0, waitMs: 0 };
  if (!profile || problems.length > 0)
    return { cases: [], problems, profile, requirements: [], whole, spared, shows: [], catalogue: 0 };

  const facts: Facts = {
    target,
    profile,
    vocabulary,
    client: 'primary',
    metadata: options.metadata ?? null,
    withdrawn: new Set(options.withdrawn ?? []),
    hooks: new Set(options.hooks ?? Object.keys(target.operator)),
    browser: options.browser ?? false,
    aggressive: options.aggressive ?? false,
    found: new Map(),
  };
  const cases: PlannedCase[] = [];
  const shows: Shows[] = [];
  for (const selected of selection.selected) {
    const planned = planCase(library, facts, selected, { problems, purpose });
    if (!planned) continue;
    const slow = options.excludeSlow === true && planned.withheld === null && planned.waitsMs > 0;
    if (slow) {
      spared.cases += 1;
      spared.waitMs += planned.waitsMs;
    }
    const because = selected.leftOut ?? (slow ? '--exclude-slow' : null);
    if (planned.withheld === null) shows.push(shownBy(planned, because));
    if (because !== null) planned.withheld ??= { verdict: 'skipped', reason: `Not run: left out by ${because}.` };
    cases.push(planned);
  }
  problems.push(...missingScopes(target, cases));
  if (purpose === 'problems')
    return { cases, problems, profile, requirements: [], whole, spared, shows, catalogue: selection.selected.length };
  const others = selection.others.flatMap(({ because, ...one }) => {
    const planned = planCase(library, facts, one, { problems: [], purpose: 'reach' });
    return planned ? [{ planned, because }] : [];
  });
  for (const { planned, because } of others) if (planned.withheld === null) shows.push(shownBy(planned, because));
  const visits = visited([...cases, ...others.map(({ planned }) => planned)]);
  const has = placesAt(facts);
  const requirements = requirementsOf(library, profile).map((requirement) => ({
    ...requirement,
    due: requirement.places
      .filter((place) => has.has(place))
      .map((place) => ({ place, visited: visits.has(`${requirement.id} ${place}`) })),
  }));
  const catalogue = selection.selected.length + selection.others.length;
  return { cases, problems, profile, requirements, whole, spared, shows, catalogue };
}

const shownBy = ({ id, requirements, proves }: PlannedCase, leftOut: string | null): Shows => ({
  ...{ id, leftOut },
  requirements: requirements.map((one) => one.id),
  places: [...new Set(Object.values(proves).flat())],
});

/** Which requirement is shown where by any case that applies to this bank, whether it was selected or not. */
function visited(cases: PlannedCase[]): Set<string> {
  return new Set(
    cases
      .filter(({ withheld }) => withheld?.verdict !== 'not-applicable')
      .flatMap(({ requirements, proves }) =>
        requirements.flatMap(({ id }) =>
          Object.values(proves).flatMap((places) => places.map((place) => `${id} ${place}`)),
        ),
      ),
  );
}

const digestOf = (ids: string[]): string => createHash('sha256').update(ids.join('\n')).digest('hex');

function planCase(
  library: Library,
  ofTarget: Facts,
  { scenario, row }: Pick<Selected, 'scenario' | 'row'>,
  { problems, purpose }: { problems: Problem[]; purpose: Purpose },
): PlannedCase | null {
  const { profile, target, vocabulary } = ofTarget;
  const withheld: (Withheld | null)[] = [];
  const blame = (code: string, message: string, place: Place): void => {
    problems.push({ code, place, message, hint: null, allowed: [] });
  };
  const complain = {
    missing: (reference: { root: string; text: string }, place: Place): void => {
      if (reference.root !== 'profile') blame('undefined-value', `${reference.text} has no value`, place);
      else
        withheld.push({
          verdict: 'not-applicable',
          reason: `The profile ${profile.id} sets no value for ${reference.text}.`,
        });
    },
    wrong: (message: string, place: Place): void => {
      if (withheld.length === 0) blame('bad-boundary', message, place);
    },
  };

  const decl = declare(scenario, row, (path) => at(profile.values, path), complain);
  const facts = { ...ofTarget, client: decl.client ?? 'primary' };
  const flow = library.flows.get(decl.flow);
  if (!flow) {
    blame('unknown-flow', `there is no flow "${decl.flow}"`, decl.place);
    return null;
  }
  const cited = citedIn(library, profile, decl);
  const scope = byDeclaration(
    decl,
    cited.filter(({ id }) => inScope(profile, id)).map(({ id }) => id),
    facts,
  );
  if (purpose === 'reach' && scope?.verdict === 'not-applicable') return null;
  const fitted = leaveOut(sequence(decl, flow, vocabulary, complain).steps, decl, facts);
  const { variant: answers = {} } = target.clients[facts.client] ?? {};
  const steps = withNeeded(fitted.steps, neededBy(decl, fitted.steps), answers, vocabulary.axes);
  const expect = resolveExpectation(
    decl.expect,
    strongest(cited.map((requirement) => requirement.level)),
    new Map([...library.outcomes, ...Object.entries(profile.outcomes)]),
    steps.map((step) => step.id),
  );
  const around = planAttempts(decl, steps, expect, target, { keyed: purpose === 'run' || purpose === 'problems' });
  const variant = variantOfCase(facts.client, around.attempt.steps, target, vocabulary);
  const attempts = [around.attempt, around.before, around.after].filter((attempt) => attempt !== null);
  // Reasons in the order that tells a reader most: out of scope, not declared, no step left, no value, no means.
  const reasons = [scope, fitted.withheld, ...withheld];
  if (!reasons.some((one) => one?.verdict === 'not-applicable')) reasons.push(byMeans(decl, attempts, facts));

  const planned: PlannedCase = {
    id: decl.id,
    scenario: decl.scenario,
    row: decl.row,
    title: decl.title,
    area: decl.area,
    severity: decl.severity,
    ...(decl.tags.length > 0 ? { tags: decl.tags } : {}),
    requirements: cited,
    file: decl.place.file,
    line: decl.place.line,
    detects: decl.detects,
    profile: profile.id,
    variant,
    proves: placesOf({ ...around, expect, variant }, vocabulary),
    withheld: gravest(reasons.filter((one) => one !== null)),
    ...around,
    expect,
    verifierChecks: (decl.verifier?.cases ?? []).map(({ id, do: call, with: given }) => ({
      id,
      at: decl.verifier?.at ?? '',
      do: call,
      with: given,
    })),
    settle: settleOf(decl),
    waitsMs: realWaitMs([around.before, around.attempt, around.after], facts),
    stalls: stallsBank([around.attempt], facts),
    exclusive: isExclusive(around.attempt.steps, facts),
  };
  if (purpose === 'list' || purpose === 'reach') return planned;
  if (planned.withheld === null && expect.polarity === 'negative' && sameAsControl(around))
    blame(
      'nothing-changed',
      `${decl.id} expects a refusal of the very request that its control expects to get through: change something in it, by \`mutate\`, \`actions\` or a \`then\` step`,
      decl.place,
    );
  return planned;
}

/** The cited requirements this profile applies, at its levels; all of them, as the register has them, when it applies none. */
function citedIn(library: Library, profile: ResolvedProfile, decl: CaseDecl): PlannedCase['requirements'] {
  const known = decl.requirement
    .map((id) => library.requirements.get(id))
    .filter((requirement): requirement is Requirement => requirement !== undefined);
  const applied = known.filter(({ id }) => inScope(profile, id));
  return (applied.length > 0 ? applied : known).map((requirement) => {
    const level = effectiveLevel(profile, requirement);
    return level === requirement.level
      ? { id: requirement.id, level }
      : { id: requirement.id, level, stated: requirement.level };
  });
}

function settleOf(decl: CaseDecl): PlannedCase['settle'] {
  const maxMs = decl.settle ? parseDuration(decl.settle.max) : null;
  const everyMs = decl.settle ? parseDuration(decl.settle.every) : null;
  return maxMs === null || everyMs === null || maxMs <= 0 ? null : { maxMs, everyMs: Math.max(1, everyMs) };
}

/** An exclusive action disturbs nobody when it is only waited out, because the operator's hook is not there. */
function isExclusive(steps: PlannedCase['attempt']['steps'], { vocabulary, hooks }: Facts): boolean {
  return steps.some((step) =>
    step.actions.some((action) => {
      const type = vocabulary.actions.get(action.do);
      return type?.exclusive && (type.hooks.length === 0 || type.hooks.some((hook) => hooks.has(hook)));
    }),
  );
}
