/** The exemptions of Articles 11 to 18 for payments: one row each, and each only looks. */
import { compare, type Decimal, exactly, times } from './decimal.ts';
import { ceased, referenceOf, within } from './fraud-rate.ts';
import { LIMITS } from './limits.ts';
import { after, type CounterOf, judgeRunning, type Limit } from './running-limit.ts';
import type { ScaSettings } from './settings.ts';
import type { Counters, PaymentSituation } from './situation.ts';

export interface Exemption {
  /** Number of the article. */
  article: string;
  /** Falls away when monitoring (Article 2) shows signs of fraud. */
  monitored: boolean;
  /** Whether the payment may be exempted, and if not, why. */
  fits(situation: PaymentSituation, settings: ScaSettings): { fits: boolean; reason: string };
}

const yes = { fits: true, reason: 'exempted' };
const no = (reason: string) => ({ fits: false, reason });

/** The amount in the currency of the limits, compared as it is and not rounded; null when no rate is known. */
export function worth({ rules, payment }: PaymentSituation): Decimal | null {
  if (payment.currency === LIMITS[rules].currency) return payment.amount;
  return payment.rate === null ? null : times(payment.amount, payment.rate);
}

const foreign = ({ rules, payment }: PaymentSituation): boolean => payment.currency !== LIMITS[rules].currency;

function countersAfter(situation: PaymentSituation, of: CounterOf, settings: ScaSettings): Counters {
  const { counters, history, policy } = situation;
  return history.reduce((now, event) => after(now, event, of, policy, settings), counters);
}

const policyOf = ({ policy }: PaymentSituation, { limbsTogether }: ScaSettings) =>
  limbsTogether ? { ...policy, limbs: ['amount', 'count'] as const } : policy;

/** The bank's own ceilings stand in for those of the Union, so that one bank can be told from another. */
function lowValueOf({ rules }: PaymentSituation, settings: ScaSettings) {
  if (rules !== 'eu') return LIMITS[rules].lowValue;
  return { single: settings.lowValueCeiling, sum: settings.lowValueSum, count: settings.lowValueCount };
}

function running(situation: PaymentSituation, limit: Limit, article: '11' | '16', settings: ScaSettings) {
  const amount = worth(situation);
  if (amount === null || (foreign(situation) && settings.foreignCurrency === 'unknown')) return no('no-rate');
  const of = { article, instrument: situation.instrument, payee: situation.payment.payee.account };
  const counters = countersAfter(situation, of, settings);
  const { required, reason } = judgeRunning(amount, counters, limit, policyOf(situation, settings), settings);
  return { fits: !required, reason };
}

/** An account number as it is meant, however it is spaced. */
const account = (text: string, { accountsCompared }: ScaSettings): string =>
  accountsCompared === 'as-written' ? text : text.replace(/\s/gu, '').toUpperCase();

/** @requirement RTS-15-1 */
const ownAccount: Exemption = {
  article: '15',
  monitored: true,
  fits({ payment: { type, payer, payee } }) {
    if (type !== 'credit-transfer') return no('not-a-credit-transfer');
    if (payee.bank !== 'same') return no('account-at-another-bank');
    const same = payee.holders.length === 1 && payee.holders[0] === payer.holder;
    return same ? yes : no('account-of-another-person');
  },
};

/** @requirement RTS-17-1 */
const corporate: Exemption = {
  article: '17',
  monitored: false,
  fits({ payment: { channel, payer }, corporateApproved }) {
    if (channel !== 'corporate') return no('no-dedicated-process');
    if (payer.kind !== 'legal-person') return no('not-a-legal-person');
    return corporateApproved ? yes : no('authority-not-satisfied');
  },
};

/** @requirement RTS-13-2 */
const trusted: Exemption = {
  article: '13',
  monitored: true,
  fits({ payment: { payee, trustPayee }, trusted: list }, settings) {
    if (trustPayee) return no('list-would-change');
    const listed = list.some(
      (one) =>
        (one.keptBy === 'bank' || settings.trustedListKeptBy === 'anybody') &&
        (account(one.account, settings) === account(payee.account, settings) ||
          (settings.trustedPayeeKnownBy === 'name' && one.name !== '' && one.name === payee.name)),
    );
    return listed ? yes : no('payee-not-trusted');
  },
};

