/** Redirect URIs that are not the registered one and could pass for it. */
import { notPossible } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';

type Respelling = (url: URL, text: string) => string;

const lastName = /[^/]+$/;
const percentEncoded = (name: string): string => `%${(name.codePointAt(0) ?? 0).toString(16)}${name.slice(1)}`;

/** One row a way; `text` is the address as it is registered. */
export const RESPELLINGS: ReadonlyMap<string, Respelling> = new Map<string, Respelling>([
  ['host-case', ({ hostname }, text) => text.replace(hostname, hostname.toUpperCase())],
  ['path-case', ({ pathname }, text) => text.replace(pathname, pathname.toUpperCase())],
  ['percent', (_url, text) => text.replace(lastName, percentEncoded)],
  ['dots', ({ host }, text) => text.replace(host, `${host}/x/..`)],
  ['userinfo', (_url, text) => text.replace('://', '://attacker.example@')],
  ['query', (_url, text) => `${text}${text.includes('?') ? '&' : '?'}attacker=1`],
  ['path-parameter', (_url, text) => text.replace(lastName, (name) => `${name};attacker=1`)],
  ['slash', (_url, text) => `${text}/`],
  ['port', ({ host, hostname }, text) => text.replace(host, `${hostname}:8444`)],
  ['backslash', (_url, text) => text.replace('://', '://attacker.example\\@')],
  ['http', (_url, text) => text.replace(/^https:/u, 'http:')],
  ['fragment', (_url, text) => `${text}#attacker`],
  ['relative', ({ pathname }) => pathname],
  ['beginning', ({ host }, text) => text.replace(host, `${host}.attacker.example`)],
]);

/** Throws Ended when this address cannot be written so. */
export function respelt(address: string, how: Json | undefined): string {
  const other = RESPELLINGS.get(String(how))?.(new URL(address), address) ?? address;
  if (other !== address) return other;
  throw new Ended(notPossible(`the redirect_uri ${address} cannot be written otherwise by ${String(how)}`));
}
