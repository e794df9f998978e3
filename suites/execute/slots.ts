/** How many cases may be under way at once: one that only waits for time to pass makes room for another. */

export interface Slots {
  /** Answers when there is room. */
  enter(): Promise<void>;
  leave(): void;
  /** Makes room while the work goes on. Whoever comes back goes on at once, for its next request may not be late. */
  away<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let taken = 0;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    taken -= 1;
    while (taken < count && queue.length > 0) {
      taken += 1;
      queue.shift()?.();
    }
  };
  return {
    enter: () =>
      new Promise((resolve) => {
        if (taken >= count) {
          queue.push(resolve);
          return;
        }
        taken += 1;
        resolve();
      }),
    leave,
    async away(work) {
      leave();
      try {
        return await work();
      } finally {
        taken += 1;
      }
    },
  };
}
