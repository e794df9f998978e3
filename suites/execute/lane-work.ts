/** What lanes have to do: each goes through its own, and one that is done takes over half of what the one with most left has. */

/** The next piece of work for a lane, by its index; undefined when no lane has anything left that has not begun. */
export type NextWork<Work> = (lane: number) => Work | undefined;

/** Lengths say how much is left, for what a piece takes is not known before; the order within a lane stays, so that neighbours share controls. */
export function shareOut<Work>(lanes: readonly (readonly Work[])[]): NextWork<Work> {
  const left = lanes.map((work) => [...work]);
  return (lane) => {
    const own = left[lane] ?? [];
    if (own.length === 0) {
      const most = left.reduce((longest, one) => (one.length > longest.length ? one : longest), own);
      own.push(...most.splice(Math.floor(most.length / 2)));
    }
    return own.shift();
  };
}
