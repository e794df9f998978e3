/** Policy values of strong customer authentication: what the bank chose where the Regulation lets it, and where a faulty one goes wrong. */
import { type CounterLimb, LIMITS, type RulesName } from './limits.ts';

export interface ScaSettings {
  /** Largest exempted payment, in the currency of the limits; null for no ceiling. @requirement RTS-16-a */
  lowValueCeiling: string | null;
  /** Largest sum of exempted payments since the last challenge, the current one included. @requirement RTS-16-b */
  lowValueSum: string;
  /** Most exempted payments since the last challenge, the current one included. @requirement RTS-16-c */
  lowValueCount: number;
  /** Counters the bank keeps; with both, the stricter decides. */
  lowValueLimbs: readonly CounterLimb[];
  /** Both bind, whichever the bank says it keeps. */
  limbsTogether: boolean;
  /** Whether the payment at hand counts as well. */
  counterReading: 'inclusive' | 'literal';
  counterScope: 'exempted' | 'all-remote';
  counterReset: 'payment' | 'any';
  /** Whose counters they are. */
  countersBelongTo: 'payer' | 'payer-and-payee';
  countersMove: 'on-execution' | 'on-evaluation';
  countersReset: 'by-authentication' | 'never';
  /** False: every payment of the interface for third parties is challenged, which is always lawful. */
  exemptions: boolean;
  exemptionsInUse: 'all' | readonly string[];
  exemptionsOrder: 'counters-last' | 'counters-first';
  limitsReached: 'allowed' | 'refused';
  amountsChecked: boolean;
  /** Unknown: no other currency is ever of low value, and in the risk analysis each is worth as much as that of the limits. */
  foreignCurrency: 'converted' | 'unknown';
  moneyAdded: 'exactly' | 'as-binary-floats';
  /** Whether the low-value exemption is kept to remote payments. */
  channelsTold: boolean;
  accountsCompared: 'without-spaces' | 'as-written';
  trustedPayeeKnownBy: 'account' | 'name';
  /** Any: with one payee on the list every other is taken to be on it. */
  trustedPayees: 'listed' | 'any';
  trustedListKeptBy: 'bank' | 'anybody';
  trustedListNeedsSca: boolean;
  /** A caller's word that a payment belongs to a series is enough. */
  seriesBelieved: boolean;
  seriesChangeNeedsSca: boolean;
  deviceBindingNeedsSca: boolean;
  /** Under how many exemptions a payment is told of. */
  exemptionsTold: 'one' | 'all';
  paymentsMonitored: boolean;
  riskBandsInverted: boolean;
  riskColumns: 'by-type' | 'one';
  riskRatesKept: 'by-type' | 'one';
  riskRateUnknown: 'no-exemption' | 'zero';
  riskRateRemembered: boolean;
  riskRecords: 'remote-of-90-days' | 'all';
  riskJudged: boolean;
  consentBeforeExemption: boolean;
  blockedPayerRefused: boolean;
  /** False: payments are executed on the password alone. */
  challengeForPayments: boolean;
  /** False: account access is granted on the password alone. @requirement RTS-10-2a */
  challengeForAccounts: boolean;
  /** For how many days one authentication opens an account, where the limits say a number. */
  accountAccessDays: number | null;
  accountAccessDaysCounted: 'elapsed' | 'calendar';
  /** Sign-ins that count for access through a service. */
  accountAccessClock: 'by-service' | 'any-sign-in';
  accountDataLimited: boolean;
  linkedTo: 'amount-currency-payee' | 'presence' | 'nothing';
  linkedCodes: 'one-payment' | 'any';
  /** What a code for a batch is good for. */
  batchCodes: 'total-and-payees' | 'total' | 'payees';
  /** Whether a batch is ever approved without a challenge. */
  batches: 'challenged' | 'exempt';
  /** What the pages show of a batch. */
  batchShown: 'all' | 'first-payee' | 'without-total';
  factors: 'independent' | 'any-two' | 'none';
  codeUses: 'once' | 'many' | 'never';
  mostFailures: number;
  failuresCounted: 'across-factors' | 'by-factor';
  idleSeconds: number;
  /** Which of the factors count: both, or one of them whatever is typed for the other. */
  factorsJudged: 'both' | 'password' | 'code';
  /** Whether the password is judged when it is typed, or together with the code. */
  signInJudged: 'each' | 'together';
  /** What a refused sign-in says: the same whatever was wrong; that there is no such user; or which factor it was. */
  signInAnswer: 'alike' | 'tells-user' | 'tells-factor';
  /** What the page that asks for the code says of the payment. */
  codePage: 'order' | 'whole-amount' | 'other-currency';
  /** By whose rules access to accounts through a service has to be authenticated again. */
  accountAccessRules: RulesName;
  /** From when that period runs: the authentication, the lodging of the consent, or the last new token. */
  accountAccessFrom: 'authentication' | 'consent' | 'last-token';
}

const { single, sum, count } = LIMITS.eu.lowValue;

export const scaDefaults: ScaSettings = {
  lowValueCeiling: single,
  lowValueSum: sum,
  lowValueCount: count,
  lowValueLimbs: ['amount', 'count'],
  limbsTogether: false,
  counterReading: 'inclusive',
  counterScope: 'exempted',
  counterReset: 'payment',
  countersBelongTo: 'payer',
  countersMove: 'on-execution',
  countersReset: 'by-authentication',
  exemptions: true,
  exemptionsInUse: 'all',
  exemptionsOrder: 'counters-last',
  limitsReached: 'allowed',
  amountsChecked: true,
  foreignCurrency: 'converted',
  moneyAdded: 'exactly',
  channelsTold: true,
  accountsCompared: 'without-spaces',
  trustedPayeeKnownBy: 'account',
  trustedPayees: 'listed',
  trustedListKeptBy: 'bank',
  trustedListNeedsSca: true,
  seriesBelieved: false,
  seriesChangeNeedsSca: true,
  deviceBindingNeedsSca: true,
  exemptionsTold: 'one',
  paymentsMonitored: true,
  riskBandsInverted: false,
  riskColumns: 'by-type',
  riskRatesKept: 'by-type',
  riskRateUnknown: 'no-exemption',
  riskRateRemembered: true,
  riskRecords: 'remote-of-90-days',
  riskJudged: true,
  consentBeforeExemption: true,
  blockedPayerRefused: true,
  challengeForPayments: true,
  challengeForAccounts: true,
  accountAccessDays: null,
  accountAccessDaysCounted: 'elapsed',
  accountAccessClock: 'by-service',
  accountDataLimited: true,
  linkedTo: 'amount-currency-payee',
  linkedCodes: 'one-payment',
  batchCodes: 'total-and-payees',
  batches: 'challenged',
  batchShown: 'all',
  factors: 'independent',
  codeUses: 'once',
  mostFailures: 5,
  failuresCounted: 'across-factors',
  idleSeconds: 300,
  factorsJudged: 'both',
  signInJudged: 'each',
  signInAnswer: 'alike',
  codePage: 'order',
  accountAccessRules: 'eu',
  accountAccessFrom: 'authentication',
};
