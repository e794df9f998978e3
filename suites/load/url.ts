/** Addresses in a target file. */

/** The address, or null when the text is not one. Not by URL.canParse, which on Node 20 refuses good addresses with letters such as ä. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The address of a proxy, or null when the text is none: http(s), and credentials in which every `%` begins an escape. */
export function readProxyUrl(text: string): URL | null {
  const url = readUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  try {
    decodeURIComponent(url.username + url.password);
    return url;
  } catch {
    return null;
  }
}
