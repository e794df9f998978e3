/** Where requests may go: the hosts of the target file, over https, and nowhere else. */
import { readUrl } from '../url.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request may not go to an address, in words that hold nothing secret of it; null when it may.
 * `host` in the list allows every port of it; `host:port` that port alone. Plain http is for loopback only.
 */
export function whyNotTo(address: string, hosts: readonly string[]): string | null {
  const url = readUrl(address);
  if (url === null) return 'the address is not a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} addresses are never followed`;
  const origin = url.origin.slice(0, 100);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) return `${origin} is not https`;
  if (url.username !== '' || url.password !== '') return `the address at ${origin} holds a user name`;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = [url.hostname, `${url.hostname}:${port}`];
  return hosts.some((host) => names.includes(spelled(host)))
    ? null
    : `${origin} is not among the hosts of the target file`;
}

/** A host of the list as URLs spell it: lower case, and names of other alphabets in their encoded form. */
function spelled(host: string): string {
  const [, name = host, port = ''] = /^(.*?)(:\d+)?$/.exec(host) ?? [];
  const url = readUrl(`https://${name}`);
  return url === null ? host.toLowerCase() : `${url.hostname}${port}`;
}

export const hostAllowed = (address: string, hosts: readonly string[]): boolean => whyNotTo(address, hosts) === null;
