/** Whether something was done in time; what goes wrong in it is done too. */
export const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    work
      .catch(() => undefined)
      .then(() => {
        clearTimeout(timer);
        resolve(true);
      });
  });
