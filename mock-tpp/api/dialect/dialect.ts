/** What a consent and payment API must tell us about itself; each dialect is one row of the table in index.ts. */
import type { Json } from '../../contract.ts';
import type { JsonObject } from './members.ts';

export const CONSENT_KINDS = ['accounts', 'payment', 'funds', 'vrp', 'batch'] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];
export type DataSet = 'accounts' | 'balances' | 'transactions';

/** Base addresses by name, as in the target file. */
export type ApiBases = { readonly [name: string]: string };

export interface Creditor {
  scheme: string;
  identification: string;
  name: string;
}

/** How a consent says which accounts it is for: left to the bank and its customer, all of them, a list of them only, or by number. */
export const CONSENT_MODELS = ['bank-offered', 'global', 'available', 'dedicated'] as const;

export interface AccountsRequest {
  data: readonly DataSet[];
  /** In words of the dialect, instead of `data`; null for none. */
  permissions: string[] | null;
  model: (typeof CONSENT_MODELS)[number];
  /** Account numbers, for a dedicated consent. */
  accounts: readonly string[];
  recurring: boolean;
  /** Reads a day without the user; null for the usual. */
  frequency: number | null;
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

export const PERIODS = ['Day', 'Week', 'Fortnight', 'Month', 'Half-year', 'Year'] as const;
export const ALIGNMENTS = ['Consent', 'Calendar'] as const;

/** The most that is paid in all within one period, which begins with the consent or with the calendar. */
export interface PeriodicLimit {
  amount: string;
  period: (typeof PERIODS)[number];
  alignment: (typeof ALIGNMENTS)[number];
}

/** Payments that need nobody to approve each, within bounds. */
export interface RecurringRequest extends Omit<PaymentRequest, 'amount'> {
  /** The most that one payment may be. */
  maximum: string;
  limit: PeriodicLimit;
  /** First and last day, as `2026-03-31`; null for no bound. */
  firstDay: string | null;
  lastDay: string | null;
}

/** One vocabulary for all dialects; a word of the bank that stands for none of them is `other`. */
export const CONSENT_STATES = [
  'awaiting',
  'authorised',
  'rejected',
  'revoked',
  'expired',
  'consumed',
  'other',
] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export interface ConsentRead {
  /** Codes of why it stands so; left out by dialects that have none. */
  reasons?: string[];
  id: string;
  /** As the bank spells it. */
  status: string;
  state: ConsentState;
  expiresAt: number | null;
}

/** What a bank tells of a payment. */
export interface PaymentRead {
  id: string;
  status: string;
}

/** Authorisations as resources below a consent. */
export interface Authorisations {
  /** What stands behind the address of the consent. */
  path: string;
  ids(body: Json): string[];
  /** Null when the answer has none. */
  status(body: Json): string | null;
}

export interface Consents {
  authorisations: Authorisations | null;
  /** Address of the collection of a kind. */
  collection(kind: ConsentKind, api: ApiBases): string;
  /** How its consents can say which accounts they are for. */
  models: readonly AccountsRequest['model'][];
  /** Whether its consents say how often a day they are used without the user. */
  frequency: boolean;
  /** Whether its requests carry a token of the application; else the certificate alone says who asks. */
  needsToken: boolean;
  /** Headers of the request that creates one, beside those of every request. */
  headers(client: { redirectUri: string }): [string, string][];
  forAccounts(request: AccountsRequest, zone: string): Json;
  forPayment(request: PaymentRequest): Json;
  /** To ask whether money is on this account; null in a dialect that has no such consents. */
  forFunds: ((account: Pick<Creditor, 'scheme' | 'identification'>, expiresAt: number | null) => Json) | null;
  /** For payments that are approved at once; null in a dialect that has no batches. */
  forBatch: ((payments: readonly PaymentRequest[]) => Json) | null;
  /** For recurring payments; null in a dialect that has none. */
  forRecurring: ((request: RecurringRequest) => Json) | null;
  /** Kinds whose creation carries an idempotency key. */
  idempotent: readonly ConsentKind[];
  /** Null when a member it needs is missing. `known` is what an answer may leave out; days are those of `zone`. */
  read(body: Json, zone: string, known: { id?: string; asked: Json } | null): ConsentRead | null;
  /** From the body that created the consent. */
  asks(staged: Json): Asked;
}

/** What a payment goes through, each in its own step; the order is the dialect's. */
export type PaymentStage = 'consent' | 'grant' | 'order';

/** What an order has beside what was asked for. */
export interface Change {
  amount: string;
  payee: string | null;
  /** The same in an order that is repeated. */
  reference: string;
}

export interface Payments {
  stages: readonly PaymentStage[];
  /** Whether what is asked for can name the account to pay from. */
  debtor: boolean;
  collection(api: ApiBases): string;
  /**
   * The order: built on what was asked for, which is the body that created the consent or the details that were granted. Null where
   * the approval itself is the order, and what the PSU approves is the payment.
   */
  order: ((consentId: string | null, asked: Json, change: Change) => Json) | null;
  /** Address of one payment; null where it is not known how to read one. */
  address: ((id: string, api: ApiBases) => string) | null;
  /** What stands behind that to ask only how far it has come. */
  statusPath: string;
  /** `id` is what an answer may leave out. */
  read(body: Json, id?: string): PaymentRead | null;
  /** Whether a status says that no money will move. */
  declined(status: string): boolean;
  /** Whether a status says that the bank executes it or has done so: false for one that waits or is over, null for an unknown one. */
  executed(status: string): boolean | null;
  /** Amount and account of the payee in a payment that was read; null where the answer does not have them. */
  /** The payments of a batch that was read; null where the answer has none. */
  lines?(body: Json): { amount: string | null; payee: string | null }[] | null;
  details(body: Json): { amount: string | null; payee: string | null };
}

/** Asking whether the money for a payment is on an account. */
export interface Funds {
  collection(api: ApiBases, consent: string): string;
  question(consent: string, asked: { reference: string; amount: string; currency: string }): Json;
  /** Null when the answer says neither yes nor no. */
  available(body: Json): boolean | null;
}

/** What a consent asks the PSU for, in the words its page has to show. */
export interface Asked {
  /** Stems such as `balance`; each has to be on the page of an account consent. */
  data: string[];
  amount: string | null;
  /** Name and account of the payee; either is enough. */
  payee: string[];
  /** Of each payment of a batch: its amount, and name and account of its payee, of which either is enough. */
  lines?: { amount: string; payee: string[] }[];
  /** Limits of recurring payments: each amount has to be on the page. */
  limits?: string[];
  /** Their last day, in milliseconds since 1970; null for none. */
  end?: number | null;
}

/** What an authorization request is for, when it says so itself. */
export interface Wanted {
  /** Kinds of data, or the one payment. */
  data: readonly DataSet[] | null;
  expiresAt: number | null;
  payment: PaymentRequest | null;
}

/** How an authorization request carries what is to be consented to. */
export interface Carriage {
  /** The answer on the axis `consent` of a variant. */
  by: 'intent' | 'scope' | 'authorization_details';
  /** The parameters that name a consent which was created before. */
  parameters(consent: string): [string, string][];
  /** Whether an ID token names that consent; null where a dialect does not have it there. */
  namedIn(claims: { [claim: string]: Json }, consent: string): boolean | null;
  /** Null in a dialect whose requests carry no authorization_details of their own. */
  details: Details | null;
}

/** Consent by authorization_details (RFC 9396). */
export interface Details {
  of(wanted: Wanted): JsonObject[];
  asks(details: Json): Asked;
  /** Whether what was granted goes beyond what was asked for; null when that cannot be told. */
  wider(granted: Json, asked: readonly Json[]): boolean | null;
  /** Details beyond those that were asked for. */
  beyond(asked: readonly Json[]): JsonObject[];
}

/** Names of the headers of an API request; null for one that the dialect does not have. */
export interface ApiHeaders {
  interaction: string | null;
  idempotency: string | null;
  /** The one that names the consent which a token stands for. */
  consent: string | null;
  /** The one that shows that the user is there, and its value. */
  user: readonly [name: string, value: string] | null;
}

/** A base address that a dialect cannot do without, for every bank or for those with a capability. */
export interface Base {
  name: string;
  capability: string | null;
}

/** Signatures over messages that a dialect has. */
export interface MessageSignatures {
  /** The header with a detached JWS over the body; null where requests are sealed with digest, signature and certificate. */
  detached: string | null;
  /** Whether messages at this address carry one. */
  at(url: string, api: ApiBases): boolean;
}

export interface Dialect {
  name: string;
  /** Whether its bodies are those of UK Open Banking, member by member; cases may then name a member. */
  ukBodies?: boolean;
  /** Null for a dialect that has none. */
  messageSignatures: MessageSignatures | null;
  bases: readonly Base[];
  carriage: Carriage;
  headers: ApiHeaders;
  consents: Consents | null;
  payments: Payments | null;
  funds: Funds | null;
  /** Payments under a consent that sets their bounds, and the question whether the money for one is there. */
  recurring: { payments: Payments; funds: Funds } | null;
  /** Several payments that the PSU approves as one; null in a dialect that has no batches. */
  batches: Payments | null;
  /** Address of a data set; `account` is known for those that belong to one account. */
  data(set: DataSet, api: ApiBases, account: string, now: number): string;
  /** Finds an account in a list of them, for the data sets that belong to one; null where all are read at once. */
  account: {
    sets: readonly DataSet[];
    ids(body: Json): string[];
    /** Account numbers in the list, as a consent names accounts. */
    references(body: Json): string[];
  } | null;
  /** Number of items in a good answer, or null when it is not one. */
  countItems(set: DataSet, body: Json): number | null;
  /** How its version spells them; left out where there is one version only. */
  errorCode?: RegExp;
  /** Where an answer says that its list goes on, as it says it; null when it does not. */
  nextPage(set: DataSet, body: Json): string | null;
  /** The API's own error codes in an answer. */
  errorCodes(body: Json): string[];
  /** Those that decide about the request even with a status that only puts it off, such as 429. */
  decisive: readonly string[];
}
