/** The registry of a run's secrets: every value that must not be written, in every form in which it travels. */
import { createHmac, randomBytes } from 'node:crypto';
import { type CleanTexts, cleanTexts } from './clean-texts.ts';
import { type Hit, type Needles, needles } from './needles.ts';

/** What stands in a record in place of a secret. The digits are a keyed hash: equal secrets look equal within one run. */
export const REDACTED = '__REDACTED__:sha256-';

/** Shorter values are looked for as whole words only, and the shortest not at all: `1` is everywhere. */
const WORD_LENGTH = 4;
/** Stand-ins that are held ready; each can be made again. */
const MARKS = 1024;
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
  const long: Needles<Secret> = needles(({ value }) => formsOf(value));
  const marks = new Map<string, string>();
  const clean = cleanTexts();

  function mark(value: string): string {
    const made = marks.get(value);
    if (made) return made;
    const digest = createHmac('sha256', salt).update(value).digest('hex').slice(0, 12);
    const text = `${REDACTED}${digest}`;
    if (marks.size >= MARKS) marks.clear();
    marks.set(value, text);
    return text;
  }

  /** Which hashes a word has: hardly any other word has to be cut out and looked up. */
  const hashes = new Uint8Array(1 << WORD_BITS);
  /** Of those that the last look is for: mostly there is none, and then no file has to be taken apart into words. */
  const lasting = new Map<string, Secret>();
  const lastingHashes = new Uint8Array(1 << WORD_BITS);

  function addWord(secret: Secret): void {
    words.set(secret.value, secret);
    const hash = wordHash(secret.value);
    hashes[hash] = 1;
    if (FLEETING.has(secret.kind)) return;
    lasting.set(secret.value, secret);
    lastingHashes[hash] = 1;
  }

  function coverWords(text: string): string {
    if (words.size === 0) return text;
    let covered = '';
    let from = 0;
    for (const { start, word } of wordsIn(text, hashes)) {
      if (!words.has(word)) continue;
      covered += text.slice(from, start) + mark(word);
      from = start + word.length;
    }
    return from === 0 ? text : covered + text.slice(from);
  }

  return {
    mark,
    clean,
    add(value, kind) {
      if (value.length < WORD_LENGTH || known.has(value)) return;
      if (CHOSEN.has(kind) && PROSE.test(value)) return;
      const secret = { value, kind };
      known.set(value, secret);
      long.add(secret);
      for (const form of formsOf(value)) clean.forget(form);
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
      if (alsoWords && lasting.size > 0)
        for (const { word } of wordsIn(bytes.toString('latin1'), lastingHashes)) {
          const secret = lasting.get(word);
          if (secret) kinds.add(secret.kind);
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

/** Runs of letters and digits, whole, whose hash is one of these. */
function* wordsIn(text: string, hashes: Uint8Array): Generator<{ start: number; word: string }> {
  let start = 0;
  let hash = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (IN_WORD[code] === 1) {
      hash = nextHash(hash, code);
      continue;
    }
    if (at > start && hashes[hash] === 1) yield { start, word: text.slice(start, at) };
    start = at + 1;
    hash = 0;
  }
}

const WORD_BITS = 16;
const nextHash = (hash: number, code: number): number => (hash * 31 + code) & ((1 << WORD_BITS) - 1);

function wordHash(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = nextHash(hash, word.charCodeAt(at));
  return hash;
}

const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0));

/** Tokens, codes and hashes: no encoding of a text but base64 writes them in another way. */
const PLAIN = /^[A-Za-z0-9._~-]+$/;

/**
 * The ways a value appears in requests and files: as it is, escaped, encoded, and inside something that is encoded.
 * Files are searched as bytes, so letters beyond ASCII are looked for as their bytes too.
 */
function formsOf(value: string): string[] {
  const written = PLAIN.test(value) ? [value] : [value, inJson(value), inJson(inJson(value))];
  const forms = new Set(written);
  if (written.length > 1) {
    for (const form of written) forms.add(asBytes(form));
    forms.add(encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8')));
    forms.add(new URLSearchParams([['', value]]).toString().slice(1));
    forms.add(
      encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8')).replace(/%[0-9A-F]{2}/g, (code) =>
        code.toLowerCase(),
      ),
    );
    for (const inMarkup of IN_MARKUP) forms.add(inMarkup(value)).add(asBytes(inMarkup(value)));
  }
  if (value.length <= LONGEST_IN_HEX) {
    const hex = Buffer.from(value, 'utf8').toString('hex');
    forms.add(hex).add(hex.toUpperCase());
  }
  for (const line of value.includes('PRIVATE KEY') ? value.split(/\r?\n/) : []) if (line.length >= 40) forms.add(line);
  if (value.length >= NEEDLE_LENGTH)
    for (const inside of new Set(written.flatMap(insideBase64))) {
      forms.add(inside);
      forms.add(inside.replaceAll('+', '-').replaceAll('/', '_'));
    }
  const parts = value.split('.');
  const signature = parts.length === 3 ? parts[2] : undefined;
  if (signature && signature.length >= 32) forms.add(signature);
  return [...forms].filter((form) => form.length >= NEEDLE_LENGTH);
}

/** Longer secrets are tokens, which nobody writes as hex. */
const LONGEST_IN_HEX = 256;

/** The ways in which pages write what would end a text or an attribute. */
const IN_MARKUP: readonly ((text: string) => string)[] = [
  { '"': '&quot;', "'": '&#39;' },
  { '"': '&#34;', "'": '&#x27;' },
  { '"': '&#x22;', "'": '&apos;' },
].map((quotes: { [character: string]: string }) => (text: string) => {
  const names: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', ...quotes };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
});

/** The characters that base64 of any text around the value must hold, for each of the three ways it may be aligned. */
function insideBase64(value: string): string[] {
  const bytes = Buffer.from(`\0\0${value}`, 'utf8');
  return [0, 1, 2].map((shift) => {
    const shifted = bytes.subarray(2 - shift);
    return shifted.toString('base64').slice(shift === 0 ? 0 : shift + 1, Math.floor((shifted.length * 8) / 6));
  });
}
