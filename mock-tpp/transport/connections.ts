/** TLS connections of one lane: one undici Agent for each certificate, kept alive, with the facts of its sockets. */
import { createHash, type X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import type { TppProxy, TppTlsFacts } from '../contract.ts';
import { goesThrough, openTunnel } from './proxy.ts';
import { TlsSessions } from './tls-sessions.ts';

export interface Certificate {
  /** Name of the identity; shown in evidence. */
  name: string;
  secureContext: SecureContext;
  /** SHA-256 (hex) of the client certificate, or null for nobody. */
  sha256: string | null;
  /** The same certificate over connections that offer other versions or suites: a key of `TLS_OFFERS`. */
  offering(offer: string): Certificate;
}

/** What is known of the socket an agent used last. TLS state is read in `secureConnect` and never after a close. */
export interface SocketFacts {
  tls: TppTlsFacts;
  /** What the socket itself reported, which undici hides under TLS 1.3. */
  error: Error | null;
  closed: Promise<void>;
}

interface Entry {
  agent: Agent;
  sockets: Map<string, SocketFacts>;
}

/** Sessions of one identity must never be resumed by another, so none is kept by undici. */
const NO_SESSIONS = 0;

/** Owns the agents of one lane. `drop` closes them, so that the next request makes a fresh connection; only after `resume` a session goes on. */
export class Connections {
  readonly #entries = new Map<SecureContext, Entry>();
  readonly #sessions = new TlsSessions();
  /** The only version that is offered, or null. */
  #version: string | null = null;
  #resumes = false;
  readonly #numbers: { next: number };
  readonly #connectMs: number;

  readonly #proxy: TppProxy | null;

  /** Shown each certificate of a server, as PEM; of one lane the same once. */
  readonly #seen: (certificate: X509Certificate) => void;

  constructor(
    connectMs: number,
    numbers: { next: number },
    proxy: TppProxy | null = null,
    onCertificate: ((pem: string) => void) | undefined = undefined,
  ) {
    const known = new Set<string>();
    this.#seen = (certificate) => {
      const { fingerprint256 } = certificate;
      if (onCertificate && !known.has(fingerprint256)) onCertificate(certificate.toString());
      known.add(fingerprint256);
    };
    this.#proxy = proxy;
    this.#connectMs = connectMs;
    this.#numbers = numbers;
  }

  agent(certificate: Certificate): Agent {
    return this.#entry(certificate).agent;
  }

  /** Facts of the newest socket to an origin, or null when none ever connected. */
  facts(certificate: Certificate, origin: string): SocketFacts | null {
    return this.#entries.get(this.#as(certificate).secureContext)?.sockets.get(origin) ?? null;
  }

  forget(certificate: Certificate, origin: string): void {
    this.#entries.get(this.#as(certificate).secureContext)?.sockets.delete(origin);
  }

  /** Closes the connections of one certificate. */
  async release(certificate: Certificate): Promise<void> {
    const { secureContext } = this.#as(certificate);
    const entry = this.#entries.get(secureContext);
    this.#entries.delete(secureContext);
    await entry?.agent.destroy();
  }

  /** The next connections are fresh, of this version of TLS (a key of `TLS_OFFERS`) alone, or of any. */
  async drop(version: string | null = null): Promise<void> {
    this.#version = version;
    this.#resumes = false;
    this.#sessions.forget();
    await this.#close();
  }

  /** The next connection of each certificate to an origin resumes the session of its last one there, if the server lets it. */
  async resume(): Promise<void> {
    this.#resumes = true;
    this.#sessions.offer();
    await this.#close();
  }

  /** Whoever comes next in the lane finds no connection that was resumed, or of one version alone. */
  async endUnusual(): Promise<void> {
    if (this.#resumes || this.#version !== null) await this.drop();
  }

  #as(certificate: Certificate): Certificate {
    return this.#version === null ? certificate : certificate.offering(this.#version);
  }

  async #close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ agent }) => agent.destroy()));
  }

  #entry(asked: Certificate): Entry {
    const certificate = this.#as(asked);
    const known = this.#entries.get(certificate.secureContext);
    if (known) return known;
    const sockets = new Map<string, SocketFacts>();
    const made = { agent: this.#makeAgent(certificate, sockets), sockets };
    this.#entries.set(certificate.secureContext, made);
    return made;
  }

  #makeAgent(certificate: Certificate, sockets: Map<string, SocketFacts>): Agent {
    const { secureContext } = certificate;
    const connector = (session: Buffer | null) =>
      buildConnector({
        ...{ secureContext, maxCachedSessions: NO_SESSIONS, timeout: this.#connectMs, rejectUnauthorized: true },
        ...(session === null ? {} : { session }),
      });
    const fresh = connector(null);
    return new Agent({
      connections: 1,
      pipelining: 1,
      keepAliveTimeout: 60_000,
      maxHeaderSize: 64 * 1024,
      connect: (options, done) => {
        const origin = `${options.protocol}//${options.host ?? options.hostname}`;
        const session = this.#sessions.offered(secureContext, origin);
        const connect = session === null ? fresh : connector(session);
        // A handshake that fails must not be reported with the facts of the connection before it.
        sockets.delete(origin);
        const connected: buildConnector.Callback = (...[error, socket]) => {
          if (error || !socket) {
            done(error ?? new Error('no socket'), null);
            return;
          }
          const tlsSocket = socket as TLSSocket;
          sockets.set(origin, this.#watch(tlsSocket, certificate));
          if (tlsSocket.encrypted === true) this.#sessions.keep(secureContext, origin, tlsSocket);
          done(null, socket);
        };
        const proxy = this.#proxy;
        if (proxy === null || !goesThrough(proxy, new URL(origin))) return connect(options, connected);
        const { hostname, protocol } = options;
        const host = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${options.port || (protocol === 'https:' ? '443' : '80')}`;
        openTunnel(proxy, { host, timeoutMs: this.#connectMs }).then(
          (tunnel) => {
            const httpSocket = tunnel as Socket;
            if (protocol === 'https:') connect({ ...options, httpSocket }, connected);
            else connected(null, httpSocket);
          },
          (error: Error) => connected(error, null),
        );
      },
    });
  }

  #watch(socket: TLSSocket, certificate: Certificate): SocketFacts {
    const encrypted = socket.encrypted === true;
    const facts: SocketFacts = {
      tls: {
        version: encrypted ? socket.getProtocol() : null,
        cipher: encrypted ? (socket.getCipher()?.name ?? null) : null,
        peerChain: encrypted ? chainOf(socket, this.#seen) : [],
        identity: certificate.sha256 === null ? null : certificate.name,
        clientSha256: certificate.sha256,
        alert: null,
        connection: this.#numbers.next++,
        ...(encrypted && socket.isSessionReused() ? { resumed: true as const } : {}),
      },
      error: null,
      closed: new Promise((resolve) => socket.once('close', () => resolve())),
    };
    socket.on('error', (error: Error) => {
      facts.error ??= error;
    });
    return facts;
  }
}

const LONGEST_CHAIN = 10;

function chainOf(socket: TLSSocket, seen: (certificate: X509Certificate) => void): TppTlsFacts['peerChain'] {
  const chain: TppTlsFacts['peerChain'] = [];
  let here = socket.getPeerX509Certificate();
  while (here && chain.length < LONGEST_CHAIN) {
    chain.push(describe(here));
    seen(here);
    const issuer: X509Certificate | undefined = here.issuerCertificate;
    if (!issuer || issuer.fingerprint256 === here.fingerprint256) break;
    here = issuer;
  }
  return chain;
}

function describe(certificate: X509Certificate): TppTlsFacts['peerChain'][number] {
  const until = new Date(certificate.validTo);
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    serial: certificate.serialNumber.toLowerCase(),
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    notAfter: Number.isNaN(until.getTime()) ? certificate.validTo : until.toISOString(),
  };
}
