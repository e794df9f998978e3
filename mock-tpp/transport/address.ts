/** Reads an address that somebody else wrote. */

/** Null when it is no URL. In Node 20 `URL.canParse`, once it is called often, takes `https://bänk.example/` for none. */
export function readAddress(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
