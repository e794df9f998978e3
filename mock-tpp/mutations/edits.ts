/** The mutations of one step, applied to each part of a request whenever it is built; none may be left unused. */
import type { Json, TppMutation } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { isObject } from '../json.ts';
import { textOf } from '../json-text.ts';
import { GENERIC, type Slot } from './generic.ts';
import { memberSlot, pairSlot } from './slots.ts';

/** Values that are secret or long: the change is reported, the value is not. */
const UNTOLD =
  /authorization|code$|verifier|assertion|token(?!\.scheme)|password|cookie|^request$|^dpop$|cert(?!ificate\.identity$)/i;
const LONGEST = 80;

/**
 * A request may have to be built again, with a nonce that the bank demands: nothing is used up, so that the second one is
 * changed like the first, and each change is reported once.
 */
export class Edits {
  readonly #step: string;
  readonly #mutations: readonly TppMutation[];
  readonly #used = new Set<TppMutation>();
  readonly #drawn = new Map<string, unknown>();
  readonly changed: string[] = [];

  constructor(step: string, mutations: readonly TppMutation[]) {
    this.#step = step;
    this.#mutations = mutations;
  }

  /** The inputs of a mutation of the whole step, when it is among them. */
  take(name: string): { [input: string]: Json } | null {
    const mutation = this.#mutations.find(({ do: named, at }) => named === name && at === '');
    if (mutation === undefined) return null;
    this.#use(mutation, `${this.#step}: ${name}${told(name, mutation.with)}`);
    return mutation.with;
  }

  /** What a mutation draws at random is drawn once, so that a request that is built again holds the same. */
  once<T>(name: string, draw: () => T): T {
    if (!this.#drawn.has(name)) this.#drawn.set(name, draw());
    return this.#drawn.get(name) as T;
  }

  /** Once, however often the request is built. */
  tell(line: string): void {
    if (!this.changed.includes(line)) this.changed.push(line);
  }

  #use(mutation: TppMutation, line: string): void {
    if (!this.#used.has(mutation)) this.tell(line);
    this.#used.add(mutation);
  }

  /** Applies what addresses `part.<name>` to a list of names and values, in place. */
  pairs(part: string, pairs: [string, string][], now: number): void {
    this.#apply(part, now, pairs, (name) => pairSlot(pairs, name, part === 'header'));
  }

  /** Applies what addresses `part.<dotted path>` to a JSON object, in place. */
  members(part: string, object: { [member: string]: Json }, now: number): void {
    this.#apply(part, now, object, (path) => memberSlot(object, path, part === 'json' || part === 'detail'));
  }

  #apply(part: string, now: number, whole: Json, slotOf: (name: string) => Slot): void {
    for (const mutation of this.#mutations) {
      if (!mutation.at.startsWith(`${part}.`)) continue;
      const generic = GENERIC.get(mutation.do);
      if (!generic) throw new TppFault(`${mutation.do} cannot change ${this.#step}.${mutation.at}`);
      const name = mutation.at.slice(part.length + 1);
      const slot = slotOf(name);
      const [before, wholeBefore] = [slot.get(), shown(whole)];
      // A place may come with the next building, such as a nonce that is not known yet.
      if (before === undefined && generic.needsValue) continue;
      generic.run(slot, mutation.with, now);
      if (shown(whole) === wholeBefore)
        throw new TppFault(`${mutation.do} at ${this.#step}.${mutation.at} changes nothing: the value is the same`);
      const [from, to] = UNTOLD.test(name) ? ['its value', 'another'] : [show(before), show(slot.get())];
      const after = mutation.do === 'drop' ? 'left out' : mutation.do === 'duplicate' ? 'sent twice' : to;
      this.#use(mutation, `${this.#step}.${mutation.at}: ${from} -> ${after}`);
    }
  }

  /** A mutation that changed nothing must never look like a test. Throws TppFault. */
  close(): void {
    const left = this.#mutations.find((mutation) => !this.#used.has(mutation));
    if (left)
      throw new TppFault(
        `${left.do} at ${this.#step}${left.at ? `.${left.at}` : ''} changed nothing, because the request has no such part`,
      );
  }
}

const shown = (whole: Json): string => (isObject(whole) ? textOf(whole) : JSON.stringify(whole));

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
