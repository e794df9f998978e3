/** Reads addresses that somebody else wrote. */

/**
 * Null when the text is no URL. Never throws. URL.canParse is not to be used: under Node 20, once it has been called often
 * enough to be compiled, it is false for every text with a letter such as ä.
 */
export function readAddress(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
