/** Where requests may go: the hosts of the target file, over https, and nowhere else. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `host` in the list allows every port of it; `host:port` that port alone. Plain http is for loopback only. */
export function hostAllowed(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) return false;
  if (url.username !== '' || url.password !== '') return false;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return hosts.some((host) => host.toLowerCase() === url.hostname || host.toLowerCase() === `${url.hostname}:${port}`);
}
