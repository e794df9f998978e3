/** A raw TLS server of a test, the certificates around it, and a wire to it; for tests only. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { TppExchange } from '../contract.ts';
import { type Identity, loadIdentity, nobody } from '../identity/identity.ts';
import { Connections } from './connections.ts';
import { send, type Wire } from './http.ts';
import { type Minted, mint } from './testing-certificates.ts';

export const CA = mint({ name: 'Test CA', ca: true });
export const SERVER = mint({ name: 'server', by: CA, dns: ['localhost'], loopback: true });

export const identityOf = (name: string, by: Minted = CA): Identity =>
  loadIdentity(name, { ...mint({ name, by }), passphrase: null }, CA.certificate);

export const NOBODY = nobody(CA.certificate);

/** What a server does with one connection, once the handshake is over. */
export type Conduct = (socket: TLSSocket) => void;

export interface Raw {
  port: number;
  /** All connections so far, as the server sees them. */
  sockets: TLSSocket[];
  close(): Promise<void>;
}

/** Listens on a free port of the loopback, whatever is listening. */
export const listening = async (server: Server, host = '127.0.0.1'): Promise<Pick<Raw, 'port' | 'close'>> => {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

export const serveTls = async (conduct: Conduct, options: TlsOptions = {}, host?: string): Promise<Raw> => {
  const sockets: TLSSocket[] = [];
  const keys = { cert: SERVER.certificate, key: SERVER.key, ca: [CA.certificate] };
  const server = createServer({ ...keys, ...options }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    conduct(socket);
  });
  server.on('tlsClientError', () => undefined);
  return { ...(await listening(server, host)), sockets };
};

/** Waits for the head of a request, then does what the test says. */
export const onRequest =
  (answer: (socket: TLSSocket) => void): Conduct =>
  (socket) => {
    socket.once('data', () => answer(socket));
  };

/** Answers every request of a connection with the same bytes, given in latin1. */
export const always =
  (text: string): Conduct =>
  (socket) => {
    socket.on('data', () => socket.write(text, 'latin1'));
  };

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

/** A wire as a lane makes it, closed by `connections.drop()`. Its clock stands still. */
export const wire = (more: Partial<Wire> = {}): Wire => ({
  connections: new Connections(60_000, { next: 1 }),
  certificate: NOBODY,
  hosts: [],
  limits: { requestMs: 60_000, bodyBytes: 1000 },
  now: () => 0,
  nextId: () => 1,
  ...more,
});

export const get = (url: string, over: Wire): Promise<TppExchange> =>
  send({ method: 'GET', url, headers: [], body: null, label: 'test' }, allowing(url, over));

/** A wire that names no hosts may go to the server of the test. */
export const allowing = (url: string, over: Wire): Wire =>
  over.hosts.length > 0 ? over : { ...over, hosts: [new URL(url).origin.replace(/^https:\/\//, '')] };

/** One GET over a fresh wire that is closed afterwards. */
export const getOnce = async (url: string, more: Partial<Wire> = {}): Promise<TppExchange> => {
  const over = wire(more);
  try {
    return await get(url, over);
  } finally {
    await over.connections.drop();
  }
};
