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
  /** Whether there has to be a value to change. */
  needsValue: boolean;
  run(slot: Slot, inputs: { [name: string]: Json }, now: number): void;
}

const MOST = 1_000_000;

/** The text of deeper lists could not be written here either. */
const DEEPEST = 4000;

const FILLINGS: { [kind: string]: (count: number) => Json } = {
  letters: (count) => 'a'.repeat(count),
  members: (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, index])),
  levels: (count) => {
    let value: Json = [];
    for (let level = 1; level < Math.min(count, DEEPEST); level += 1) value = [value];
    return value;
  },
};

/** The name in front of the last colon, as that of a URN, means the same in any case. @requirement RFC6749-1.1-1 */
function inOtherCase(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const swapped = [...text.slice(start)].map((letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const other = text.slice(0, start) + swapped.join('');
  return other === text ? `${text}a` : other;
}

export const GENERIC: ReadonlyMap<string, GenericMutation> = new Map<string, GenericMutation>([
  [
    'set',
    {
      summary: 'Sets the addressed value, even where there was none.',
      inputs: { to: input('any', 'the value to send instead') },
      needsValue: false,
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
      needsValue: true,
      run: (slot) => slot.drop(),
    },
  ],
  [
    'duplicate',
    {
      summary: 'Sends the addressed parameter, header or member of a JWT a second time, with another value.',
      inputs: { value: input('any', 'the value of the second one') },
      needsValue: true,
      run: (slot, { value }) => slot.add(value ?? ''),
    },
  ],
  [
    'swap-case',
    {
      summary:
        'Writes the letters behind the last colon of the addressed text in the other case; a text without letters gets one.',
      inputs: {},
      needsValue: true,
      run: (slot) => slot.set(inOtherCase(String(slot.get()))),
    },
  ],
  [
    'fill',
    {
      summary:
        'Sets the addressed value to something very large: so many letters, members of an object, or lists in each other.',
      inputs: {
        kind: input('string', 'of what there is so much', { allowed: Object.keys(FILLINGS) }),
        count: input('number', 'how many, up to a million; more than 2000 in an aggressive case', { harmless: 2000 }),
      },
      needsValue: false,
      run: (slot, { kind, count }) => {
        const filling = FILLINGS[String(kind)];
        if (!filling || typeof count !== 'number' || !(count > 0 && count <= MOST))
          throw new TppFault(`fill needs a kind and a count of at most ${MOST}`);
        slot.set(filling(count));
      },
    },
  ],
  [
    'time',
    {
      summary: 'Sets a numeric date to now and an offset.',
      inputs: { offset: input('duration', 'such as -10m or 90s') },
      needsValue: false,
      run: (slot, { offset }, now) => slot.set(Math.floor((now + durationMs(offset)) / 1000)),
    },
  ],
]);
