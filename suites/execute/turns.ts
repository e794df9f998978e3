/**
 * Cases that move the bank's clock, side by side: time passes for all of them at once, as it does when cases really wait.
 * The clock is only moved when none of them has a request under way, and always to the next moment that one waits for. Time
 * also passes by itself: a case whose moment has come goes on, whatever the others do.
 */
import type { TppWaits } from '../../mock-tpp/index.ts';

/** One case of them. */
export interface Turn extends Pick<TppWaits, 'until' | 'alone'> {
  /** Answers when nobody will move the clock any more. */
  afterAll(): Promise<void>;
  /** To be called once, however the case ended. */
  leave(): void;
}

export interface Time {
  /** The harness's clock, which is moved with the bank's: milliseconds since 1970. */
  now(): number;
  /** Calls once so many milliseconds have passed; what it gives calls that off. */
  later(milliseconds: number, call: () => void): () => void;
}

interface Waiting {
  /** Whose turn it is: the least of all. */
  order: number;
  /** From when on it goes on without a turn, because time has passed by itself. */
  ownMs: number;
  /** Who goes on alone when given the turn. */
  holder: object | null;
  /** For how long no other moment may come by itself when it is given the turn. */
  roomMs: number;
  go(why: 'turn' | 'time'): void;
}

/** What a case does that has to be alone takes less at most banks; where it does not, another's moment may pass meanwhile. */
const ALONE_MS = 30_000;
/** Moving the clock takes time too, and goes by whole seconds: who waits for a moment before an edge is not to miss it by another's move. */
const MOVING_MS = 3_000;
const NEVER = Number.POSITIVE_INFINITY;
/** As long as a timer of Node can run. */
const LONGEST_MS = 2 ** 31 - 1;

/** Turns for as many cases; none is given one before all have come to wait or have left. */
export function createTurns(count: number, { now, later }: Time): Turn[] {
  const waiting = new Set<Waiting>();
  let running = count;
  /** The case that is moving the clock, or beside which nobody may go on. */
  let holder: object | null = null;
  let callOff = (): void => undefined;

  function next(): void {
    callOff();
    const inOrder = [...waiting].sort((a, b) => a.order - b.order);
    const soonest = Math.min(...inOrder.map(({ ownMs }) => ownMs));
    const first = inOrder.find(({ roomMs }) => roomMs === 0 || soonest >= now() + roomMs);
    if (!first || holder !== null) return;
    if (running > 0) {
      lookOut(soonest);
      return;
    }
    holder = first.holder;
    // Those who wait for the end of it go on together; before that it is one at a time.
    for (const one of first.order === NEVER ? waiting : [first]) goOn(one, 'turn');
  }

  /** Time passes by itself as well. */
  function lookOut(soonest: number): void {
    if (soonest === NEVER) return;
    callOff = later(Math.min(Math.max(soonest - now(), 0), LONGEST_MS), () => {
      for (const one of waiting) if (one.ownMs <= now()) goOn(one, 'time');
      next();
    });
  }

  function goOn(one: Waiting, why: 'turn' | 'time'): void {
    waiting.delete(one);
    running += 1;
    one.go(why);
  }

  return Array.from({ length: count }, (): Turn => {
    const self = {};
    let mine: Waiting | null = null;

    function give(): void {
      if (holder === self) holder = null;
      next();
    }

    function wait(moment: Omit<Waiting, 'go'>): Promise<'turn' | 'time'> {
      return new Promise((resolve) => {
        mine = { ...moment, go: resolve };
        waiting.add(mine);
        running -= 1;
        give();
      });
    }

    return {
      async until({ atMs, earlyMs }, move) {
        const order = earlyMs > 0 ? atMs - MOVING_MS : atMs;
        if ((await wait({ order, ownMs: atMs - earlyMs, holder: self, roomMs: 0 })) === 'time') return null;
        try {
          return await move();
        } finally {
          give();
        }
      },
      async alone() {
        await wait({ order: now(), ownMs: NEVER, holder: self, roomMs: ALONE_MS });
      },
      async afterAll() {
        await wait({ order: NEVER, ownMs: NEVER, holder: null, roomMs: 0 });
      },
      leave() {
        // It may have given up waiting, when its time was over.
        if (mine === null || !waiting.delete(mine)) running -= 1;
        give();
      },
    };
  });
}
