/** The registry of a run's secrets: every value that must not be written, in every form in which it travels. */
import { createHmac, randomBytes } from 'node:crypto';
import { type CleanTexts, cleanTexts } from './clean-texts.ts';
import { type Hit, type Needles, needles } from './needles.ts';

/** What stands in a record in place of a secret. The digits are a keyed hash: equal secrets look equal within one run. */
export const REDACTED = '__REDACTED__:sha256-';

/** Shorter values are looked for as whole words only, and the shortest not at all: `1` is everywhere. */
const WORD_LENGTH = 4;
const NEEDLE_LENGTH = 8;
/** Kinds that are spent before the run ends and so short that chance finds them anywhere. */
const FLEETING = new Set(['otp', 'one-time code']);

/**
 * What a person chose and what is a mere word or a short number cannot be told from prose: looking for `password` would find
 * every page about one. Such a value is covered where a field says what it is, and `lint` warns of it.
 */
const CHOSEN = new Set(['password', 'passphrase', 'password of the proxy']);
const PROSE = /^(?:\p{L}{1,15}|\d{1,7})$/u;

export interface Taint {
  add(value: string, kind: string): void;
  /** The stand-in of a value, whether it is registered or not. */
  mark(value: string): string;
  /** Replaces every registered secret in a text. */
  cover(text: string): string;
  /** Kinds of the secrets in the bytes of a file; `words` also looks for the short ones. */
  find(bytes: Buffer, options: { words: boolean }): string[];
  /** Texts that hold no secret that is known by now. */
  readonly clean: CleanTexts;
  readonly size: number;
}

interface Secret {
  value: string;
  kind: string;
}

export function createTaint(options: { salt?: Uint8Array } = {}): Taint {
  const salt = options.salt ?? randomBytes(32);
  const known = new Map<string, Secret>();
  const words = new Map<string, Secret>();
  const long: Needles<Secret> = needles();
  const marks = new Map<string, string>();
  const clean = cleanTexts();

  function mark(value: string): string {
    const made = marks.get(value);
    if (made) return made;
    const digest = createHmac('sha256', salt).update(value).digest('hex').slice(0, 12);
    const text = `${REDACTED}${digest}`;
    marks.set(value, text);
    return text;
  }

  /** Whole words as long as the short secrets that are known; null when there are none. */
  let wordShape: RegExp | null = null;
  const span = { shortest: NEEDLE_LENGTH, longest: 0 };

  function addWord(secret: Secret): void {
    const { length } = secret.value;
    words.set(secret.value, secret);
    if (wordShape !== null && length >= span.shortest && length <= span.longest) return;
    span.shortest = Math.min(span.shortest, length);
    span.longest = Math.max(span.longest, length);
    const word = `[A-Za-z0-9]{${span.shortest},${span.longest}}`;
    wordShape = new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, 'g');
  }

  function coverWords(text: string): string {
    return wordShape === null ? text : text.replace(wordShape, (word) => (words.has(word) ? mark(word) : word));
  }

  return {
    mark,
    clean,
    add(value, kind) {
      if (value.length < WORD_LENGTH || known.has(value)) return;
      if (CHOSEN.has(kind) && PROSE.test(value)) return;
      const secret = { value, kind };
      known.set(value, secret);
      for (const form of formsOf(value)) {
        long.add(form, secret);
        clean.forget(form);
      }
      if (value.length >= NEEDLE_LENGTH) return;
      addWord(secret);
      clean.forget(value);
    },
    cover(text) {
      const hits = long.find(text);
      return coverWords(hits.length === 0 ? text : replaced(text, hits, mark));
    },
    find(bytes, { words: alsoWords }) {
      const kinds = new Set([...long.within(bytes)].map(({ kind }) => kind));
      if (alsoWords && wordShape !== null)
        for (const [word] of bytes.toString('latin1').matchAll(wordShape)) {
          const secret = words.get(word);
          if (secret && !FLEETING.has(secret.kind)) kinds.add(secret.kind);
        }
      return [...kinds];
    },
    get size() {
      return known.size;
    },
  };
}

function replaced(text: string, hits: Hit<Secret>[], mark: (value: string) => string): string {
  let covered = '';
  let from = 0;
  for (const { start, end, payload } of hits) {
    covered += text.slice(from, start) + mark(payload.value);
    from = end;
  }
  return covered + text.slice(from);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/**
 * The ways a value appears in requests and files: as it is, escaped, encoded, and inside something that is encoded.
 * Files are searched as bytes, so letters beyond ASCII are looked for as their bytes too.
 */
function formsOf(value: string): string[] {
  const written = [value, inJson(value), inJson(inJson(value))];
  const forms = new Set([
    ...written,
    ...written.map(asBytes),
    encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8')),
    new URLSearchParams([['', value]]).toString().slice(1),
  ]);
  for (const line of value.includes('PRIVATE KEY') ? value.split(/\r?\n/) : []) if (line.length >= 40) forms.add(line);
  if (value.length >= NEEDLE_LENGTH)
    for (const inside of new Set(written.flatMap((text) => insideBase64(Buffer.from(text, 'utf8'))))) {
      forms.add(inside);
      forms.add(inside.replaceAll('+', '-').replaceAll('/', '_'));
    }
  const parts = value.split('.');
  const signature = parts.length === 3 ? parts[2] : undefined;
  if (signature && signature.length >= 32) forms.add(signature);
  return [...forms].filter((form) => form.length >= NEEDLE_LENGTH);
}

/** The characters that base64 of any text around the value must hold, for each of the three ways it may be aligned. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = shift === 0 ? 0 : shift + 1;
    const whole = Math.floor(((bytes.length + shift) * 8) / 6);
    return text.slice(first, whole);
  });
}
