/** The nearest of a list of names to one that was misspelt. */

/** Edit distance with transpositions counted as one. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)]);
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j);
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = best;
    }
  }
  return at(a.length, b.length);
}

/** Nobody mistypes a name as long as this. */
const LONGEST = 100;

/** The nearest known name, when it is near enough to be what was meant; null otherwise. */
export function nearest(name: string, known: Iterable<string>): string | null {
  if (name.length > LONGEST) return null;
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const far = distance(name, candidate);
    if (far <= limit && (best === null || far < best.distance)) best = { name: candidate, distance: far };
  }
  return best?.name ?? null;
}

/** `did you mean "x"?`, or null. */
export function didYouMean(name: string, known: Iterable<string>): string | null {
  const near = nearest(name, known);
  return near === null ? null : `did you mean "${near}"?`;
}

/** So many names are read; more are cut down to the nearest ones. */
const MOST = 40;
const NEAREST = 8;

/** What may be written instead: all known names, or of very many the nearest and how many there are besides. */
export function choices(name: string, known: string[]): string[] {
  if (known.length <= MOST) return known;
  const ranked = known.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far);
  return [...ranked.slice(0, NEAREST).map(({ one }) => one), `and ${known.length - NEAREST} more`];
}
