/** Bytes sent to a host of the bank over a bare connection, and what comes back: for what no HTTP or TLS library will say. */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FailureClass, TppProxy } from '../contract.ts';
import { type Failure, failureOf } from './failure.ts';
import { whyNotTo } from './hosts.ts';
import { goesThrough, openTunnel } from './proxy.ts';

export interface RawWire {
  proxy: TppProxy | null;
  hosts: readonly string[];
  limits: { requestMs: number; bodyBytes: number };
}

export interface RawAnswer {
  bytes: Buffer;
  /** Why nothing came at all; null when something did. */
  failure: Failure | null;
}

/**
 * Sends `bytes` to the host and port of an https address, and reads until `enough` says so, the peer closes, or a limit
 * of the target is reached. Never throws for what the peer does.
 */
export async function exchangeBytes(
  address: string,
  { bytes, enough }: { bytes: Buffer; enough: (sofar: Buffer) => boolean },
  wire: RawWire,
): Promise<RawAnswer> {
  const refused = whyNotTo(address, wire.hosts);
  if (refused !== null) return nothing('host-not-allowed', refused);
  const { requestMs } = wire.limits;
  try {
    const socket = await open(new URL(address), wire);
    return await converse(socket, { bytes, enough }, wire);
  } catch (error) {
    return { bytes: Buffer.alloc(0), failure: failureOf(error, { begun: false, limitMs: requestMs }) };
  }
}

const nothing = (failed: FailureClass, message: string): RawAnswer => ({
  bytes: Buffer.alloc(0),
  failure: { class: failed, message },
});

function open(url: URL, { proxy, limits }: RawWire): Promise<Duplex> {
  const port = url.port || '443';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (proxy !== null && goesThrough(proxy, url))
    return openTunnel(proxy, { host: `${url.hostname}:${port}`, timeoutMs: limits.requestMs });
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), timeout: limits.requestMs });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new DOMException('the time is over', 'TimeoutError')));
  });
}

function converse(
  socket: Duplex,
  { bytes, enough }: { bytes: Buffer; enough: (sofar: Buffer) => boolean },
  { limits }: RawWire,
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const timer = setTimeout(() => end(new DOMException('the time is over', 'TimeoutError')), limits.requestMs);
    const end = (error: unknown): void => {
      clearTimeout(timer);
      const failure = read.length > 0 ? null : failureOf(error, { begun: false, limitMs: limits.requestMs });
      resolve({ bytes: read, failure });
      socket.destroy();
    };
    const closed = (): void => end(Object.assign(new Error('closed by the peer'), { code: 'ECONNRESET' }));
    socket.on('error', end);
    socket.once('end', closed);
    socket.once('close', closed);
    socket.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      if (read.length > limits.bodyBytes || enough(read)) end(null);
    });
    socket.write(bytes);
  });
}
