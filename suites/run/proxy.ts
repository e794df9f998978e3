/** Which proxy requests go through: the target file's, else that of the environment. */

import type { TppProxy } from '../../mock-tpp/index.ts';
import { readProxyUrl } from '../load/index.ts';
import type { Target } from '../load/target.ts';
import { Rejected } from './exit.ts';
import { textOfTrust } from './trust-file.ts';

type Environment = { readonly [name: string]: string | undefined };

/** What runs here is reached without the proxy of the environment. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** In the order of curl and undici: what is written small first, and the one for http where there is none for https. Null when there is none. Throws Rejected for a variable that holds no address. */
export function proxyOf(target: Pick<Target, 'proxy'> | null, env: Environment): TppProxy | null {
  const own = target?.proxy ?? null;
  if (own === 'none') return null;
  if (own !== null)
    return { url: own.url, except: own.except, trust: own.trust === null ? null : textOfTrust(own.trust) };
  const name = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((one) => env[one]);
  if (name === undefined) return null;
  const written = env[name] ?? '';
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (readProxyUrl(url) === null)
    throw new Rejected(`the environment variable ${name} holds no http(s) address of a proxy`);
  const except = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[\s,]+/).filter((one) => one !== '');
  return { url, except: [...except, ...LOOPBACK], trust: null };
}

/** One line for the screen and the report; null when nothing goes through a proxy. */
export function proxyNotice(proxy: TppProxy | null): string | null {
  if (proxy === null) return null;
  const { protocol, host } = new URL(proxy.url);
  const direct = proxy.except.length > 0 ? `, except to ${proxy.except.join(', ')}` : '';
  return `Requests go through the proxy ${protocol}//${host}${direct}.`;
}
