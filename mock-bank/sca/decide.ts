/** Whether the user must be challenged for what is to be approved, and whether what was exempted still may be when it is executed. */
import { accountsOf } from '../api/data.ts';
import type { Bank } from '../bank.ts';
import type { Money } from '../store/money.ts';
import { noCounters, paymentsSince } from './counters.ts';
import { exactly, ofMinor } from './decimal.ts';
import { decidePayment } from './engine.ts';
import { fraudOnRecord, trustedPayees } from './records.ts';
import type { Decision, PaymentSituation } from './situation.ts';

/** What is to be paid, as far as it matters here. */
export interface Paid {
  amount: Money;
  payeeAccount: string;
  batch?: readonly object[];
}

interface Approved {
  accounts: object | null;
  payment: Paid | null;
  recurring?: object;
}

const challenge = (reason: string): Decision => ({ decision: 'sca-required', exemption: null, reason });

/** The bank scores each payment; nothing in a test makes one suspicious. */
const UNSUSPICIOUS = { score: exactly('0'), flags: [], monitoring: [], lowRisk: true };

function situationOf(bank: Bank, username: string, { amount, payeeAccount }: Paid): PaymentSituation {
  const { settings } = bank;
  const listed = trustedPayees(bank, username);
  const own = accountsOf(username).some(({ iban }) => iban === payeeAccount);
  return {
    rules: 'eu',
    policy: {
      limbs: settings.lowValueLimbs,
      reading: settings.counterReading,
      scope: settings.counterScope,
      reset: settings.counterReset,
      days: settings.accountAccessDaysCounted,
    },
    payment: {
      type: 'credit-transfer',
      channel: 'remote',
      initiatedBy: 'payer',
      amount: ofMinor(amount.minor),
      currency: amount.currency,
      rate: null,
      payee: { account: payeeAccount, name: '', holders: [own ? username : ''], bank: own ? 'same' : 'other' },
      payer: { kind: 'consumer', holder: username },
      purpose: '',
      series: '',
      anonymous: false,
      oneLegOut: false,
      deviceVerified: false,
      trustPayee: false,
    },
    instrument: '',
    counters: noCounters,
    history: paymentsSince(bank, username),
    trusted:
      listed.length > 0 && settings.trustedPayees === 'any'
        ? [{ account: payeeAccount, name: '', keptBy: 'bank' }]
        : listed,
    series: [],
    fraud: fraudOnRecord(bank),
    risk: UNSUSPICIOUS,
    blocked: false,
    consentLive: true,
    corporateApproved: false,
  };
}

/** Looks only; nothing is counted here. */
export function decidePaid(bank: Bank, username: string, paid: Paid): Decision {
  if (!bank.settings.exemptions) return challenge('no-exemptions');
  return decidePayment(situationOf(bank, username, paid), bank.settings);
}

/**
 * Account access beside a payment takes the payment's exemption away. Null (no consent at all): always challenged, as is whoever
 * allows payments that come later without anybody being asked.
 * @requirement RTS-10-2a RTS-16-a
 */
export function decideSca(bank: Bank, username: string, approved: Approved | null): { required: boolean } {
  if (approved === null || (approved.accounts !== null && bank.settings.challengeForAccounts))
    return { required: true };
  if (approved.recurring) return { required: true };
  if (approved.payment === null) return { required: false };
  // The payer approves all of it at once, so that no payment of it is small by itself.
  if (approved.payment.batch !== undefined) return { required: bank.settings.batches === 'challenged' };
  return { required: decidePaid(bank, username, approved.payment).decision !== 'exempted' };
}
