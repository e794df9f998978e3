/** `${root.member}` inside texts of scenarios and targets: the one grammar, and all that the engine finds and fills in by it. */

/** A reference as it is written; a `${` that is not one comes back with an empty root. */
export interface Reference {
  /** With `${` and `}`. */
  text: string;
  root: string;
  path: string[];
}

/** Names joined by dots, without blanks. */
const REFERENCE = /\$\{([A-Za-z_][\w-]*(?:\.[\w-]+)*)\}/g;
/** The same for a pattern that a whole text has to fit. */
export const REFERENCE_SOURCE = REFERENCE.source;

/** The references of a text, in order, and last what only begins like one. */
export function referencesInText(text: string): Reference[] {
  // Most texts have none, and a plan looks at hundreds of thousands.
  if (!text.includes('${')) return [];
  const found = [...text.matchAll(REFERENCE)].map(([written, names = '']) => parse(written, names));
  return wellFormed(text) ? found : [...found, { text, root: '', path: [] }];
}

/** False when a `${` is left that no reference begins with. */
export function wellFormed(text: string): boolean {
  return !text.replace(REFERENCE, '').includes('${');
}

/** The message about a text that is not well-formed. */
export function badReference(text: string): string {
  return `${JSON.stringify(text)} holds a reference that is not written \${name.member}`;
}

/** The reference that is the whole text, or null. */
export function wholeReference(text: string): Reference | null {
  const [only] = text.startsWith('${') ? referencesInText(text) : [];
  return only?.text === text && only.root !== '' ? only : null;
}

/** The text with each reference replaced by what `by` gives for it; what it gives is not read again. */
export function replaceReferences(text: string, by: (reference: Reference) => string): string {
  if (!text.includes('${')) return text;
  return text.replace(REFERENCE, (written, names: string) => by(parse(written, names)));
}

function parse(text: string, names: string): Reference {
  const [root = '', ...path] = names.split('.');
  return { text, root, path };
}
