/** Clients that registered themselves: they stand among the others for as long as their registration does. */
import { timingSafeEqual } from 'node:crypto';
import type { Client } from '../clients.ts';
import type { JsonObject } from '../http/reply.ts';

export interface RegisteredClient {
  client: Client;
  /** As registered: what was asked for, and what the bank put in its place. */
  metadata: JsonObject;
  accessToken: string;
  /** Seconds since 1970. */
  issuedAt: number;
}

export class RegisteredClients {
  readonly #all: Map<string, Client>;
  readonly #held = new Map<string, RegisteredClient>();

  /** `all` are the clients of the bank, among which they are put and taken away again. */
  constructor(all: Map<string, Client>) {
    this.#all = all;
  }

  get size(): number {
    return this.#held.size;
  }

  add(one: RegisteredClient): void {
    this.#held.set(one.client.id, one);
    this.#all.set(one.client.id, one.client);
  }

  get(id: string): RegisteredClient | undefined {
    return this.#held.get(id);
  }

  /** What the client was given opens nothing any more, since nobody knows it. */
  remove(id: string): void {
    if (this.#held.delete(id)) this.#all.delete(id);
  }

  /** Whether some client was given this registration access token. */
  knowsToken(token: string): boolean {
    return [...this.#held.values()].some(({ accessToken }) => isSame(accessToken, token));
  }
}

export function isSame(due: string, shown: string): boolean {
  const [a, b] = [Buffer.from(due), Buffer.from(shown)];
  return a.length === b.length && timingSafeEqual(a, b);
}
