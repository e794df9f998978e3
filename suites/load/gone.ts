/** A key that may no longer stand where it does: always a problem, with what to write instead. */
import type { Decoder } from './decoder.ts';

export function gone<T = never>(message: string, hint: string): Decoder<T> {
  return {
    schema: { not: {} },
    gone: true,
    read: (node, source) => {
      source.tell('misplaced-key', node, message, { hint });
      return undefined;
    },
  };
}
