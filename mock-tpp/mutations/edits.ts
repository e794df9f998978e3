/** The mutations of one step, applied part by part while its request is built; none may be left over. */
import type { Json, TppMutation } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { GENERIC, type Slot } from './generic.ts';
import { memberSlot, pairSlot } from './slots.ts';

/** Values that are secret or long: the change is told, the value is not. */
const UNTOLD = /authorization|code$|verifier|assertion|token|password|cookie|^request$|cert/i;
const LONGEST = 80;

export class Edits {
  readonly #step: string;
  readonly #open: Set<TppMutation>;
  readonly changed: string[] = [];

  constructor(step: string, mutations: readonly TppMutation[]) {
    this.#step = step;
    this.#open = new Set(mutations);
  }

  /** Takes a mutation of the whole step, if it is among them. */
  take(name: string): { [input: string]: Json } | null {
    for (const mutation of this.#open) {
      if (mutation.do !== name || mutation.at !== '') continue;
      this.#open.delete(mutation);
      this.tell(`${this.#step}: ${name}${told(name, mutation.with)}`);
      return mutation.with;
    }
    return null;
  }

  /** Once, however often the request is built. */
  tell(line: string): void {
    if (!this.changed.includes(line)) this.changed.push(line);
  }

  /** Applies what addresses `part.<name>` to a list of names and values, in place. */
  pairs(part: string, pairs: [string, string][], now: number): void {
    this.#apply(part, now, pairs, (name) => pairSlot(pairs, name, part === 'header'));
  }

  /** Applies what addresses `part.<dotted path>` to a JSON object, in place. */
  members(part: string, object: { [member: string]: Json }, now: number): void {
    this.#apply(part, now, object, (path) => memberSlot(object, path, part === 'json'));
  }

  #apply(part: string, now: number, whole: Json, slotOf: (name: string) => Slot): void {
    for (const mutation of this.#open) {
      if (!mutation.at.startsWith(`${part}.`)) continue;
      const generic = GENERIC.get(mutation.do);
      if (!generic) throw new TppFault(`${mutation.do} cannot change ${this.#step}.${mutation.at}`);
      const name = mutation.at.slice(part.length + 1);
      const slot = slotOf(name);
      const [before, wholeBefore] = [slot.get(), JSON.stringify(whole)];
      generic.run(slot, mutation.with, now);
      if (JSON.stringify(whole) === wholeBefore)
        throw new TppFault(`${mutation.do} at ${this.#step}.${mutation.at} changes nothing: the value is the same`);
      this.#open.delete(mutation);
      const [from, to] = UNTOLD.test(name) ? ['its value', 'another'] : [show(before), show(slot.get())];
      const after = mutation.do === 'drop' ? 'left out' : mutation.do === 'duplicate' ? 'sent twice' : to;
      this.tell(`${this.#step}.${mutation.at}: ${from} -> ${after}`);
    }
  }

  /** A mutation that changed nothing must never look like a test. Throws TppFault. */
  close(): void {
    const [left] = this.#open;
    if (left)
      throw new TppFault(
        `${left.do} at ${this.#step}${left.at ? `.${left.at}` : ''} changed nothing, for the step has no such part`,
      );
  }
}

function show(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function told(mutation: string, inputs: { [input: string]: Json }): string {
  const parts = Object.entries(inputs).map(
    ([name, value]) => `${name} ${UNTOLD.test(`${mutation}.${name}`) ? '(given)' : show(value)}`,
  );
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
