/**
 * The rules for payments a second time, for tests: written from the articles, with nothing of the engine in it. Decimals are
 * whole numbers of a trillionth, and the answer is the set of articles that allow the payment to be exempted.
 */

export interface ModelEvent {
  what: 'payment' | 'login' | 'withdrawal' | 'app';
  outcome: 'executed' | 'declined' | 'weighed';
  amount: string;
  sca: boolean;
  channel: string;
  exemption: string;
  instrument: string;
  outside_union: boolean;
}

/** What is sent to the endpoint, whole. */
export interface ModelSituation {
  question: 'payment';
  rules: 'eu' | 'uk-2021' | 'uk-2026';
  policy: {
    limb: 'amount' | 'count';
    reading: 'inclusive' | 'literal';
    scope: 'exempted' | 'all-remote';
    reset: 'payment' | 'any';
  };
  payment: {
    type: 'card' | 'credit-transfer';
    channel: string;
    initiated_by: string;
    amount: string;
    currency: 'EUR' | 'GBP' | 'SEK';
    rate: string;
    payee: { account: string; name: string; holders: string[]; bank: string };
    payer: { kind: string; holder: string };
    purpose: string;
    series: string;
    trust_payee: boolean;
  };
  instrument: string;
  history: ModelEvent[];
  trusted: { account: string; name: string; kept_by: string }[];
  series: { id: string; amount: string; currency: string; payee: string; authenticated: boolean }[];
  fraud: {
    type: string;
    records: { remote: boolean; days_ago: number; total: string; fraudulent: string }[];
    quarters: { rate: string; weeks: number }[];
    notified: boolean;
  }[];
  risk: { score?: string; flags: string[]; monitoring: string[]; low_risk: boolean };
  blocked: boolean;
  consent_live: boolean;
  corporate_approved: boolean;
}

const TRILLION = 1_000_000_000_000n;

