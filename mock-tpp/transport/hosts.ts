/** Where requests may go: the hosts of the target file, each with its port, over https, and nowhere else. */
import { readUrl } from '../url.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request may not go to an address, in words that hold nothing secret of it; null when it may.
 * `host` in the list is its port 443, `host:port` that port, both over https; `http://host:port` is plain http, on loopback alone.
 */
export function whyNotTo(address: string, hosts: readonly string[]): string | null {
  const url = readUrl(address);
  if (url === null) return 'the address is not a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} addresses are never followed`;
  const origin = url.origin.slice(0, 100);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) return `${origin} is not https`;
  if (url.username !== '' || url.password !== '') return `the address at ${origin} holds a user name`;
  return hosts.some((host) => originOf(host) === url.origin)
    ? null
    : `${origin} is not among the hosts of the target file`;
}

/** A host of the list as URLs spell its origin: lower case, names of other alphabets in their encoded form, no port that goes without saying. */
const originOf = (host: string): string | null =>
  readUrl(/^http:\/\//i.test(host) ? host : `https://${host}`)?.origin ?? null;

/** How a list of hosts would name the host of an address. */
export const asListed = ({ protocol, origin, host }: URL): string => (protocol === 'http:' ? origin : host);

export const hostAllowed = (address: string, hosts: readonly string[]): boolean => whyNotTo(address, hosts) === null;
