/** What a consent and payment API must tell us about itself; each dialect is one row of the table in index.ts. */
import type { Json } from '../../contract.ts';

export type ConsentKind = 'accounts' | 'payment';
export type DataSet = 'accounts' | 'balances' | 'transactions';

/** Base addresses by name, as in the target file. */
export type ApiBases = { readonly [name: string]: string };

export interface Creditor {
  scheme: string;
  identification: string;
  name: string;
}

export interface AccountsRequest {
  permissions: string[];
  /** Milliseconds since 1970, or null for a consent without an end. */
  expiresAt: number | null;
}

/** Amounts are decimal strings from the scenario to the wire; no number ever holds one. */
export interface PaymentRequest {
  /** At most 35 characters; the same in consent and payment. */
  reference: string;
  amount: string;
  currency: string;
  creditor: Creditor;
  /** Debtor account in the scheme of the creditor, or null. */
  debtor: string | null;
}

export interface ConsentRead {
  id: string;
  status: string;
  expiresAt: number | null;
}

export interface PaymentRead {
  id: string;
  status: string;
}

export interface Consents {
  defaultPermissions: readonly string[];
  /** Address of the collection of a kind. */
  collection(kind: ConsentKind, api: ApiBases): string;
  forAccounts(request: AccountsRequest): Json;
  forPayment(request: PaymentRequest): Json;
  /** Kinds whose creation carries an idempotency key. */
  idempotent: readonly ConsentKind[];
  /** Null when a member it needs is missing. */
  read(body: Json): ConsentRead | null;
  /** From the body that created the consent. */
  asks(staged: Json): Asked;
}

export interface Payments {
  collection(api: ApiBases): string;
  /** The order for a consent, built on the body that created it. */
  order(consentId: string, staged: Json, change: { amount: string; payee: string | null }): Json;
  read(body: Json): PaymentRead | null;
  /** Whether a status says that no money will move. */
  declined(status: string): boolean;
}

/** What a consent asks the PSU for, in the words its page has to show. */
export interface Asked {
  /** Stems such as `balance`; each has to be on the page of an account consent. */
  data: string[];
  amount: string | null;
  /** Name and account of the payee; either is enough. */
  payee: string[];
}

/** A base address that a dialect cannot do without, for every bank or for those with a capability. */
export interface Base {
  name: string;
  capability: string | null;
}

export interface Dialect {
  name: string;
  bases: readonly Base[];
  consents: Consents | null;
  payments: Payments | null;
  /** Address of a data set. */
  data(set: DataSet, api: ApiBases): string;
  /** Number of items in a good answer, or null when it is not one. */
  countItems(set: DataSet, body: Json): number | null;
  /** The API's own error codes in an answer. */
  errorCodes(body: Json): string[];
}
