/** All state of the bank: in memory, gone when it stops. */
import type { Interaction, OneTimeCode, PushedRequest, ShownError } from './authorization.ts';
import type { Consent } from './consents.ts';
import { ExpiringMap } from './expiring.ts';
import type { AccessToken, AuthorizationCode, Grant, RefreshToken } from './grants.ts';
import { Nonces } from './nonces.ts';
import type { IdempotentAnswer, Payment } from './payments.ts';

/** Kept a while past their end so that a late use is recognised for what it is. */
const GRACE_MS = 24 * 3600 * 1000;

export interface Store {
  pushed: ExpiringMap<PushedRequest>;
  interactions: ExpiringMap<Interaction>;
  oneTimeCodes: OneTimeCodes;
  shownErrors: ExpiringMap<ShownError>;
  grants: ExpiringMap<Grant>;
  codes: ExpiringMap<AuthorizationCode>;
  accessTokens: ExpiringMap<AccessToken>;
  /** By their text, those that are no JWT. */
  handles: ExpiringMap<AccessToken>;
  refreshTokens: ExpiringMap<RefreshToken>;
  /** Key `clientId jti`, value: when it may be forgotten. */
  assertionIds: ExpiringMap<number>;
  /** Proofs seen, by key and jti; value: when it may be forgotten. */
  proofIds: ExpiringMap<number>;
  /** Of the authorization server and of the resource server. */
  nonces: { as: Nonces; rs: Nonces };
  consents: Map<string, Consent>;
  payments: Map<string, Payment>;
  /** Key `clientId path key`. */
  idempotency: ExpiringMap<IdempotentAnswer>;
}

export function createStore(now: () => number): Store {
  const expiring = <V extends { expiresAt: number }>(): ExpiringMap<V> => {
    return new ExpiringMap<V>(now, (value) => value.expiresAt + GRACE_MS);
  };
  return {
    pushed: expiring(),
    interactions: new ExpiringMap(now, (interaction) => interaction.expiresAt),
    oneTimeCodes: new OneTimeCodes(now),
    shownErrors: new ExpiringMap(now, (shown) => shown.expiresAt),
    grants: expiring(),
    codes: expiring(),
    accessTokens: expiring(),
    handles: expiring(),
    refreshTokens: expiring(),
    assertionIds: new ExpiringMap(now, (until) => until),
    proofIds: new ExpiringMap(now, (until) => until),
    nonces: { as: new Nonces(now), rs: new Nonces(now) },
    consents: new Map(),
    payments: new Map(),
    idempotency: new ExpiringMap(now, (answer) => answer.expiresAt),
  };
}

/** One-time codes by interaction; the newest unspent one of a user can be looked up, as on a phone. */
export class OneTimeCodes {
  readonly #codes: ExpiringMap<OneTimeCode>;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#codes = new ExpiringMap(now, (code) => code.expiresAt);
  }

  put(code: OneTimeCode): void {
    this.#codes.delete(code.interactionId);
    this.#codes.set(code.interactionId, code);
  }

  of(interactionId: string): OneTimeCode | undefined {
    return this.#codes.get(interactionId);
  }

  /** All that were sent to the user and have not run out, spent or not. */
  sentTo(username: string): OneTimeCode[] {
    return [...this.#codes.values()].filter((code) => code.username === username && code.expiresAt > this.#now());
  }

  /** The latest unspent, unexpired code of the user. */
  latestUnspent(username: string): OneTimeCode | undefined {
    let latest: OneTimeCode | undefined;
    for (const code of this.#codes.values()) {
      if (code.username === username && code.spentAt === null && code.expiresAt > this.#now()) latest = code;
    }
    return latest;
  }
}
