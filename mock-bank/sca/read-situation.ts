/** Reads what the decision endpoint is sent: which question, and the situation it is about. */
import type { AccessSituation } from './account-access.ts';
import type { Factor, Linked, Try } from './authentication.ts';
import type { Change } from './changes.ts';
import { type FraudHistory, type FraudRecord, ofPercent, shareOf } from './fraud-rate.ts';
import type { PaymentType, RulesName } from './limits.ts';
import type { Reader } from './members.ts';
import type { ScaSettings } from './settings.ts';
import type { Channel, PastEvent, Payment, PaymentSituation, Policy } from './situation.ts';

const RULES: readonly RulesName[] = ['eu', 'eu-2019', 'uk-2021', 'uk-2026'];
const TYPES: readonly PaymentType[] = ['credit-transfer', 'card'];
const CHANNELS: readonly Channel[] = ['remote', 'contact', 'contactless', 'unattended', 'corporate'];

/** What is not said is what the bank chose. */
function policy(reader: Reader, settings: ScaSettings): Policy {
  const limb = reader.word('limb', ['amount', 'count', 'own'], 'own');
  return {
    limbs: limb === 'own' ? settings.lowValueLimbs : [limb],
    reading: reader.word('reading', ['inclusive', 'literal'], settings.counterReading),
    scope: reader.word('scope', ['exempted', 'all-remote'], settings.counterScope),
    reset: reader.word('reset', ['payment', 'any'], settings.counterReset),
    days: reader.word('days', ['elapsed', 'calendar'], settings.accountAccessDaysCounted),
  };
}

const payment = (reader: Reader): Payment => ({
  type: reader.word('type', TYPES, 'credit-transfer'),
  channel: reader.word('channel', CHANNELS, 'remote'),
  initiatedBy: reader.word('initiated_by', ['payer', 'payee', 'telephone'], 'payer'),
  amount: reader.decimal('amount', '0'),
  currency: reader.text('currency', 'EUR'),
  rate: reader.optionalDecimal('rate'),
  payee: reader.object('payee', (of) => ({
    account: of.text('account', 'DE89370400440532013000'),
    name: of.text('name', ''),
    holders: of.texts('holders', ['another']),
    bank: of.word('bank', ['same', 'other'], 'other'),
  })),
  payer: reader.object('payer', (of) => ({
    kind: of.word('kind', ['consumer', 'legal-person', 'sole-trader'], 'consumer'),
    holder: of.text('holder', 'payer'),
  })),
  purpose: reader.text('purpose', ''),
  series: reader.text('series', ''),
  anonymous: reader.flag('anonymous', false),
  oneLegOut: reader.flag('one_leg_out', false),
  deviceVerified: reader.flag('device_verified', false),
  trustPayee: reader.flag('trust_payee', false),
});

const pastEvent = (reader: Reader): PastEvent => ({
  what: reader.word('what', ['payment', 'login', 'withdrawal', 'app'], 'payment'),
  outcome: reader.word('outcome', ['executed', 'declined', 'weighed'], 'executed'),
  amount: reader.decimal('amount', '0'),
  sca: reader.flag('sca', false),
  channel: reader.word('channel', CHANNELS, 'remote'),
  exemption: reader.text('exemption', '16'),
  payee: reader.text('payee', ''),
  instrument: reader.text('instrument', ''),
  outsideUnion: reader.flag('outside_union', false),
});

const record =
  (type: PaymentType) =>
  (reader: Reader): FraudRecord => ({
    type,
    remote: reader.flag('remote', true),
    daysAgo: reader.count('days_ago', 0),
    total: reader.decimal('total', '0'),
    fraudulent: reader.decimal('fraudulent', '0'),
  });

