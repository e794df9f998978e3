/** Requests that have begun and are not answered yet, so that a bank can be made to lose a race each time it is run. */
import { setImmediate } from 'node:timers/promises';

interface Door {
  begun: number;
  /** Those that wait for the others. */
  waiting: (() => void)[];
}

export class Underway {
  readonly #doors = new Map<string, Door>();

  begin(path: string): void {
    this.#door(path).begun += 1;
  }

  end(path: string): void {
    const door = this.#door(path);
    door.begun -= 1;
    if (door.begun === 0) this.#doors.delete(path);
    else release(door);
  }

  /** Answers once every other request for this path is answered, or waits here as well. */
  async everybody(path: string): Promise<void> {
    // What lies at the sockets by now is read first.
    await setImmediate();
    const door = this.#door(path);
    await new Promise<void>((resolve) => {
      door.waiting.push(resolve);
      release(door);
    });
  }

  #door(path: string): Door {
    const known = this.#doors.get(path);
    if (known) return known;
    const made: Door = { begun: 0, waiting: [] };
    this.#doors.set(path, made);
    return made;
  }
}

function release({ begun, waiting }: Door): void {
  if (waiting.length < begun) return;
  for (const go of waiting.splice(0)) go();
}
