/** Imports as edges between files: what each file imports, what is reached from it, and which files stand in a circle. */

/** One import of one file; `target` is a package, a Node module, or a path in the project. */
export interface ImportUse {
  file: string;
  line: number;
  target: string;
  typeOnly: boolean;
}

/** What each file imports. */
export function targetsOf(uses: readonly ImportUse[]): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const { file, target } of uses) targets.set(file, [...(targets.get(file) ?? []), target]);
  return targets;
}

/**
 * Files that import themselves by way of others, imports of types included: each with all that it stands in a circle with.
 * Tests count as well.
 */
export function circles(uses: readonly ImportUse[]): string[] {
  const imports = targetsOf(uses);
  const reached = new Map([...imports.keys()].map((file) => [file, reachOf(imports.get(file) ?? [], imports)]));
  const within = (file: string, other: string): boolean => reached.get(file)?.has(other) ?? false;
  const told = [...imports.keys()]
    .filter((file) => within(file, file))
    .map((file) => [...imports.keys()].filter((other) => within(file, other) && within(other, file)).sort());
  return [...new Set(told.map((files) => files.join(' <> ')))];
}

/** The starts, and all that is reached from them. */
export function reachOf(starts: readonly string[], edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(starts);
  for (const here of seen) for (const target of edges.get(here) ?? []) seen.add(target);
  return seen;
}
