/**
 * The limits of the Regulation by territory and time, as data.
 * EU: Regulation (EU) 2018/389, Articles 10, 10a, 11, 16, 18 and Annex, as amended by 2022/2360 from 25 July 2023.
 * UK: the technical standards of the FCA: contactless limits of PS21/2, bands of the risk analysis of SUP 15 Annex 12D (form NOT004),
 * Article 10A of PS21/19. What was only recalled: UK reference rates of fraud unchanged from the Annex, UK direct access at 90 days.
 */

export type RulesName = 'eu' | 'eu-2019' | 'uk-2021' | 'uk-2026';

/** What the running limits of Articles 11 and 16 count. */
export type CounterLimb = 'amount' | 'count';

export type PaymentType = 'card' | 'credit-transfer';

/** Amounts in units of the currency, as decimal text; a count of payments. All are reached, not exceeded. */
export interface RunningLimit {
  readonly single: string;
  readonly sum: string;
  readonly count: number;
}

/** One row of the Annex: up to which amount, and the rate of fraud in percent that lets it be used. */
export interface RiskBand {
  readonly max: string;
  readonly card: string;
  readonly creditTransfer: string;
}

export interface Limits {
  readonly currency: 'EUR' | 'GBP';
  /** @requirement RTS-16-a RTS-16-b RTS-16-c */
  readonly lowValue: RunningLimit;
  /** Null where a judgement of low risk has taken the place of fixed limits. @requirement RTS-11-a RTS-11-b RTS-11-c */
  readonly contactless: RunningLimit | null;
  /** From the lowest band up. @requirement RTS-18-2a RTS-18-2b */
  readonly riskBands: readonly RiskBand[];
  /** For how long one strong authentication opens the account to the customer. @requirement RTS-10-2b */
  readonly directAccessDays: number;
  /** The same through an account information service; null where it never runs out. @requirement RTS-10a-2b */
  readonly serviceAccessDays: number | null;
  /** Age in days of the oldest transaction that may be shown without. */
  readonly historyDays: number;
}

const EU: Limits = {
  currency: 'EUR',
  lowValue: { single: '30.00', sum: '100.00', count: 5 },
  contactless: { single: '50.00', sum: '150.00', count: 5 },
  riskBands: [
    { max: '100.00', card: '0.13', creditTransfer: '0.015' },
    { max: '250.00', card: '0.06', creditTransfer: '0.01' },
    { max: '500.00', card: '0.01', creditTransfer: '0.005' },
  ],
  directAccessDays: 180,
  serviceAccessDays: 180,
  historyDays: 90,
};

const UK: Limits = {
  currency: 'GBP',
  lowValue: { single: '25.00', sum: '85.00', count: 5 },
  contactless: { single: '100.00', sum: '300.00', count: 5 },
  riskBands: [
    { max: '85.00', card: '0.13', creditTransfer: '0.015' },
    { max: '220.00', card: '0.06', creditTransfer: '0.01' },
    { max: '440.00', card: '0.01', creditTransfer: '0.005' },
  ],
  directAccessDays: 90,
  serviceAccessDays: null,
  historyDays: 90,
};

export const LIMITS: Readonly<Record<RulesName, Limits>> = {
  eu: EU,
  // Before 25 July 2023: no Article 10a, and 90 days whoever asked.
  'eu-2019': { ...EU, directAccessDays: 90, serviceAccessDays: 90 },
  'uk-2021': UK,
  // From 19 March 2026 fixed contactless limits are gone.
  'uk-2026': { ...UK, contactless: null },
};
