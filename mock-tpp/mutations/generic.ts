/** The mutations that work on any addressed place: set, drop, duplicate, time. */
import type { Json } from '../contract.ts';
import { durationMs } from '../duration.ts';
import { TppFault } from '../fault.ts';
import { type InputType, input } from '../inputs.ts';

/** One addressed place of a request that is being built. */
export interface Slot {
  get(): Json | undefined;
  set(value: Json): void;
  drop(): void;
  add(value: Json): void;
}

export interface GenericMutation {
  summary: string;
  inputs: { [name: string]: InputType };
  run(slot: Slot, inputs: { [name: string]: Json }, now: number): void;
}

function present(slot: Slot): Json {
  const value = slot.get();
  if (value === undefined) throw new TppFault('what is to be changed is not in the request');
  return value;
}

export const GENERIC: ReadonlyMap<string, GenericMutation> = new Map<string, GenericMutation>([
  [
    'set',
    {
      summary: 'Sets the addressed value, also where there was none.',
      inputs: { to: input('any', 'the value to send instead') },
      run: (slot, { to }) => {
        if (to === undefined) throw new TppFault('set needs the input to');
        slot.set(to);
      },
    },
  ],
  [
    'drop',
    {
      summary: 'Leaves the addressed value out.',
      inputs: {},
      run: (slot) => {
        present(slot);
        slot.drop();
      },
    },
  ],
  [
    'duplicate',
    {
      summary: 'Sends the addressed parameter a second time, with another value.',
      inputs: { value: input('string', 'the value of the second one') },
      run: (slot, { value }) => {
        present(slot);
        slot.add(value ?? '');
      },
    },
  ],
  [
    'time',
    {
      summary: 'Sets a numeric date to now and an offset.',
      inputs: { offset: input('duration', 'such as -10m or 90s') },
      run: (slot, { offset }, now) => slot.set(Math.floor((now + durationMs(offset)) / 1000)),
    },
  ],
]);