/** @requirement RTS-14-1 */
const recurring: Exemption = {
  article: '14',
  monitored: true,
  fits({ payment, series }, { seriesBelieved }) {
    if (payment.series === '') return no('no-series');
    if (seriesBelieved) return yes;
    const order = series.find(({ id }) => id === payment.series);
    if (order === undefined || !order.authenticated) return no('series-not-authenticated');
    const { amount, currency, payee } = order;
    if (compare(amount, payment.amount) !== 0 || currency !== payment.currency || payee !== payment.payee.account)
      return no('series-changed');
    return yes;
  },
};

const UNATTENDED_PURPOSES = ['transport-fare', 'parking-fee'];

/** @requirement RTS-12-1 */
const unattended: Exemption = {
  article: '12',
  monitored: true,
  fits({ payment: { channel, purpose } }) {
    if (channel !== 'unattended') return no('no-unattended-terminal');
    return UNATTENDED_PURPOSES.includes(purpose) ? yes : no('other-purpose');
  },
};

/** @requirement RTS-11-a RTS-11-b RTS-11-c */
const contactless: Exemption = {
  article: '11',
  monitored: true,
  fits(situation, settings) {
    if (situation.payment.channel !== 'contactless') return no('not-contactless');
    const limit = LIMITS[situation.rules].contactless;
    if (limit === null) return situation.risk.lowRisk ? yes : no('not-of-low-risk');
    // 11(c) has no word "previous", unlike 16(c).
    return running(situation, { ...limit, countsCurrent: true }, '11', settings);
  },
};

/** @requirement RTS-18-1 RTS-18-2a RTS-18-2b RTS-18-2c RTS-18-3 */
const riskAnalysis: Exemption = {
  article: '18',
  monitored: true,
  fits(situation, settings) {
    const { payment, risk, fraud, rules } = situation;
    const type = settings.riskColumns === 'one' ? 'card' : payment.type;
    if (settings.riskJudged) {
      if (payment.channel !== 'remote') return no('not-remote');
      if (risk.flags.length > 0) return no('red-flag');
      if (risk.score === null) return no('no-risk-score');
    }
    const amount = settings.foreignCurrency === 'unknown' ? payment.amount : worth(situation);
    if (amount === null) return no('no-rate');
    const history = fraud.find((one) => one.type === (settings.riskRatesKept === 'by-type' ? payment.type : 'card'));
    const share = history?.share ?? null;
    if (history === undefined || share === null) return settings.riskRateUnknown === 'zero' ? yes : no('no-fraud-rate');
    const bands = settings.riskBandsInverted ? inverted(LIMITS[rules].riskBands) : LIMITS[rules].riskBands;
    const fits = ({ max }: { max: string }) =>
      settings.limitsReached === 'allowed' ? compare(amount, exactly(max)) <= 0 : compare(amount, exactly(max)) < 0;
    const band = settings.riskBandsInverted ? bands.findLast(fits) : bands.find(fits);
    if (band === undefined) return no('above-every-band');
    const reference = referenceOf(band, type);
    if (!within(share, reference, settings)) return no('fraud-rate-too-high');
    return ceased(history, reference, settings) ? no('exemption-ceased') : yes;
  },
};

/** Low rates for low amounts, as a widely copied table has them. */
const inverted = <B extends { max: string }>(bands: readonly B[]): B[] =>
  bands.map((band, index) => ({ ...band, ...bands[bands.length - 1 - index], max: band.max }));

/** @requirement RTS-16-a RTS-16-b RTS-16-c */
const lowValue: Exemption = {
  article: '16',
  monitored: false,
  fits(situation, settings) {
    if (situation.payment.channel !== 'remote' && settings.channelsTold) return no('not-remote');
    return running(situation, lowValueOf(situation, settings), '16', settings);
  },
};

/** In the order in which they are used: what moves no counter comes first. */
export const EXEMPTIONS: readonly Exemption[] = [
  ownAccount,
  corporate,
  trusted,
  recurring,
  unattended,
  contactless,
  riskAnalysis,
  lowValue,
];
