/** The public TLS listener: client certificates are asked for, and judged per request, not in the handshake. */
import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Connection, Door } from '../http/context.ts';
import type { ConnectionOf } from '../http/serve.ts';
import { type PeerCertificate, readCertificate } from './certificate.ts';
import { certificateIn } from './certificate-header.ts';
import { type FirstBytes, readFirstBytes } from './first-bytes.ts';
import { type Handshake, handshakeOf, type ListenerKeys } from './handshake.ts';

/** Long, so that a client that pauses does not meet a connection closing under its next request. */
const KEEP_ALIVE_MS = 600_000;

/** `asks`: whether clients are asked for a certificate. */
export function createListener(keys: ListenerKeys, handshake: Handshake, asks: boolean): Server {
  const server = createServer({
    ...handshakeOf(keys, handshake),
    requestCert: asks,
    rejectUnauthorized: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    handshakeTimeout: 10_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    noDelay: true,
  });
  server.maxHeadersCount = 100;
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

export interface Serving {
  door: Door;
  /** As clients know it, without a path. */
  address: string;
  /** Handed what tells the connection of a message. */
  listenerFor(connectionOf: ConnectionOf): RequestListener;
  firstBytes(): FirstBytes;
  /** Where a front server hands the certificate of a client on; null when clients connect to the bank itself. */
  certificateHeaders: readonly string[] | null;
}

/** Starts to serve. A connection of a front server carries the requests of many clients, so each has a certificate of its own. */
export function attach(server: Server, { door, address, listenerFor, firstBytes, certificateHeaders }: Serving): void {
  const connections = new WeakMap<object, Connection>();
  let count = 0;
  const connectionOf = (message: IncomingMessage): Connection => {
    if (certificateHeaders !== null) {
      count += 1;
      const certificate = certificateIn(message.headers, certificateHeaders);
      return { number: count, door, address, certificate, resumed: false, memory: new Map() };
    }
    const known = connections.get(message.socket);
    if (known) return known;
    count += 1;
    const { socket } = message;
    const resumed = socket instanceof TLSSocket && socket.isSessionReused();
    const connection = { number: count, door, address, certificate: presented(socket), resumed, memory: new Map() };
    connections.set(socket, connection);
    return connection;
  };
  const listener = listenerFor(connectionOf);
  server.on('request', listener);
  readFirstBytes(server, { listener, firstBytes });
}

/** A certificate whose key or names cannot be read counts as none. */
function presented(socket: object): PeerCertificate | null {
  try {
    const x509 = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    return x509 ? readCertificate(x509, issuersOf(x509)) : null;
  } catch {
    return null;
  }
}

const LONGEST_CHAIN = 10;

/** In order, and no more than a sound chain has. */
function issuersOf(leaf: X509Certificate): X509Certificate[] {
  const issuers: X509Certificate[] = [];
  let here = leaf.issuerCertificate;
  while (here && issuers.length < LONGEST_CHAIN) {
    issuers.push(here);
    if (here.issuerCertificate?.fingerprint256 === here.fingerprint256) break;
    here = here.issuerCertificate;
  }
  return issuers;
}
