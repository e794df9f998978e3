/** Runs a tree in this process, and notices when Mocha ends without having said so. */
import Mocha from 'mocha';

export interface ReplayOptions {
  grow(root: Mocha.Suite): void;
  reporter: string | Mocha.ReporterConstructor;
  reporterOptions: object;
}

export interface Replay {
  passes: number;
  failures: number;
  pending: number;
}

/** The tree did not run to its end: whatever was written is not the whole run. */
export class ReplayBroken extends Error {}

/** Exit code when the process ends while a replay is still under way. */
const FAULT = 70;

export async function replay({ grow, reporter, reporterOptions }: ReplayOptions): Promise<Replay> {
  const mocha = new Mocha({ reporter, reporterOptions, timeout: 0 });
  grow(mocha.suite);
  const planned = mocha.suite.total();
  if (planned === 0) return { passes: 0, failures: 0, pending: 0 };
  // Without this a broken listener would end the process quietly and with 0, for nothing would be left to wait for.
  const watchdog = (): void => {
    process.stderr.write('Mocha stopped early: the report is incomplete.\n');
    process.exitCode = FAULT;
  };
  process.once('exit', watchdog);
  let started: Mocha.Runner | null = null;
  try {
    return await new Promise<Replay>((resolve, reject) => {
      const seen: Replay = { passes: 0, failures: 0, pending: 0 };
      const runner = mocha.run(() => undefined);
      started = runner;
      runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, () => {
        seen.passes += 1;
      });
      runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, () => {
        seen.failures += 1;
      });
      runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, () => {
        seen.pending += 1;
      });
      runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
        const told = seen.passes + seen.failures + seen.pending;
        if (told === planned) resolve(seen);
        else reject(new ReplayBroken(`Mocha reported ${told} of ${planned} tests`));
      });
    });
  } finally {
    process.removeListener('exit', watchdog);
    // It listens to the process, which would keep it, its tree and its reporter.
    (started as Mocha.Runner | null)?.dispose();
  }
}
