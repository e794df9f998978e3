/** Finds many known texts in one pass: a rolling hash over eight characters, then an exact comparison. */

const WINDOW = 8;
const BASE = 0x01000193;
/** Slots of the filter for each needle: one place in fifty looks like a needle and is none. */
const SLOTS_EACH = 64;
const FEWEST_BITS = 16;
const MOST_BITS = 26;
/** Needles whose texts are held ready: the same few are met again and again. */
const READY = 256;

/** `BASE` to the power of `WINDOW - 1`, in 32-bit arithmetic: the weight of the character that leaves the window. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce<number>((weight) => Math.imul(weight, BASE), 1);

/** Needles that may share an anchor. A bank that gives all its tokens one ending would have each place compared with all of them. */
const CROWD = 8;

/** A needle whose usual anchor is crowded: which of the texts of its payload it is, and where in it the anchor lies. */
class Elsewhere<T> {
  readonly payload: T;
  readonly index: number;
  readonly offset: number;

  constructor(payload: T, index: number, offset: number) {
    this.payload = payload;
    this.index = index;
    this.offset = offset;
  }
}

type Held<T> = T | Elsewhere<T>;

export interface Hit<T> {
  start: number;
  end: number;
  payload: T;
}

export interface Needles<T> {
  /** Looks for all texts of a payload from now on; those shorter than the window are left out: the caller has another way. */
  add(payload: T): void;
  /** Every place where a needle begins, leftmost first; of those that begin together the longest. Hits never overlap. */
  find(text: string): Hit<T>[];
  /** What the needles in the bytes of a file stand for, each once; bytes are read as Latin-1. */
  within(bytes: Buffer): Set<T>;
}

/**
 * Anchors lie near the end of a needle: the beginnings of tokens are alike (`eyJhbGciOi...`), their ends are not.
 * The very end may be padding, so it is left out where the needle is long enough.
 */
function anchorOffset(length: number): number {
  return length >= 3 * WINDOW ? length - 2 * WINDOW : length - WINDOW;
}

/**
 * `textsOf` gives the texts that stand for a payload, always the same ones. They are made again where they are needed, and
 * only the hash of an anchor is held of each: a long run knows half a million of them.
 */
export function needles<T>(textsOf: (payload: T) => readonly string[]): Needles<T> {
  const byAnchor = new Map<number, Held<T> | Held<T>[]>();
  const ready = new Map<T, readonly string[]>();
  let bits = FEWEST_BITS;
  let filter = new Int32Array(1 << (bits - 5));

  function texts(payload: T): readonly string[] {
    const known = ready.get(payload);
    if (known) return known;
    const made = textsOf(payload).filter(({ length }) => length >= WINDOW);
    for (const oldest of ready.keys()) {
      if (ready.size < READY) break;
      ready.delete(oldest);
    }
    ready.set(payload, made);
    return made;
  }

  function mark(hash: number): void {
    const at = slot(hash, bits);
    filter[at >>> 5] = (filter[at >>> 5] ?? 0) | (1 << (at & 31));
  }

  function grow(): void {
    if (bits >= MOST_BITS || byAnchor.size * SLOTS_EACH <= 1 << bits) return;
    bits += 2;
    filter = new Int32Array(1 << (bits - 5));
    for (const hash of byAnchor.keys()) mark(hash);
  }

  const anchored = (hash: number): readonly Held<T>[] => {
    const held = byAnchor.get(hash);
    return held === undefined ? [] : Array.isArray(held) ? held : [held];
  };

  function hold(hash: number, held: Held<T>): void {
    const others = anchored(hash);
    byAnchor.set(hash, others.length === 0 ? held : [...others, held]);
    mark(hash);
  }

  /** Another anchor for a text, where too few meet for anybody to be kept busy; null when there is none. */
  function elsewhere(payload: T, text: string, index: number): { hash: number; held: Elsewhere<T> } | null {
    for (let offset = text.length - WINDOW; offset >= 0; offset -= 1) {
      const hash = hashOf(text.slice(offset, offset + WINDOW));
      if (anchored(hash).length < CROWD) return { hash, held: new Elsewhere(payload, index, offset) };
    }
    return null;
  }

  /** Needles that may begin around a window with this hash, each with the distance from its beginning to the window. */
  function* around(hash: number): Generator<{ payload: T; text: string; offset: number }> {
    for (const held of anchored(hash))
      if (held instanceof Elsewhere) {
        const text = texts(held.payload)[held.index];
        if (text !== undefined) yield { payload: held.payload, text, offset: held.offset };
      } else for (const text of texts(held)) yield { payload: held, text, offset: anchorOffset(text.length) };
  }

  return {
    add(payload) {
      for (const [index, text] of texts(payload).entries()) {
        const offset = anchorOffset(text.length);
        const hash = hashOf(text.slice(offset, offset + WINDOW));
        const others = anchored(hash);
        if (others.includes(payload)) continue;
        const other = others.length < CROWD ? null : elsewhere(payload, text, index);
        if (other === null) hold(hash, payload);
        else hold(other.hash, other.held);
      }
      grow();
    },

    find(text) {
      const hits: Hit<T>[] = [];
      if (text.length < WINDOW || byAnchor.size === 0) return hits;
      let hash = hashOf(text);
      for (let at = 0; ; at += 1) {
        // One place in fifty gets past the filter and has no needle all the same.
        if (marked(filter, slot(hash, bits)) && byAnchor.has(hash))
          for (const { payload, text: one, offset } of around(hash)) {
            const start = at - offset;
            if (start >= 0 && text.startsWith(one, start)) hits.push({ start, end: start + one.length, payload });
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
        // One place in fifty gets past the filter and has no needle all the same.
        if (marked(filter, slot(hash, bits)) && byAnchor.has(hash))
          for (const { payload, text, offset } of around(hash)) {
            const start = at - offset;
            if (start >= 0 && latin1(bytes, start, start + text.length) === text) found.add(payload);
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

/** Of the first window of a text. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < WINDOW; i += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
  return hash;
}

/** The upper bits, stirred once more: neighbouring texts differ only in the lower ones. */
function slot(hash: number, bits: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - bits);
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
