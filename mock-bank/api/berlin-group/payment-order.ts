/** Reading what a TPP asks for when it initiates a payment. */
import type { Context } from '../../http/context.ts';
import { isObject, type Json, type JsonObject } from '../../http/reply.ts';
import { minorUnits } from '../../sca/money.ts';
import type { BerlinPayment } from '../../store/consents.ts';
import { object, readBody, text } from './body.ts';
import { formatError } from './errors.ts';

export type PaymentOrder = Pick<BerlinPayment, 'amount' | 'creditor' | 'debtor' | 'initiation'>;

const LONGEST_IBAN = 34;
const LONGEST_NAME = 70;
const CURRENCY = 'EUR';

const iban = (value: unknown, at: string): string => text(object(value, at).iban, `${at}.iban`, LONGEST_IBAN);

/** @requirement BG-1.3-PIS-6 */
export function readPaymentOrder(context: Context): PaymentOrder {
  const sent = readBody(context);
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
    debtor: sent.debtorAccount === undefined ? null : iban(sent.debtorAccount, 'debtorAccount'),
    initiation: (isObject(sent as Json) ? sent : {}) as JsonObject,
  };
}