function fraud(reader: Reader, settings: ScaSettings): FraudHistory {
  const type = reader.word('type', TYPES, 'credit-transfer');
  const rate = reader.optionalDecimal('rate');
  const records = reader.list('records', record(type));
  return {
    type,
    share: rate === null ? shareOf(records, type, settings) : ofPercent(rate),
    quarters: reader.list('quarters', (of) => ({ rate: of.decimal('rate', '0'), weeks: of.count('weeks', 13) })),
    notified: reader.flag('notified', false),
  };
}

export function readPayment(reader: Reader, settings: ScaSettings): PaymentSituation {
  return {
    rules: reader.word('rules', RULES, 'eu'),
    policy: reader.object('policy', (of) => policy(of, settings)),
    payment: reader.object('payment', payment),
    instrument: reader.text('instrument', ''),
    counters: reader.object('counters', (of) => ({ sum: of.decimal('sum', '0'), count: of.count('count', 0) })),
    history: reader.list('history', pastEvent),
    trusted: reader.list('trusted', (of) => ({
      account: of.text('account', ''),
      name: of.text('name', ''),
      keptBy: of.word('kept_by', ['bank', 'merchant'], 'bank'),
    })),
    series: reader.list('series', (of) => ({
      id: of.text('id', ''),
      amount: of.decimal('amount', '0'),
      currency: of.text('currency', 'EUR'),
      payee: of.text('payee', ''),
      authenticated: of.flag('authenticated', false),
    })),
    fraud: reader.list('fraud', (of) => fraud(of, settings)),
    risk: reader.object('risk', (of) => ({
      score: of.optionalDecimal('score'),
      flags: of.texts('flags'),
      monitoring: of.texts('monitoring'),
      lowRisk: of.flag('low_risk', false),
    })),
    blocked: reader.flag('blocked', false),
    consentLive: reader.flag('consent_live', true),
    corporateApproved: reader.flag('corporate_approved', false),
  };
}

export function readAccess(reader: Reader, settings: ScaSettings, now: number): AccessSituation {
  return {
    rules: reader.word('rules', RULES, 'eu'),
    policy: reader.object('policy', (of) => policy(of, settings)),
    now: reader.moment('now', now),
    zone: reader.word('zone', ['Europe/Brussels', 'Europe/London', 'UTC'], 'Europe/Brussels'),
    through: reader.text('through', 'bank'),
    data: reader.texts('data', ['balance']),
    oldestDays: reader.count('oldest_days', 0),
    signIns: reader.list('sign_ins', (of) => ({
      at: of.moment('at', now),
      through: of.text('through', 'bank'),
      for: of.word('for', ['access', 'payment'], 'access'),
    })),
    fraudEvidence: reader.flag('fraud_evidence', false),
  };
}

export const readChange = (reader: Reader): Change => ({
  of: reader.word('of', ['trusted-list', 'series', 'device'], 'trusted-list'),
  how: reader.word('how', ['create', 'amend', 'remove'], 'create'),
  through: reader.word('through', ['bank', 'third-party'], 'bank'),
});

export const readFactors = (reader: Reader): Factor[] =>
  reader.list('factors', (of) => ({
    kind: of.word('kind', ['knowledge', 'possession', 'inherence'], 'knowledge'),
    by: of.text('by', ''),
    device: of.text('device', ''),
    separated: of.flag('separated', true),
  }));

const linked = (reader: Reader): Linked => ({
  purpose: reader.word('purpose', ['payment', 'card-block', 'account-access'], 'payment'),
  order: reader.text('order', ''),
  currency: reader.text('currency', 'EUR'),
  lines: reader.list('lines', (of) => ({ payee: of.text('payee', ''), amount: of.decimal('amount', '0') })),
});

export const readLink = (reader: Reader): { made: Linked; presented: Linked } => ({
  made: reader.object('authenticated', linked),
  presented: reader.object('presented', linked),
});

export const readTries = (reader: Reader): Try[] =>
  reader.list('tries', (of) => ({
    factor: of.word('factor', ['knowledge', 'possession'], 'knowledge'),
    channel: of.text('channel', 'web'),
    right: of.flag('right', false),
  }));
