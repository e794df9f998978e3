/** Where requests may go: the hosts of the target file, over https, and nowhere else. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request may not go to an address, in words that hold nothing secret of it; null when it may.
 * `host` in the list allows every port of it; `host:port` that port alone. Plain http is for loopback only.
 */
export function whyNotTo(address: string, hosts: readonly string[]): string | null {
  if (!URL.canParse(address)) return 'the address is no URL';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} addresses are never followed`;
  const origin = url.origin.slice(0, 100);
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) return `${origin} is not https`;
  if (url.username !== '' || url.password !== '') return `the address at ${origin} holds a user name`;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const names = [url.hostname, `${url.hostname}:${port}`];
  return hosts.some((host) => names.includes(host.toLowerCase()))
    ? null
    : `${origin} is not among the hosts of the target file`;
}

export const hostAllowed = (address: string, hosts: readonly string[]): boolean => whyNotTo(address, hosts) === null;
