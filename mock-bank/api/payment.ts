/** Executing a payment: booked, counted and done once, whatever dialect it was ordered in. */
import { randomUUID } from 'node:crypto';
import type { Context } from '../http/context.ts';
import { commitPayment } from '../sca/counters.ts';
import type { Consent } from '../store/consents.ts';
import type { Payment } from '../store/payments.ts';
import { setStatus } from './consent.ts';
import { remember } from './idempotency.ts';

/** Payees whose payments the bank declines. */
const DECLINED_SUFFIX = '0000';

export type Order = Pick<Payment, 'amount' | 'creditorIdentification' | 'initiation'>;

/** Consent, payment, counters and idempotency key change in one go. @requirement UK-OB-3.1-PIS-1 */
export function executePayment(context: Context, consent: Consent, order: Order): Payment {
  const { bank } = context;
  const declined = order.creditorIdentification.endsWith(DECLINED_SUFFIX);
  const payment: Payment = {
    id: `pmt-${randomUUID()}`,
    consentId: consent.id,
    clientId: consent.clientId,
    username: consent.username ?? '',
    status: declined ? 'Rejected' : 'AcceptedSettlementCompleted',
    createdAt: bank.now(),
    ...order,
  };
  bank.store.payments.set(payment.id, payment);
  if (!declined || bank.settings.declinedOrders === 'spend') setStatus(bank, consent, 'Consumed');
  remember(context, payment.id);
  if (!declined) {
    commitPayment(bank, {
      username: payment.username,
      amountMinor: order.amount.minor,
      payee: order.creditorIdentification,
      withSca: consent.scaDone === true,
    });
  }
  return payment;
}
