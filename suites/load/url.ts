/** Addresses in a target file. */

/** The address, or null when the text is not one. Not by URL.canParse, which on Node 20 refuses good addresses with letters such as ä. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
