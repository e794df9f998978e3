/** Faults of payments. */
import type { Defect } from '../../behaviour.ts';

export const paymentDefects: readonly Defect[] = [
  {
    id: 'consent-payment-reusable',
    title: 'A consent carries a second payment',
    breaks: ['UK-OB-3.1-PIS-1'],
    implies: [],
    omits: ['payment-consent-status'],
  },
  {
    id: 'consent-outlives-rejection',
    title: 'A consent whose payment was declined carries another one',
    breaks: ['UK-OB-3.1-PIS-1'],
    implies: [],
    settings: { declinedOrders: 'leave' },
  },
  {
    id: 'idempotency-key-ignored',
    title: 'An order that is repeated with its key is refused like another one',
    breaks: ['UK-OB-3.1-PIS-5'],
    implies: [],
    omits: ['payment.submit/idempotency-replay'],
  },
  {
    id: 'idempotency-key-pays-again',
    title: 'An order that is repeated with its key is paid a second time',
    breaks: ['UK-OB-3.1-PIS-5', 'UK-OB-3.1-PIS-1'],
    implies: ['consent-payment-reusable', 'idempotency-key-ignored'],
    omits: ['payment.submit/idempotency-replay', 'payment-consent-status'],
  },
  {
    id: 'idempotency-key-overwrites',
    title: 'An order that comes with the key of another changes the payment of that one',
    breaks: ['UK-OB-3.1-PIS-5'],
    implies: [],
    settings: { repeatedKey: 'overwrites' },
  },
  {
    id: 'payment-any-tpp',
    title: 'A payment can be read by another TPP',
    breaks: ['UK-OB-3.1-PIS-6', 'BG-1.3-PIS-3'],
    implies: [],
    omits: ['payment-owner'],
  },
  {
    id: 'payment-executed-rounded-up',
    title: 'A payment is executed with the next whole amount above the one that was approved',
    breaks: ['RTS-5-1d', 'UK-OB-3.1-PIS-6', 'BG-1.3-PIS-1'],
    implies: [],
    settings: { executedAmount: 'rounded-up' },
  },
  {
    id: 'payment-from-any-account',
    title: 'A payment from the account of another user is approved, and executed',
    breaks: ['UK-OB-3.1-PIS-7', 'BG-1.3-PIS-10'],
    implies: [],
    omits: ['intent-debtor', 'intent-accounts'],
  },
  {
    id: 'payment-consent-raced',
    title: 'Orders that come at once are all executed under one consent',
    breaks: ['UK-OB-3.1-PIS-1', 'UK-OB-3.1-PIS-5', 'RFC9396-9-1'],
    implies: [],
    replaces: {
      'payment-consent-status': 'payment-consent-status-raced',
      'details-payment-unspent': 'details-payment-unspent-raced',
    },
  },
  {
    id: 'payment-consent-unapproved',
    title: 'A token of one payment consent pays under another, which nobody approved',
    breaks: ['UK-OB-3.1-PIS-4'],
    implies: [],
    replaces: { 'payment-consent': 'payment-consent-of-client', 'payment-consent-status': 'payment-consent-unspent' },
  },
  {
    id: 'payment-unauthorised-executed',
    title: 'A payment is executed for an application without a user',
    breaks: ['UK-OB-3.1-PIS-4'],
    implies: [],
    replaces: { 'payment-user-token': 'payment-user-token-optional' },
  },
];
