/** Decodes durations and sizes, which carry their unit. */
import { type Decoder, map, text } from './decoder.ts';
import { parseDuration } from './duration.ts';
import { isScalar } from './tree.ts';

/** A bare number has no unit, and quoting it gives it none. */
const withUnit = (inner: Decoder<number>, code: string, example: string): Decoder<number> => ({
  schema: inner.schema,
  read: (node, source) => {
    if (!isScalar(node) || typeof node.value !== 'number') return inner.read(node, source);
    source.tell(code, node, `${node.source ?? node.value} has no unit`, { hint: `write it like ${example}` });
    return undefined;
  },
});

/** Milliseconds. */
export const duration = withUnit(
  map(text(), (written, source, node) => {
    const ms = parseDuration(written);
    if (ms !== null && ms > 0) return ms;
    source.tell('bad-duration', node, `${JSON.stringify(written)} is not a duration above zero`, {
      hint: 'write it like 500ms, 10s or 2m',
    });
    return undefined;
  }),
  'bad-duration',
  '10s',
);

const SIZES: Readonly<Record<string, number>> = { B: 1, kB: 1000, MB: 1_000_000 };

/** Bytes. */
export const size = withUnit(
  map(text(), (written, source, node) => {
    const [, count, unit] = /^([1-9]\d{0,5})(B|kB|MB)$/.exec(written) ?? [];
    if (count !== undefined && unit !== undefined) return Number(count) * (SIZES[unit] ?? 1);
    source.tell('bad-size', node, `${JSON.stringify(written)} is not a size`, { hint: 'write it like 500kB or 5MB' });
    return undefined;
  }),
  'bad-size',
  '5MB',
);
