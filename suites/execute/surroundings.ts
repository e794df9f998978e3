/** The clock, chance and waiting that a run is made of: real ones, with a clock that moves together with the bank's. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { TppPerson, TppSurroundings } from '../../mock-tpp/index.ts';

export interface Surroundings extends TppSurroundings {
  /** Milliseconds the harness's clock is ahead of the machine's. */
  readonly offset: number;
  /** Follows the bank's clock back to the machine's. */
  resetClock(): void;
  /** Calls once so many milliseconds of the machine's time have passed; what it gives calls that off. Keeps no process alive. */
  later(milliseconds: number, call: () => void): () => void;
}

export interface SurroundingsOptions {
  taint(value: string, kind: string): void;
  /** Shown the certificates in use, as PEM. */
  certificate?(pem: string): void;
  browser: string | null;
  /** Who sits in front of the screen; by default nobody. */
  person?: TppPerson;
  /** Ends every wait at once. */
  signal?: AbortSignal;
  machineNow?(): number;
}

const NOBODY: TppPerson = { tell: () => undefined, line: async () => null };

export function createSurroundings(options: SurroundingsOptions): Surroundings {
  const machineNow = options.machineNow ?? Date.now;
  let offset = 0;
  return {
    browser: options.browser,
    person: options.person ?? NOBODY,
    taint: options.taint,
    ...(options.certificate ? { certificate: options.certificate } : {}),
    now: () => machineNow() + offset,
    machineNow,
    advance(milliseconds) {
      offset += milliseconds;
    },
    resetClock() {
      offset = 0;
    },
    get offset() {
      return offset;
    },
    later(milliseconds, call) {
      const timer = setTimeout(call, milliseconds).unref();
      return () => clearTimeout(timer);
    },
    random: (bytes) => randomBytes(bytes),
    async sleep(milliseconds) {
      await wait(milliseconds, undefined, options.signal ? { signal: options.signal } : {}).catch(() => undefined);
    },
  };
}
