/** How much of the register the catalogue tries: requirement by requirement and place by place, over the plans of one bank or of several. */
import type { ProofPlace } from '../load/proof-place.ts';
import type { Gap, Library, Requirement } from '../load/scenario.ts';
import type { PlannedCase } from './case.ts';
import { inScope, type ResolvedProfile } from './profile.ts';

/** `place` is null for a requirement that has none, as one about registration. */
export interface CoveredPlace {
  place: ProofPlace | null;
  /** Ids of the cases that come to a verdict there, in the order of the plans, each once. */
  cases: string[];
  /** Why no case goes there, where somebody has said so. */
  gap: Gap | null;
}

export interface CoveredRequirement extends Pick<Requirement, 'id' | 'spec' | 'level' | 'places'> {
  covered: CoveredPlace[];
}

/** Who is bound by what a bank can be held to from outside. */
const BANK: readonly Requirement['actor'][] = ['as', 'rs', 'tls'];

/** What of the profile can be tried from outside of a bank, with the cases that do. Where requests are only pushed, none comes through the browser. */
export function coverage(
  library: Library,
  profile: ResolvedProfile,
  cases: readonly PlannedCase[],
): CoveredRequirement[] {
  const visits = new Map<string, Set<string>>();
  for (const { id, requirements, proves } of cases.filter(isConclusive))
    for (const cited of requirements)
      for (const place of Object.values(proves).flat()) {
        const key = `${cited.id} ${place}`;
        visits.set(key, (visits.get(key) ?? new Set()).add(id));
      }
  const onlyPushed = profile.variants['request-delivery']?.every((way) => way === 'pushed') ?? false;
  const isThere = (place: ProofPlace): boolean => !(onlyPushed && place === 'front_channel_request');
  return [...library.requirements.values()]
    .filter(({ id, actor, testable }) => testable === 'blackbox' && BANK.includes(actor) && inScope(profile, id))
    .filter(({ places }) => places.length === 0 || places.some(isThere))
    .map(({ id, spec, level, places }) => ({
      ...{ id, spec, level, places },
      covered: (places.length === 0 ? [null] : places.filter(isThere)).map((place) => ({
        place,
        cases: [...(visits.get(`${id} ${place}`) ?? [])],
        gap: gapOf(library.gaps, id, place),
      })),
    }));
}

/** A case that only records what a bank does proves nothing. */
function isConclusive({ withheld, expect }: PlannedCase): boolean {
  return withheld === null && (expect.polarity !== 'record' || expect.holds.some(({ level }) => level !== 'may'));
}

export function gapOf(gaps: readonly Gap[], requirement: string, place: ProofPlace | null): Gap | null {
  const fits = ({ requirements, places }: Gap): boolean =>
    requirements.includes(requirement) && (places.length === 0 || (place !== null && places.includes(place)));
  return gaps.find(fits) ?? null;
}

/** In places: how many there are, at how many a case comes to a verdict, and how many of the others have a reason. */
export interface Tally {
  places: number;
  covered: number;
  gaps: number;
}

export function tally(requirements: readonly CoveredRequirement[]): Tally {
  const places = requirements.flatMap(({ covered }) => covered);
  const bare = places.filter(({ cases }) => cases.length === 0);
  return {
    places: places.length,
    covered: places.length - bare.length,
    gaps: bare.filter(({ gap }) => gap !== null).length,
  };
}

export const isBinding = ({ level }: Pick<Requirement, 'level'>): boolean => level === 'shall' || level === 'shall-not';
