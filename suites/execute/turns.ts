/**
 * Cases that move the bank's clock, side by side: time passes for all of them at once, as it does when cases really wait.
 * The clock is only moved when none of them has a request under way, and always to the next moment that one waits for.
 */

/** One case of them. */
export interface Turn {
  /** Answers when the clock may be moved to this moment, in milliseconds since 1970. */
  await(momentMs: number): Promise<void>;
  /** Answers when nobody will move the clock any more. */
  afterAll(): Promise<void>;
  /** To be called once, however the case ended. */
  leave(): void;
}

interface Waiting {
  momentMs: number;
  go(): void;
}

/** Turns for as many cases; none is given one before all have come to wait or have left. */
export function createTurns(count: number): Turn[] {
  const waiting = new Set<Waiting>();
  let running = count;

  function next(): void {
    if (running > 0) return;
    const [first] = [...waiting].sort((a, b) => a.momentMs - b.momentMs);
    if (!first) return;
    // Those who wait for the end of it go on together; before that it is one at a time.
    for (const one of first.momentMs === Number.POSITIVE_INFINITY ? waiting : [first]) {
      waiting.delete(one);
      running += 1;
      one.go();
    }
  }

  return Array.from({ length: count }, (): Turn => {
    let mine: Waiting | null = null;
    const waitFor = (momentMs: number): Promise<void> =>
      new Promise((resolve) => {
        mine = { momentMs, go: resolve };
        waiting.add(mine);
        running -= 1;
        next();
      });
    return {
      await: waitFor,
      afterAll: () => waitFor(Number.POSITIVE_INFINITY),
      leave() {
        // It may have given up waiting, when its time was over.
        if (mine !== null && waiting.delete(mine)) return next();
        running -= 1;
        next();
      },
    };
  });
}
