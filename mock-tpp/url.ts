/** Addresses that someone else wrote. */

/**
 * The address, against a base where one is given; null when it is none. Not by URL.canParse: that of Node 20 calls a good
 * address with letters such as ä none as soon as it is compiled.
 */
export function readUrl(address: string, base?: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
