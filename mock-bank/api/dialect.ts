/** What a dialect of the API gives to the authorization server: how consent travels, what is asked for, what goes into tokens. */
import type { Parts } from '../as/parts.ts';
import type { Bank } from '../bank.ts';
import type { Check, Endpoint } from '../http/endpoint.ts';
import type { JsonObject } from '../http/reply.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import type { Consent, PeriodicLimit } from '../store/consents.ts';
import type { Money } from '../store/money.ts';

/** Payments without the PSU, and their bounds. */
export interface Recurring {
  payee: string;
  payeeAccount: string;
  maximum: Money;
  limits: readonly PeriodicLimit[];
  /** First and last day, as `2026-03-31`; null for no bound. */
  from: string | null;
  until: string | null;
}

/** To one payee; of a batch the total, and no payee of its own. */
export interface WantedPayment {
  amount: Money;
  payee: string;
  payeeAccount: string;
  /** The payments of a batch, with what each is of. */
  batch?: readonly { amount: Money; payee: string; payeeAccount: string }[];
}

/** What a PSU is asked to approve, whatever dialect it was asked in. */
export interface Wanted {
  /** Access to account data: what may be seen, and until when as the TPP wrote it; null for none. */
  accounts: { permissions: readonly string[]; until: string | null } | null;
  payment: WantedPayment | null;
  recurring?: Recurring;
}

/** The PSU who approved, and whether strong authentication was done. */
export interface Approval {
  username: string;
  scaDone: boolean;
}

/** What an approval leaves behind. */
export interface Approved {
  /** The consent that is in force now. */
  consentId: string;
  /** The details granted, in the dialect that knows them; else none. */
  authorizationDetails: readonly JsonObject[];
}

export interface Dialect {
  /** The name of its folder. */
  id: string;
  endpoints: readonly Endpoint[];
  /** Checks that stand in for others when a behaviour asks for them. */
  alternatives: readonly Check[];
  /** Scopes there are because of it. */
  scopes: readonly string[];
  /** Scopes that hold the id of a consent, in a dialect that names it so. */
  scopePattern: RegExp | null;
  /** Those of them that a client may have for itself, by client_credentials. */
  appScopes: readonly string[];
  /** Members of `claims` it answers in ID tokens. */
  claims: readonly string[];
  /** @requirement RFC9396-10-1 */
  authorizationDetailsTypes: readonly string[];
  /** Read how consent travels off the parameters of an authorization request, into its draft. */
  requestChecks: readonly Check[];
  /** Whether the consent can be given now: run over the draft when the request comes in, before login and at approval. */
  consentChecks: readonly Check[];
  /** Run over the finished request before login only. */
  loginChecks: readonly Check[];
  /** Run when the PSU has decided, over the interaction. */
  decisionChecks: readonly Check[];
  /** What a token request asks of the rights of its grant; run once the code or refresh token is found good. */
  tokenChecks: readonly Check[];
  /** Members it adds to tokens and token responses. */
  parts: Partial<Parts>;
  /** Whether the request asks for consent in this dialect; the members below are used for such requests only. */
  carries(request: AuthorizationRequest): boolean;
  wanted(bank: Bank, request: AuthorizationRequest): Wanted;
  /** What a consent that is kept is for; null for one of another dialect. */
  wantedOf(consent: Consent): Wanted | null;
  /** What the consent page shows of it; null when it keeps silent, which is a fault. */
  shown(bank: Bank, request: AuthorizationRequest): Wanted | null;
  approve(bank: Bank, request: AuthorizationRequest, approval: Approval): Approved;
  deny(bank: Bank, request: AuthorizationRequest): void;
}
