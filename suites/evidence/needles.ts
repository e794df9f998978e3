/** Finds many known texts in one pass: a rolling hash over eight characters, then an exact comparison. */

const WINDOW = 8;
const BASE = 0x01000193;
/** One bit for each slot: half a megabyte, which stays in a processor's cache while whole files pass by. */
const SLOT_BITS = 22;

/** `BASE` to the power of `WINDOW - 1`, in 32-bit arithmetic: the weight of the character that leaves the window. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce<number>((weight) => Math.imul(weight, BASE), 1);

export interface Needle<T> {
  text: string;
  payload: T;
}

export interface Hit<T> {
  start: number;
  end: number;
  payload: T;
}

export interface Needles<T> {
  /** Texts shorter than the window are refused; the caller has another way for them. */
  add(text: string, payload: T): boolean;
  /** Every place where a needle begins, leftmost first; of those that begin together the longest. Hits never overlap. */
  find(text: string): Hit<T>[];
  /** What the needles in the bytes of a file stand for, each once; bytes are read as Latin-1. */
  within(bytes: Buffer): Set<T>;
}

interface Anchored<T> extends Needle<T> {
  /** Where in the needle its eight-character anchor lies. */
  offset: number;
}

/**
 * Anchors lie near the end of a needle: the beginnings of tokens are alike (`eyJhbGciOi...`), their ends are not.
 * The very end may be padding, so it is left out where the needle is long enough.
 */
function anchorOffset(length: number): number {
  return length >= 3 * WINDOW ? length - 2 * WINDOW : length - WINDOW;
}

export function needles<T>(): Needles<T> {
  const filter = new Int32Array(1 << (SLOT_BITS - 5));
  const byAnchor = new Map<string, Anchored<T>[]>();

  return {
    add(text, payload) {
      if (text.length < WINDOW) return false;
      const offset = anchorOffset(text.length);
      const anchor = text.slice(offset, offset + WINDOW);
      const bucket = byAnchor.get(anchor);
      const needle = { text, payload, offset };
      if (bucket?.some((other) => other.text === text)) return true;
      if (bucket) bucket.push(needle);
      else byAnchor.set(anchor, [needle]);
      const at = slot(hashOf(anchor));
      filter[at >>> 5] = (filter[at >>> 5] ?? 0) | (1 << (at & 31));
      return true;
    },

    find(text) {
      const hits: Hit<T>[] = [];
      if (text.length < WINDOW || byAnchor.size === 0) return hits;
      let hash = hashOf(text.slice(0, WINDOW));
      for (let at = 0; ; at += 1) {
        if (marked(filter, slot(hash))) {
          for (const needle of byAnchor.get(text.slice(at, at + WINDOW)) ?? []) {
            const start = at - needle.offset;
            if (start >= 0 && text.startsWith(needle.text, start))
              hits.push({ start, end: start + needle.text.length, payload: needle.payload });
          }
        }
        if (at + WINDOW >= text.length) break;
        hash = (Math.imul(hash - Math.imul(text.charCodeAt(at), LEAVING), BASE) + text.charCodeAt(at + WINDOW)) | 0;
      }
      return withoutOverlaps(hits);
    },

    within(bytes) {
      const found = new Set<T>();
      if (bytes.length < WINDOW || byAnchor.size === 0) return found;
      const last = bytes.length - WINDOW;
      let hash = hashOf(latin1(bytes, 0, WINDOW));
      for (let at = 0; ; at += 1) {
        if (marked(filter, slot(hash))) {
          for (const { text, offset, payload } of byAnchor.get(latin1(bytes, at, at + WINDOW)) ?? []) {
            const start = at - offset;
            if (start >= 0 && latin1(bytes, start, start + text.length) === text) found.add(payload);
          }
        }
        if (at >= last) return found;
        hash = (Math.imul(hash - Math.imul(bytes[at] ?? 0, LEAVING), BASE) + (bytes[at + WINDOW] ?? 0)) | 0;
      }
    },
  };
}

const latin1 = (bytes: Buffer, start: number, end: number): string => bytes.toString('latin1', start, end);

function marked(filter: Int32Array, at: number): boolean {
  return (((filter[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
}

function hashOf(window: string): number {
  let hash = 0;
  for (let i = 0; i < WINDOW; i += 1) hash = (Math.imul(hash, BASE) + window.charCodeAt(i)) | 0;
  return hash;
}

/** The upper bits, stirred once more: neighbouring texts differ only in the lower ones. */
function slot(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - SLOT_BITS);
}

function withoutOverlaps<T>(hits: Hit<T>[]): Hit<T>[] {
  if (hits.length < 2) return hits;
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return hits.filter((hit) => {
    if (hit.start < end) return false;
    end = hit.end;
    return true;
  });
}
