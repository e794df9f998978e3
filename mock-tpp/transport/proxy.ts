/** The way to a bank through an HTTP proxy: which requests take it, and the tunnel they go through. */
import { request as overTcp } from 'node:http';
import { request as overTls } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TppProxy } from '../contract.ts';

/** What a proxy did instead of opening the way; never the bank's doing. */
export class ProxyFailure extends Error {}

const DEFAULT_PORTS: { readonly [protocol: string]: string } = { 'http:': '80', 'https:': '443' };

/**
 * Whether requests to an address go through the proxy. An entry of `except` is a host with all below it, with or without a
 * dot in front, a host and port, or `*` for all, as curl reads NO_PROXY.
 */
export function goesThrough(proxy: TppProxy | null, { hostname, port, protocol }: URL): boolean {
  if (proxy === null) return false;
  const host = plain(hostname);
  const number = port || (DEFAULT_PORTS[protocol] ?? '');
  return !proxy.except.some((entry) => {
    if (entry === '*') return true;
    const [, name = '', only] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    const wanted = plain(name).replace(/^\./, '');
    if (wanted === '' || (only !== undefined && only !== number)) return false;
    return host === wanted || host.endsWith(`.${wanted}`);
  });
}

const plain = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '');

/** How evidence and messages name it: without credentials. */
export function nameOf({ url }: Pick<TppProxy, 'url'>): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

export interface Way {
  host: string;
  timeoutMs: number;
}

/** A connection to `host:port` through the proxy. Rejects with ProxyFailure, in words that hold no credentials. */
export function openTunnel(proxy: TppProxy, { host, timeoutMs }: Way): Promise<Duplex> {
  const { protocol, hostname, port, username, password } = new URL(proxy.url);
  const name = `the proxy ${nameOf(proxy)}`;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return new Promise((resolve, reject) => {
    const asked = (protocol === 'https:' ? overTls : overTcp)({
      host: plain(hostname),
      port: port || DEFAULT_PORTS[protocol],
      method: 'CONNECT',
      path: host,
      headers: { host, ...(username === '' ? {} : { 'proxy-authorization': `Basic ${credentials}` }) },
      agent: false,
      timeout: timeoutMs,
      ...(proxy.trust === null ? {} : { ca: proxy.trust }),
    });
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyFailure(`${name} answered ${answer.statusCode} to CONNECT ${host}`));
    });
    asked.once('response', (answer) => {
      answer.destroy();
      reject(new ProxyFailure(`${name} answered ${answer.statusCode} to CONNECT ${host}`));
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.once('error', (error) => reject(new ProxyFailure(`${name} opens no way to ${host}: ${error.message}`)));
    asked.end();
  });
}
