/** The address a proof was made for, held against the address it came to. */
import { readUrl } from '../http/url.ts';

const UNRESERVED = /%([0-9A-Fa-f]{2})/g;

/**
 * Without query and fragment, with scheme, host, port, dot segments and percent-encoding in their usual form;
 * null for what is not an address. @requirement RFC9449-4.3-9 RFC9449-4.3-13
 */
export function normalisedUri(text: string): string | null {
  const url = readUrl(text);
  if (url === null) return null;
  url.search = '';
  url.hash = '';
  return url.href.replaceAll(UNRESERVED, (sequence, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : sequence.toUpperCase();
  });
}
