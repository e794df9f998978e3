/** What the bank decides about: all that the rules of strong customer authentication look at, and nothing of how it came to be known. */
import type { Decimal } from './decimal.ts';
import type { FraudHistory } from './fraud-rate.ts';
import type { CounterLimb, PaymentType, RulesName } from './limits.ts';

/** What the Regulation leaves open, and a bank has to choose. */
export interface Policy {
  /** Counters that bind, of Articles 11 and 16. */
  limbs: readonly CounterLimb[];
  /** Whether the payment at hand counts as well, or only those before it. */
  reading: 'inclusive' | 'literal';
  /** Which payments count: those exempted under the same article, or all remote ones. */
  scope: 'exempted' | 'all-remote';
  /** What puts the counters of Article 16 at zero. */
  reset: 'payment' | 'any';
  /** When a number of days is over: to the second, or at the end of the last day. */
  days: 'elapsed' | 'calendar';
}

/** Exempted payments that were executed since the last strong authentication. */
export interface Counters {
  sum: Decimal;
  count: number;
}

export type Channel = 'remote' | 'contact' | 'contactless' | 'unattended' | 'corporate';

export interface Payment {
  type: PaymentType;
  channel: Channel;
  /** Who started it; a collection by the payee and an order by telephone are outside of Article 97. */
  initiatedBy: 'payer' | 'payee' | 'telephone';
  amount: Decimal;
  currency: string;
  /** Worth of one unit of the currency in that of the limits, when they differ. */
  rate: Decimal | null;
  payee: { account: string; name: string; holders: readonly string[]; bank: 'same' | 'other' };
  payer: { kind: 'consumer' | 'legal-person' | 'sole-trader'; holder: string };
  purpose: string;
  /** Of the order that the payment belongs to. */
  series: string;
  /** An instrument that names no payer. */
  anonymous: boolean;
  /** The provider of the payee is outside the Union; what is done in the Union is authenticated all the same. */
  oneLegOut: boolean;
  /** Strong authentication done by the device at the terminal. */
  deviceVerified: boolean;
  /** Also asks for the payee to be trusted from now on. */
  trustPayee: boolean;
}

/** An executed, declined or merely weighed payment, or an authentication for something else. */
export interface PastEvent {
  what: 'payment' | 'login' | 'withdrawal' | 'app';
  outcome: 'executed' | 'declined' | 'weighed';
  amount: Decimal;
  sca: boolean;
  channel: Channel;
  /** The article that it was exempted under. */
  exemption: string;
  payee: string;
  instrument: string;
  outsideUnion: boolean;
}

export interface TrustedPayee {
  account: string;
  name: string;
  keptBy: 'bank' | 'merchant';
}

export interface Series {
  id: string;
  amount: Decimal;
  currency: string;
  payee: string;
  /** Whether the payer was strongly authenticated for the order as it stands. */
  authenticated: boolean;
}

export interface Risk {
  /** Null when there is none. */
  score: Decimal | null;
  flags: readonly string[];
  /** Of Article 2: signs that the payment is not the payer's. */
  monitoring: readonly string[];
  /** UK from 2026. */
  lowRisk: boolean;
}

export interface PaymentSituation {
  rules: RulesName;
  policy: Policy;
  payment: Payment;
  instrument: string;
  /** Of the counter that the payment would use, before anything in `history`. */
  counters: Counters;
  history: readonly PastEvent[];
  trusted: readonly TrustedPayee[];
  series: readonly Series[];
  fraud: readonly FraudHistory[];
  risk: Risk;
  /** The payer is blocked; the consent is over. */
  blocked: boolean;
  consentLive: boolean;
  corporateApproved: boolean;
}

export type Verdict = 'exempted' | 'sca-required' | 'accepted' | 'refused' | 'out-of-scope';

/** One decision, under one label: the article that it rests on, or null. @requirement RTS-21-1 */
export interface Decision {
  decision: Verdict;
  exemption: string | null;
  reason: string;
}
