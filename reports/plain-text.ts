/** Makes text from anywhere harmless for the documents we write: bounded, without control or bidirectional characters. */

const UNSAFE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\ufffe\uffff]/gu;

/** Nearly every text, and seen in one quick look. */
const SAFE = /^[\t\n\r -~]*$/;

/** At most `longest` characters; unsafe ones become the replacement character. */
export function plainText(text: string, longest = 8000): string {
  const clean = SAFE.test(text) ? text : withoutUnsafe(text);
  return clean.length > longest ? `${clean.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : clean;
}

function withoutUnsafe(text: string): string {
  return text
    .replace(UNSAFE, '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** On one line, for names. */
export const plainLine = (text: string, longest = 200): string => plainText(text.replace(/\s+/g, ' '), longest);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe inside HTML and XML, text and attributes alike. */
export function escapeMarkup(text: string, longest?: number): string {
  return plainText(text, longest).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The address of a file, relative to a folder: a scheme or another host cannot be made of a path. */
export const fileUri = (path: string): string =>
  plainLine(path)
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => !['', '.', '..'].includes(part))
    .map(encodeURIComponent)
    .join('/');

/** The address of a file of the run, relative to its folder, for a page. */
export const fileAddress = (path: string): string => escapeMarkup(fileUri(path));

/** Markdown that means nothing: no emphasis, links, pictures or HTML. */
export function escapeMarkdown(text: string): string {
  return plainLine(text, 500).replace(/([\\`*_{}[\]()#+!|<>~-])/g, '\\$1');
}
