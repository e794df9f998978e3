/** Whether an outcome pattern of a scenario fits the atoms of an ending. */

/** An atom that fulfils another pattern as well: asked now is asked by now. */
const IMPLIES: { [atom: string]: string } = { 'sca.required': 'sca.by-now' };

/** True when the pattern is the atom, or ends in `.*` and the atom lies below it. A `*` elsewhere fits nothing. */
export function fits(pattern: string, atom: string): boolean {
  if (pattern === atom || pattern === IMPLIES[atom]) return true;
  return pattern.endsWith('.*') && !pattern.slice(0, -1).includes('*') && atom.startsWith(pattern.slice(0, -1));
}

/** True when any pattern fits any atom. */
export function matches(patterns: string[] | undefined, atoms: string[]): boolean {
  return (patterns ?? []).some((pattern) => atoms.some((atom) => fits(pattern, atom)));
}
