/** Consents as the TPP asked for them and the PSU decided. */
import type { JsonObject } from '../http/reply.ts';
import type { Money } from './money.ts';

export type ConsentStatus = 'AwaitingAuthorisation' | 'Authorised' | 'Rejected' | 'Consumed';

interface ConsentBase {
  id: string;
  clientId: string;
  status: ConsentStatus;
  createdAt: number;
  statusAt: number;
  /** End of the consent in ms, or null. */
  expiresAt: number | null;
  /** When the PSU took it back at the bank (the status stays), or null. */
  revokedAt: number | null;
  /** When the TPP deleted it, or null. */
  deletedAt: number | null;
  /** The PSU who decided, or null. */
  username: string | null;
  /** Whether SCA was done for it; null until the PSU decided. */
  scaDone: boolean | null;
}

/** How every consent begins: it is the client's, and nobody has decided on it. `now` in ms. */
export const begunConsent = (clientId: string, now: number) =>
  ({
    clientId,
    status: 'AwaitingAuthorisation',
    createdAt: now,
    statusAt: now,
    revokedAt: null,
    deletedAt: null,
    username: null,
    scaDone: null,
  }) as const;

export interface AccountConsent extends ConsentBase {
  kind: 'accounts';
  permissions: string[];
  /** Dates as the TPP wrote them: they are given back unaltered. */
  expirationText: string | null;
  transactionFromText: string | null;
  transactionToText: string | null;
}

export interface PaymentConsent extends ConsentBase {
  kind: 'payment';
  amount: Money;
  creditor: { scheme: string; identification: string; name: string };
  /** The body as it was lodged: `Data.Initiation` and `Risk`, to be compared at submission. */
  initiation: unknown;
  risk: unknown;
}

/** To ask whether the money for a payment is there, on one account. */
export interface FundsConsent extends ConsentBase {
  kind: 'funds';
  /** `Data.DebtorAccount` as it was lodged. */
  account: { scheme: string; identification: string };
  /** Of questions that were asked under it. */
  references: Set<string>;
  expirationText: string | null;
}

export type PeriodType = 'Day' | 'Week' | 'Fortnight' | 'Month' | 'Half-year' | 'Year';

/** The most that is paid in all within one period. */
export interface PeriodicLimit {
  minor: number;
  period: PeriodType;
  alignment: 'Consent' | 'Calendar';
}

/** The bounds of recurring payments. Days are those of the bank's calendar, as `2026-03-31`; null for no bound. */
export interface ControlParameters {
  /** The most that one payment may be. */
  maximum: Money;
  limits: readonly PeriodicLimit[];
  types: readonly string[];
  authenticationMethods: readonly string[];
  firstDay: string | null;
  lastDay: string | null;
}

/** To pay one payee again and again, within bounds and without the customer. */
export interface VrpConsent extends ConsentBase {
  kind: 'vrp';
  control: ControlParameters;
  /** Null when each payment names its own. */
  creditor: { scheme: string; identification: string; name: string } | null;
  /** `Data.ControlParameters`, `Data.Initiation` and `Risk` as they were lodged. */
  controlParameters: unknown;
  initiation: unknown;
  risk: unknown;
  /** What was executed under it: when, and how much. */
  paid: { at: number; minor: number }[];
}

/** Given by the PSU to what a request itself asked for; it was never lodged. */
export interface DetailedConsent extends ConsentBase {
  kind: 'details';
  authorizationDetails: readonly JsonObject[];
}

/** Accounts that a right is for: all, those with an IBAN of the list, or none. */
export type RightsTo = 'all' | readonly string[] | null;

export interface BerlinRights {
  accounts: RightsTo;
  balances: RightsTo;
  transactions: RightsTo;
}

/** One way of the PSU to approve, with the status that the standard has for it. */
export interface BerlinAuthorisation {
  id: string;
  scaStatus: 'received' | 'finalised' | 'exempted' | 'failed';
}

/** For account information as in Berlin Group NextGenPSD2. */
export interface BerlinAccountConsent extends ConsentBase {
  kind: 'berlin-accounts';
  /** As the TPP asked for it. */
  access: JsonObject;
  rights: BerlinRights;
  recurring: boolean;
  /** The last day, in the calendar of the bank. */
  validUntil: string;
  frequencyPerDay: number;
  /** Reads that count, by path: the day, and how many. */
  used: Map<string, { day: string; times: number }>;
  authorisations: BerlinAuthorisation[];
}

/** One payment, alone or of a batch. */
export interface BerlinLine {
  amount: Money;
  creditor: { iban: string; name: string };
  /** As it was sent. */
  initiation: JsonObject;
}

/** A payment as in Berlin Group NextGenPSD2: what the PSU approves is the payment itself, and approval executes it. */
export interface BerlinPayment extends ConsentBase {
  kind: 'berlin-payment';
  product: string;
  /** X-Request-ID of the request that initiated it. */
  requestId: string;
  amount: Money;
  creditor: { iban: string; name: string };
  /** Account to pay from; null leaves the choice to the PSU at the bank. */
  debtor: string | null;
  /** The payments of a batch, whose total is the amount above; null for one payment. */
  batch: readonly BerlinLine[] | null;
  /** The body as it was sent. */
  initiation: JsonObject;
  /** Whether the TPP took it back before it was executed. */
  cancelled: boolean;
  /** Ids of what was executed: of one payment, or of each of a batch in its order; null before. */
  executed: readonly string[] | null;
  authorisations: BerlinAuthorisation[];
}

export type Consent =
  | AccountConsent
  | PaymentConsent
  | FundsConsent
  | VrpConsent
  | DetailedConsent
  | BerlinAccountConsent
  | BerlinPayment;
