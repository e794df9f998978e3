/** What a profile asks: its chain of `extends` merged, which requirements are in scope, and how strongly each binds. */
import type { Level } from '../evidence/record.ts';
import type { ProofPlace } from '../load/proof-place.ts';
import type { Library, Profile, Requirement, Value } from '../load/scenario.ts';

export interface ResolvedProfile {
  id: string;
  title: string;
  /** This profile and all it extends, nearest first. */
  chain: string[];
  specs: string[];
  without: Set<string>;
  levels: Map<string, Level>;
  values: { [name: string]: Value };
  /** By axis, the answers that clients may give; an axis that is not here is free. */
  variants: { [axis: string]: string[] };
  /** Outcome sets that stand in place of those of the library, by name. */
  outcomes: { [set: string]: string[] };
}

/** A requirement as this profile holds it. `stated` is the register's own level where the profile's differs. */
export interface ScopedRequirement extends Requirement {
  effective: Level;
  stated: Level | null;
  /** The places of the register that this bank has, and whether any case that applies to it goes there. */
  due: { place: ProofPlace; visited: boolean }[];
}

/** The chain of a profile, nearest first; stops at a name that is unknown or comes round again. */
export function chainOf(library: Library, id: string): Profile[] {
  const chain: Profile[] = [];
  for (let next: string | null = id; next !== null; ) {
    const profile: Profile | undefined = library.profiles.get(next);
    if (!profile || chain.includes(profile)) break;
    chain.push(profile);
    next = profile.extends;
  }
  return chain;
}

function isMap(value: Value | undefined): value is { [key: string]: Value } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function merge(base: { [name: string]: Value }, over: { [name: string]: Value }): { [name: string]: Value } {
  const merged = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = isMap(below) && isMap(value) ? merge(below, value) : value;
  }
  return merged;
}

/** Merges a profile with all it extends; null when the name is unknown. */
export function resolveProfile(library: Library, id: string): ResolvedProfile | null {
  const chain = chainOf(library, id);
  const nearest = chain[0];
  if (!nearest) return null;
  const resolved: ResolvedProfile = {
    id,
    title: nearest.title,
    chain: chain.map((profile) => profile.id),
    specs: [],
    without: new Set(),
    levels: new Map(),
    values: {},
    variants: {},
    outcomes: {},
  };
  for (const profile of [...chain].reverse()) {
    resolved.specs.push(...profile.specs);
    for (const requirement of profile.without) resolved.without.add(requirement);
    for (const [requirement, level] of Object.entries(profile.levels)) resolved.levels.set(requirement, level);
    resolved.values = merge(resolved.values, profile.values);
    resolved.variants = { ...resolved.variants, ...profile.variants };
    resolved.outcomes = { ...resolved.outcomes, ...profile.outcomes };
  }
  return resolved;
}

/** True when the profile applies the requirement. */
export function inScope(profile: ResolvedProfile, requirement: string): boolean {
  return !profile.without.has(requirement) && profile.specs.some((prefix) => requirement.startsWith(prefix));
}

/**
 * How strongly a requirement binds here: as the profile says, else as the register says. A rule recalled from memory
 * may warn but not accuse, unless the profile names it.
 */
export function effectiveLevel(profile: ResolvedProfile, requirement: Requirement): Level {
  const own = profile.levels.get(requirement.id);
  if (own) return own;
  const binding = requirement.level === 'shall' || requirement.level === 'shall-not';
  return requirement.source === 'recalled' && binding ? 'should' : requirement.level;
}

/** Every requirement of the register that the profile applies, in the register's order, as if the bank had every place. */
export function requirementsOf(library: Library, profile: ResolvedProfile): ScopedRequirement[] {
  return [...library.requirements.values()]
    .filter((requirement) => inScope(profile, requirement.id))
    .map((requirement) => {
      const effective = effectiveLevel(profile, requirement);
      const stated = effective === requirement.level ? null : requirement.level;
      return { ...requirement, effective, stated, due: requirement.places.map((place) => ({ place, visited: true })) };
    });
}

const STRENGTH: { [L in Level]: number } = { shall: 3, 'shall-not': 3, should: 2, may: 1 };

/** The strongest of some levels; the first of equals. */
export function strongest(levels: Level[]): Level {
  return levels.reduce<Level>((best, level) => (STRENGTH[level] > STRENGTH[best] ? level : best), levels[0] ?? 'may');
}
