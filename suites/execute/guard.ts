/** The hard limits of one case: it ends when its time is up or the run is broken off, whatever it is waiting for. */

/** The run was broken off from outside; what was under way is not recorded. */
export class Interrupted extends Error {
  constructor() {
    super('the run was interrupted');
  }
}

/** A case took longer than any healthy exchange could. */
export class OutOfTime extends Error {
  constructor(milliseconds: number) {
    super(`given up after ${Math.round(milliseconds / 1000)} s`);
  }
}

export interface Guard {
  /** Waits for the work, but no longer than the case may take. */
  wait<T>(work: Promise<T>): Promise<T>;
  /** Gives the timer back. */
  release(): void;
}

export function createGuard(milliseconds: number, signal: AbortSignal): Guard {
  let stop: (reason: Error) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  stopped.catch(() => undefined);
  const interrupt = (): void => stop(new Interrupted());
  const timer = setTimeout(() => stop(new OutOfTime(milliseconds)), milliseconds);
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  return {
    async wait(work) {
      work.catch(() => undefined);
      return Promise.race([work, stopped]);
    },
    release() {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    },
  };
}
