/** A key that may no longer stand where it does: always a problem, with what to write instead. */
import type { Decoder } from './decoder.ts';
import { isScalar } from './tree.ts';

/** `instead` makes the hint from the text that was written, or from an empty one. */
export function gone<T = never>(message: string, instead: (written: string) => string): Decoder<T> {
  return {
    schema: { not: {} },
    gone: true,
    read: (node, source) => {
      const written = isScalar(node) && typeof node.value === 'string' ? node.value : '';
      source.tell('misplaced-key', node, message, { hint: instead(written) });
      return undefined;
    },
  };
}
