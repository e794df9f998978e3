/** Reading what a TPP asks for when it initiates a payment. */
import type { Context } from '../../http/context.ts';
import { isObject, type Json, type JsonObject } from '../../http/reply.ts';
import { minorUnits } from '../../sca/money.ts';
import type { BerlinLine, BerlinPayment } from '../../store/consents.ts';
import { type Members, object, readBody, text } from './body.ts';
import { formatError } from './errors.ts';

export type PaymentOrder = Pick<BerlinPayment, 'amount' | 'creditor' | 'debtor' | 'batch' | 'initiation'>;

const LONGEST_IBAN = 34;
const LONGEST_NAME = 70;
const CURRENCY = 'EUR';

const iban = (value: unknown, at: string): string => text(object(value, at).iban, `${at}.iban`, LONGEST_IBAN);

const MOST_PAYMENTS = 100;

/** @requirement BG-1.3-PIS-6 */
export function readPaymentOrder(context: Context): PaymentOrder {
  const sent = readBody(context);
  return { ...readLine(sent), debtor: readDebtor(sent), batch: null };
}

/** A batch, whose amount is its total; one with a payment of no amount has none. @requirement BG-1.3-PIS-6 */
export function readBatchOrder(context: Context): PaymentOrder {
  const sent = readBody(context);
  const { payments } = sent;
  if (!Array.isArray(payments) || payments.length === 0 || payments.length > MOST_PAYMENTS)
    throw formatError(`payments must be a list of one to ${MOST_PAYMENTS}`);
  const batch = payments.map((one, index) => readLine(object(one, `payments.${index}`)));
  const minors = batch.map(({ amount }) => amount.minor);
  const total = minors.includes(0) ? 0 : minors.reduce((sum, minor) => sum + minor, 0);
  const [{ creditor }] = batch as [BerlinLine];
  return {
    amount: { minor: total, currency: CURRENCY },
    creditor,
    debtor: readDebtor(sent),
    batch,
    initiation: membersOf(sent),
  };
}

const readDebtor = ({ debtorAccount }: Members): string | null =>
  debtorAccount === undefined ? null : iban(debtorAccount, 'debtorAccount');

const membersOf = (sent: Members): JsonObject => (isObject(sent as Json) ? sent : {}) as JsonObject;

function readLine(sent: Members): BerlinLine {
  const { currency, amount } = object(sent.instructedAmount, 'instructedAmount');
  if (currency !== CURRENCY) throw formatError(`instructedAmount.currency must be ${CURRENCY}`);
  const written = text(amount, 'instructedAmount.amount', 20);
  return {
    // An amount that is none has a check of its own.
    amount: { minor: minorUnits(written) ?? 0, currency: CURRENCY },
    creditor: {
      iban: iban(sent.creditorAccount, 'creditorAccount'),
      name: text(sent.creditorName, 'creditorName', LONGEST_NAME),
    },
    initiation: membersOf(sent),
  };
}
