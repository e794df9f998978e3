/** authorization_details as this dialect reads them: from a request, and once they were granted. */

import { Refusal } from '../../http/refusal.ts';
import type { JsonObject } from '../../http/reply.ts';
import { isObject, type Json } from '../../http/reply.ts';
import { parseJson } from '../../http/request.ts';
import { minorUnits } from '../../sca/money.ts';
import type { Money } from '../../store/money.ts';
import { readDateTime } from '../date-time.ts';
import { ACCOUNTS, isBelow, PAYMENT } from './types.ts';

export type Details = readonly JsonObject[];

const MOST_ELEMENTS = 10;

/** @requirement RFC9396-5-1 RFC9396-5-2 RFC9396-5-3 RFC9396-5-4 RFC9396-5-5 */
export function invalidDetails(description: string): Refusal {
  return new Refusal(400, 'invalid_authorization_details', description);
}

/** The parameter, as text or as the claim of a request object; nothing was sent: no elements. @requirement RFC9396-2-1 */
export function readDetails(sent: unknown): Details {
  if (sent === undefined || sent === '') return [];
  const value = typeof sent === 'string' ? parsed(sent) : (sent as Json);
  if (!Array.isArray(value)) throw invalidDetails('authorization_details is not a JSON array');
  const elements = value as readonly Json[];
  if (elements.length === 0 || elements.length > MOST_ELEMENTS) {
    throw invalidDetails(`authorization_details must hold one to ${MOST_ELEMENTS} elements`);
  }
  return elements.map((element) => {
    if (!isObject(element)) throw invalidDetails('authorization_details holds something that is not an object');
    if (typeof element.type !== 'string') throw invalidDetails('an element of authorization_details has no type');
    return element;
  });
}

function parsed(text: string): Json {
  try {
    return parseJson(text) as Json;
  } catch {
    throw invalidDetails('authorization_details is not JSON');
  }
}

const texts = (value: Json | undefined): string[] => {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
};

const text = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value));

/** What an element of account access grants; a faulty bank may have let anything pass as one. */
export interface AccountElement {
  actions: readonly string[];
  /** Empty: everywhere. */
  locations: readonly string[];
  validUntil: string | null;
}

export function accountElements(details: Details): AccountElement[] {
  return details
    .filter(({ type }) => type === ACCOUNTS)
    .map(({ actions, locations, valid_until }) => ({
      actions: texts(actions),
      locations: texts(locations),
      validUntil: typeof valid_until === 'string' ? valid_until : null,
    }));
}

/** The end of an element in ms, or null. */
export function endOf({ validUntil }: AccountElement): number | null {
  return validUntil === null ? null : readDateTime(validUntil);
}

export interface PaymentElement {
  /** Empty: all that a payment needs. */
  actions: readonly string[];
  locations: readonly string[];
  amount: Money;
  creditorName: string;
  iban: string;
  remittance: string | null;
}

/** The payment among the elements: there is one at most. */
export function paymentElement(details: Details): PaymentElement | null {
  const element = details.find(({ type }) => type === PAYMENT);
  return element ? readOrder(element) : null;
}

/** The payment that an element, or the body of an order, describes. */
export function readOrder(element: JsonObject): PaymentElement {
  const { instructedAmount = null, creditorAccount = null, creditorName, remittanceInformationUnstructured } = element;
  const { amount, currency } = isObject(instructedAmount) ? instructedAmount : {};
  const { iban } = isObject(creditorAccount) ? creditorAccount : {};
  return {
    actions: texts(element.actions),
    locations: texts(element.locations),
    amount: { minor: minorUnits(text(amount)) ?? 0, currency: text(currency) },
    creditorName: text(creditorName),
    iban: text(iban),
    remittance: remittanceInformationUnstructured === undefined ? null : text(remittanceInformationUnstructured),
  };
}

/** Whether an element opens this address. */
export function opens({ locations }: { locations: readonly string[] }, address: string): boolean {
  return locations.length === 0 || locations.some((location) => isBelow(address, location));
}
