/** run.json as text, in pieces: of ten thousand cases it is too long to be held at once, each time it is written. */
import type { RunRecord } from './record.ts';

/** Characters after which a piece ends. */
const PIECE = 256 * 1024;

/** Together they are `JSON.stringify(record)` and the end of a line. */
export function* recordText(record: RunRecord): Generator<string> {
  let piece = '';
  for (const part of parts(record)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* parts(record: RunRecord): Generator<string> {
  let before = '{';
  for (const [name, value] of Object.entries(record) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (Array.isArray(value)) yield* elements(value);
    else yield JSON.stringify(value);
  }
  yield before === '{' ? '{}' : '}';
}

function* elements(list: readonly unknown[]): Generator<string> {
  yield '[';
  for (const [index, one] of list.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(one)}`;
  yield ']';
}
