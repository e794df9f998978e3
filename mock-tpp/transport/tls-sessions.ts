/** TLS sessions of one lane, by certificate and server: kept in memory, and resumed only when that is what is tried. */
import type { SecureContext, TLSSocket } from 'node:tls';

/** The newest session of each server. */
type ByOrigin = Map<string, Buffer>;

export class TlsSessions {
  #kept = new Map<SecureContext, ByOrigin>();
  #offered = new Map<SecureContext, ByOrigin>();

  /** Keeps what a connection that has just been made can be resumed by: under TLS 1.3 that comes when the server likes. */
  keep(context: SecureContext, origin: string, socket: TLSSocket): void {
    const sessions = this.#kept.get(context) ?? new Map<string, Buffer>();
    this.#kept.set(context, sessions);
    const session = socket.getProtocol() === 'TLSv1.3' ? undefined : socket.getSession();
    if (session) sessions.set(origin, session);
    socket.on('session', (ticket: Buffer) => sessions.set(origin, ticket));
  }

  /** From now on each session that was kept is offered once. */
  offer(): void {
    this.#offered = this.#kept;
    this.#kept = new Map();
  }

  /** What the next connection is to resume, or null. */
  offered(context: SecureContext, origin: string): Buffer | null {
    const sessions = this.#offered.get(context);
    const session = sessions?.get(origin) ?? null;
    sessions?.delete(origin);
    return session;
  }

  forget(): void {
    this.#kept = new Map();
    this.#offered = new Map();
  }
}
