/** The data of a payment: what the target file and the step's inputs make of it. */
import { Buffer } from 'node:buffer';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { optionalText } from '../inputs.ts';
import { isObject } from '../json.ts';
import type { StepContext } from '../step.ts';
import type { PaymentRequest } from './dialect/index.ts';

const AMOUNT = /^\d{1,13}\.\d{2}$/u;

/** An amount is a decimal string and never becomes a number. Throws TppFault. */
export const asAmount = (value: Json | undefined): string => {
  if (typeof value !== 'string' || !AMOUNT.test(value))
    throw new TppFault(`${JSON.stringify(value ?? null)} is not an amount such as "12.00"`);
  return value;
};

/** 32 characters, below the 40 a key may have. */
export const newKey = ({ around }: Pick<StepContext, 'around'>): string =>
  Buffer.from(around.random(16)).toString('hex');

export const paymentOf = (context: Pick<StepContext, 'bank' | 'around' | 'call'>): PaymentRequest => {
  const { payment } = context.bank;
  if (payment === null) throw new TppFault('the target file has no payment data');
  const payee = optionalText(context.call.with, 'payee');
  const debtor = optionalText(context.call.with, 'debtor') ?? payment.debtor;
  return {
    reference: `assay-${newKey(context).slice(0, 16)}`,
    amount: asAmount(context.call.with.amount),
    currency: payment.currency,
    creditor: payee === undefined ? payment.creditor : { ...payment.creditor, identification: payee },
    debtor,
  };
};

/** The payments of a batch, as the input `payments` lists them: each with its amount, and its payee if that is another than usual. */
export const batchOf = (context: Pick<StepContext, 'bank' | 'around' | 'call'>): PaymentRequest[] => {
  const { payments } = context.call.with;
  if (!Array.isArray(payments) || payments.length === 0) throw new TppFault('a batch needs the input payments');
  return payments.map((one) => {
    if (!isObject(one)) throw new TppFault('payments is to be a list of amount and payee');
    return paymentOf({ ...context, call: { ...context.call, with: { ...context.call.with, ...one } } });
  });
};

/** An account number that exists nowhere, made from one that does, so that a bank declines the payment to it. */
export const unpayable = (identification: string): string => `${identification.slice(0, -4)}0000`;

/** Only where the approval is the order does an address name the product. */
export const PRODUCT_CHANGE = { 'payment.product': ['payment-at-approval'] };

/** The address with the product that a case names, in the segment so many from its end. */
export const ofProduct = ({ edits }: Pick<StepContext, 'edits'>, address: string, fromEnd: number): string => {
  const product = edits.take('payment.product')?.to;
  if (product === undefined) return address;
  return address
    .split('/')
    .with(-fromEnd, encodeURIComponent(String(product)))
    .join('/');
};
