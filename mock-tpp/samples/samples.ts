/** Credentials that the bank gave in the whole run, by kind and client: what a look at how they are drawn needs many of. */
import type { Json } from '../contract.ts';

/** A refreshed token is an access token that came for a refresh token. */
export const KINDS = ['request_uri', 'code', 'access_token', 'refresh_token', 'refreshed_token'] as const;
export type Kind = (typeof KINDS)[number];

/** By step type, which of its outputs is of which kind. */
const GIVEN: { readonly [use: string]: { readonly [output: string]: Kind } } = {
  'oauth.request': { request_uri: 'request_uri' },
  'oauth.authorize': { code: 'code' },
  'oauth.token': { access_token: 'access_token', refresh_token: 'refresh_token' },
  'oauth.client_credentials': { access_token: 'access_token' },
  'oauth.refresh': { access_token: 'refreshed_token' },
};

/** More tell nothing more. */
const MOST = 400;

export class Samples {
  readonly #held = new Map<string, Set<string>>();

  /** Keeps what a step gave a client. */
  collect(use: string, client: string, outputs: { [name: string]: Json }): void {
    for (const [output, kind] of Object.entries(GIVEN[use] ?? {})) {
      const value = outputs[output];
      const held = this.#of(kind, client);
      if (typeof value === 'string' && held.size < MOST) held.add(value);
    }
  }

  /** Each once, in the order they came in. */
  of(kind: Kind, client: string): string[] {
    return [...this.#of(kind, client)];
  }

  #of(kind: Kind, client: string): Set<string> {
    const key = `${kind} ${client}`;
    const held = this.#held.get(key) ?? new Set();
    this.#held.set(key, held);
    return held;
  }
}
