/** The shape of a behaviour: a named fault (defect) or a legal difference (variation), both plain data. */
import type { Settings } from './settings.ts';

/** What a behaviour changes. It is applied where tables and settings are built, never inside an endpoint. */
export interface Behaviour {
  id: string;
  title: string;
  /** Names left out: `check` everywhere, or `scope/check` where scope is an endpoint's id or group. */
  omits?: readonly string[];
  /** Name (or `scope/name`) to the name of an alternative, registered beside the table's own entries. */
  replaces?: Readonly<Record<string, string>>;
  /** Policy values that differ. */
  settings?: Partial<Settings>;
}

/** Something the bank does wrong when asked to. Off by default, never revealed by a protocol answer. */
export interface Defect extends Behaviour {
  /** Ids of the register that the fault breaks. */
  breaks: readonly string[];
  /** Ids of defects whose every symptom shows under this one, too. */
  implies: readonly string[];
  /** Names of the bundled clients it shows with; all of them when left out. */
  clients?: readonly string[];
}

/** Something legal that other banks do differently. */
export interface Variation extends Behaviour {
  /** What such a bank does not claim to do; whoever describes it to others has to leave it out. */
  withdraws?: readonly string[];
}

/** Names of all that a behaviour changes; two that share none can be in force together. */
export function touchedBy({ omits = [], replaces = {}, settings = {} }: Behaviour): string[] {
  return [...omits, ...Object.keys(replaces), ...Object.keys(settings)];
}

/** One entry of any table that behaviours may edit. */
export interface Named {
  readonly name: string;
}

/** Finds the entry a behaviour means: by plain name, or by `scope/name` for one of the table's scopes. */
function means(selector: string, scopes: readonly string[], name: string): boolean {
  const slash = selector.indexOf('/');
  if (slash < 0) return selector === name;
  return selector.slice(slash + 1) === name && scopes.includes(selector.slice(0, slash));
}

/** Applies behaviours to one table: omissions first, then the last replacement that fits wins. */
export function alter<T extends Named>(
  table: readonly T[],
  scopes: readonly string[],
  behaviours: readonly Behaviour[],
  alternatives: ReadonlyMap<string, T>,
): T[] {
  const built: T[] = [];
  for (const entry of table) {
    if (behaviours.some((d) => d.omits?.some((selector) => means(selector, scopes, entry.name)))) continue;
    let chosen = entry;
    for (const behaviour of behaviours) {
      for (const [selector, alternative] of Object.entries(behaviour.replaces ?? {})) {
        if (means(selector, scopes, entry.name)) chosen = alternatives.get(alternative) ?? chosen;
      }
    }
    built.push(chosen);
  }
  return built;
}
