/** What text from outside may hold: nothing that moves a cursor, hides or reorders other text, or fills a disk. */

/** Longest body kept in a record, in characters. */
export const BODY_LIMIT = 256 * 1024;
/** Longest single text elsewhere: headers, URLs, details. */
export const TEXT_LIMIT = 16 * 1024;

/** Control characters but tab and line ends, bidirectional controls, invisible separators, and halves of a pair. */
const UNSAFE = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** Nearly every text, and seen in one quick look. */
const SAFE = /^[\t\n\r -~]*$/;

/** Writes every unsafe character as its escape, so that it is seen and does nothing. */
export function escapeUnsafe(text: string): string {
  if (SAFE.test(text)) return text;
  return text.replace(UNSAFE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Line ends and tabs, and the marks by which CI systems know a command in what a program prints: `##vso[`, `##[`, `::error`. */
const BETWEEN_LINES = /[\t\n\r]|##(?=[a-z]*\[)/gi;
const WRITTEN: { readonly [found: string]: string } = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '##': '#\\u0023' };

/**
 * A text of others as a part of one of our lines: nothing in it ends the line, moves a cursor, or is a command to a CI system,
 * wherever in the line it comes to stand.
 */
export function oneLine(text: string): string {
  return escapeUnsafe(text)
    .replace(BETWEEN_LINES, (found) => WRITTEN[found] ?? found)
    .replace(/^( *)::/, '$1\\u003a:');
}

/** The same for every text in a value, names of members included. Gives the very same value back when nothing had to be changed. */
export function linesOnly<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(linesOnly);
    return items.every((item, at) => item === value[at]) ? value : (items as T);
  }
  const members = Object.entries(value);
  const clean = members.map(([name, member]) => [oneLine(name), linesOnly(member)] as const);
  const same = clean.every(([name, member], at) => name === members[at]?.[0] && member === members[at]?.[1]);
  return same ? value : (Object.fromEntries(clean) as T);
}

/** Cuts a text, never in the middle of a pair, and says so. */
export function capped(text: string, limit: number): { text: string; cut: boolean } {
  if (text.length <= limit) return { text, cut: false };
  const code = text.charCodeAt(limit - 1);
  return { text: text.slice(0, code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit), cut: true };
}
