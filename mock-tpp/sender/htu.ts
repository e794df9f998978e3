/** The address in a DPoP proof, spelt as it is, otherwise, or another one. */
import { TppFault } from '../fault.ts';

/** Without query and fragment. @requirement RFC9449-4.3-9 */
export function withoutQuery(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}

const DEFAULT_PORTS: { [protocol: string]: string } = { 'https:': '443', 'http:': '80' };

type Spelling = (url: URL) => string;

/**
 * The same address to whoever compares addresses (RFC 3986, 6.2.2 and 6.2.3), and another text.
 * @requirement RFC9449-4.3-13
 */
export const SPELLINGS: ReadonlyMap<string, Spelling> = new Map<string, Spelling>([
  [
    'capitals',
    ({ protocol, hostname, port, pathname }) =>
      `${`${protocol}//${hostname}`.toUpperCase()}:${port || DEFAULT_PORTS[protocol]}${pathname}`,
  ],
  // The last letter of the path, as its number.
  ['percent', ({ origin, pathname }) => origin + pathname.replace(/[A-Za-z](?=[^A-Za-z]*$)/, inHex)],
  ['dots', ({ origin, pathname }) => `${origin}/.${pathname}`],
]);

const inHex = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;

/** Another address that a careless comparison takes for this one. @requirement RFC9449-4.3-9 */
export const NEIGHBOURS: ReadonlyMap<string, Spelling> = new Map<string, Spelling>([
  ['scheme', ({ protocol, host, pathname }) => `${protocol === 'https:' ? 'http:' : 'https:'}//${host}${pathname}`],
  ['host', ({ protocol, port, pathname }) => `${protocol}//elsewhere.example${port && `:${port}`}${pathname}`],
  ['below', ({ origin, pathname }) => `${origin}${pathname.replace(/\/$/, '')}/below`],
  ['above', ({ origin, pathname }) => (pathname === '/' ? `${origin}/below` : `${origin}/`)],
]);

/** Throws TppFault for a way that there is none of, and where the address has nothing to spell otherwise. */
export function otherwise(spellings: ReadonlyMap<string, Spelling>, how: string, address: string): string {
  const usual = withoutQuery(address);
  const other = spellings.get(how)?.(new URL(usual));
  if (other === undefined || other === usual) throw new TppFault(`${usual} cannot be written as ${how}`);
  return other;
}
