/** For tests, loaded before the command line: throws where nobody can catch it, as soon as the first cases have been told. */
import { setImmediate } from 'node:timers';

const { stdout } = process;
const write = stdout.write.bind(stdout) as (...given: unknown[]) => boolean;
let thrown = false;
stdout.write = (...given: unknown[]): boolean => {
  if (!thrown && /^\d+ of \d+ cases: /m.test(String(given[0]))) {
    thrown = true;
    setImmediate(() => {
      throw new Error('nobody caught this');
    });
  }
  return write(...given);
};
