/**
 * Texts that were looked through and hold nothing secret: names of headers and members, media types, addresses. The same few
 * hundred make up nine tenths of what a record consists of, and none has to be looked through twice.
 */
const WINDOW = 8;
/** A longer text is hardly ever seen again. */
const LONGEST = 256;
/** When it is full it begins anew, so that a bank that answers ever new texts costs no memory. */
const MOST = 2048;
const SLOT_BITS = 22;
const BASE = 0x01000193;

export interface CleanTexts {
  has(text: string): boolean;
  add(text: string): void;
  /** A secret has become known, in one of the forms in which it travels: no text that holds it is clean any more. */
  forget(secret: string): void;
}

export function cleanTexts(): CleanTexts {
  const texts = new Set<string>();
  /** One bit for each run of eight characters of these texts; a secret whose own is not here is in none of them. */
  const windows = new Int32Array(1 << (SLOT_BITS - 5));

  function drop(secret: string): void {
    for (const text of texts) if (text.includes(secret)) texts.delete(text);
  }

  return {
    has: (text) => texts.has(text),
    add(text) {
      if (text.length > LONGEST) return;
      if (texts.size >= MOST) {
        texts.clear();
        windows.fill(0);
      }
      texts.add(text);
      for (let at = 0; at + WINDOW <= text.length; at += 1) {
        const slot = slotOf(text, at);
        windows[slot >>> 5] = (windows[slot >>> 5] ?? 0) | (1 << (slot & 31));
      }
    },
    forget(secret) {
      const slot = secret.length < WINDOW ? null : slotOf(secret, 0);
      if (slot === null || (((windows[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1) drop(secret);
    },
  };
}

function slotOf(text: string, at: number): number {
  let hash = 0;
  for (let i = at; i < at + WINDOW; i += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - SLOT_BITS);
}