/** Trillionths. */
function whole(text: string): bigint {
  const minus = text.startsWith('-');
  const [units = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(units) * TRILLION + BigInt(fraction.padEnd(12, '0'));
  return minus ? -value : value;
}

/** Article 16(a) and (b), 11(a) and (b), and the ceilings of the Annex. */
const TABLE = {
  eu: { low: ['30', '100'], tap: ['50', '150'], bands: ['100', '250', '500'], currency: 'EUR' },
  'uk-2021': { low: ['25', '85'], tap: ['100', '300'], bands: ['85', '220', '440'], currency: 'GBP' },
  'uk-2026': { low: ['25', '85'], tap: null, bands: ['85', '220', '440'], currency: 'GBP' },
} as const;
const REFERENCE = { card: ['0.13', '0.06', '0.01'], 'credit-transfer': ['0.015', '0.01', '0.005'] } as const;
const FIVE = 5;

export type ModelAnswer = { outcome: 'refused' | 'out-of-scope' } | { outcome: 'decided'; allowed: Set<string> };

/** In the square of a trillion, for a rate may have been multiplied in. */
function worth({ rules, payment }: ModelSituation): bigint {
  const one = payment.currency === TABLE[rules].currency ? TRILLION : whole(payment.rate);
  return whole(payment.amount) * one;
}

/** Sum (trillionths) and number of what counts since the last authentication. */
function counted(
  { history, policy, instrument }: ModelSituation,
  article: '11' | '16',
): { sum: bigint; count: number } {
  let from = 0;
  history.forEach((event, index) => {
    if (!event.sca) return;
    const far = event.channel === 'remote';
    const payment = event.what === 'payment';
    const tapReset = payment ? !far : event.what !== 'login';
    const farReset = policy.reset === 'any' || (payment && far && event.outcome === 'executed');
    if (article === '11' ? tapReset : farReset) from = index + 1;
  });
  const those = history.slice(from).filter((event) => {
    const executed = event.what === 'payment' && event.outcome === 'executed' && !event.sca && !event.outside_union;
    if (!executed) return false;
    if (article === '11') return event.channel === 'contactless' && event.instrument === instrument;
    return policy.scope === 'exempted' ? event.exemption === '16' : event.channel === 'remote';
  });
  return { sum: those.reduce((sum, { amount }) => sum + whole(amount), 0n), count: those.length };
}

function running(situation: ModelSituation, article: '11' | '16', [single, sum]: readonly [string, string]): boolean {
  const amount = worth(situation);
  if (amount > whole(single) * TRILLION) return false;
  const before = counted(situation, article);
  const { limb, reading } = situation.policy;
  if (limb === 'amount') {
    const total = before.sum * TRILLION + (reading === 'inclusive' ? amount : 0n);
    return total <= whole(sum) * TRILLION;
  }
  // Of 11(c) the payment at hand is one; of 16(c) only those before it, in the literal reading.
  const number = before.count + (reading === 'inclusive' || article === '11' ? 1 : 0);
  return number <= FIVE;
}

function lowRisk(situation: ModelSituation): boolean {
  const { payment, fraud, risk, rules } = situation;
  if (payment.channel !== 'remote' || risk.flags.length > 0 || risk.score === undefined) return false;
  const index = TABLE[rules].bands.findIndex((max) => worth(situation) <= whole(max) * TRILLION);
  const reference = whole(REFERENCE[payment.type][index] ?? '-1');
  const own = fraud.find(({ type }) => type === payment.type);
  if (index < 0 || own === undefined) return false;
  const recent = own.records.filter(({ remote, days_ago: days }) => remote && days <= 90);
  const total = recent.reduce((sum, one) => sum + whole(one.total), 0n);
  const bad = recent.reduce((sum, one) => sum + whole(one.fraudulent), 0n);
  if (total <= 0n || bad * 100n * TRILLION > reference * total) return false;
  const quarters = own.quarters.filter(({ weeks }) => weeks >= 13).map(({ rate }) => whole(rate) > reference);
  // The last time that two in a row were above; whether a quarter within came after it, and the authority was told.
  const last = quarters.findLastIndex((over, at) => over && quarters[at - 1] === true);
  return last < 0 || (own.notified && quarters.slice(last + 1).includes(false));
}

export function modelAnswer(situation: ModelSituation): ModelAnswer {
  const { payment, rules, trusted, series, risk, blocked } = situation;
  const { payee, payer } = payment;
  if (whole(payment.amount) < 0n) return { outcome: 'refused' };
  if (payment.initiated_by !== 'payer' || whole(payment.amount) === 0n) return { outcome: 'out-of-scope' };
  if (!situation.consent_live || blocked) return { outcome: 'refused' };
  const allowed = new Set<string>();
  const plain = (account: string) => account.split(' ').join('').toUpperCase();
  const tap = TABLE[rules].tap;
  if (risk.monitoring.length === 0) {
    const own = payee.holders.length === 1 && payee.holders[0] === payer.holder;
    if (payment.type === 'credit-transfer' && own && payee.bank === 'same') allowed.add('15');
    const listed = trusted.some((one) => one.kept_by === 'bank' && plain(one.account) === plain(payee.account));
    if (listed && !payment.trust_payee) allowed.add('13');
    const order = series.find(({ id }) => id === payment.series);
    const same =
      order?.authenticated === true &&
      whole(order.amount) === whole(payment.amount) &&
      order.currency === payment.currency &&
      order.payee === payee.account;
    if (payment.series !== '' && same) allowed.add('14');
    const fare = payment.purpose === 'transport-fare' || payment.purpose === 'parking-fee';
    if (payment.channel === 'unattended' && fare) allowed.add('12');
    if (payment.channel === 'contactless' && (tap === null ? risk.low_risk : running(situation, '11', tap)))
      allowed.add('11');
    if (lowRisk(situation)) allowed.add('18');
  }
  if (payment.channel === 'corporate' && payer.kind === 'legal-person' && situation.corporate_approved)
    allowed.add('17');
  if (payment.channel === 'remote' && running(situation, '16', TABLE[rules].low)) allowed.add('16');
  return { outcome: 'decided', allowed };
}
