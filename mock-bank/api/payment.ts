/** Executing a payment: booked, counted and done once, whatever dialect it was ordered in. */
import { randomUUID } from 'node:crypto';
import type { Bank } from '../bank.ts';
import { Refusal } from '../http/refusal.ts';
import { commitPayment } from '../sca/counters.ts';
import { decidePaid } from '../sca/decide.ts';
import type { Consent, VrpConsent } from '../store/consents.ts';
import type { Payment } from '../store/payments.ts';
import { setStatus } from './consent.ts';

/** Payees whose payments the bank declines. */
const DECLINED_SUFFIX = '0000';

export type Order = Pick<Payment, 'amount' | 'creditorIdentification' | 'initiation'>;

/** The article by which it may still go without strong authentication, now that other payments may have come before it. */
function exemptionOf(bank: Bank, consent: Consent, { amount, creditorIdentification }: Order): string | null {
  if (consent.scaDone === true) return null;
  const paid = { amount, payeeAccount: creditorIdentification };
  const { decision, exemption } = decidePaid(bank, consent.username ?? '', paid);
  if (decision !== 'exempted')
    throw new Refusal(403, 'sca_required', 'this payment needs strong authentication after all');
  return exemption;
}

/** What was executed, or declined. */
function book(bank: Bank, consent: Consent, order: Order): Payment {
  const declined = order.creditorIdentification.endsWith(DECLINED_SUFFIX);
  const rounded = Math.ceil((order.amount.minor + 1) / 100) * 100;
  const minor = bank.settings.executedAmount === 'approved' ? order.amount.minor : rounded;
  const payment: Payment = {
    id: `pmt-${randomUUID()}`,
    consentId: consent.id,
    clientId: consent.clientId,
    username: consent.username ?? '',
    status: declined ? 'Rejected' : 'AcceptedSettlementCompleted',
    createdAt: bank.now(),
    ...order,
    amount: { ...order.amount, minor },
  };
  bank.store.payments.set(payment.id, payment);
  return payment;
}

/** A payment within the bounds of its consent, which goes on. One that is declined uses up nothing. @requirement UK-OB-3.1-VRP-3 */
export function executeRecurring(bank: Bank, consent: VrpConsent, order: Order): Payment {
  const payment = book(bank, consent, order);
  if (payment.status !== 'Rejected') consent.paid.push({ at: payment.createdAt, minor: order.amount.minor });
  return payment;
}

/**
 * Consent, payment and counters change in one go, and so does the idempotency key when the caller notes it next: of payments that were exempted side by side, those
 * that no longer fit are refused.
 * @requirement UK-OB-3.1-PIS-1 RTS-16-b RTS-16-c
 */
export function executePayment(bank: Bank, consent: Consent, order: Order): Payment {
  const exemption = exemptionOf(bank, consent, order);
  const payment = book(bank, consent, order);
  const declined = payment.status === 'Rejected';
  if (!declined || bank.settings.declinedOrders === 'spend') setStatus(bank, consent, 'Consumed');
  if (!declined) {
    commitPayment(bank, {
      username: payment.username,
      amountMinor: order.amount.minor,
      payee: order.creditorIdentification,
      withSca: consent.scaDone === true,
      exemption,
    });
  }
  return payment;
}
