/** Whether an outcome pattern of a scenario fits the codes of an outcome. */

/** An outcome code that fulfils another pattern as well: asked now is asked by now. */
const IMPLIES: { [code: string]: string } = { 'sca.required': 'sca.by-now' };

/** True when the pattern is the outcome code, or ends in `.*` and the code lies below it. A `*` elsewhere fits nothing. */
export function fits(pattern: string, code: string): boolean {
  if (pattern === code || pattern === IMPLIES[code]) return true;
  return pattern.endsWith('.*') && !pattern.slice(0, -1).includes('*') && code.startsWith(pattern.slice(0, -1));
}

/** True when any pattern fits any code. */
export function matches(patterns: string[] | undefined, codes: string[]): boolean {
  return (patterns ?? []).some((pattern) => codes.some((code) => fits(pattern, code)));
}
