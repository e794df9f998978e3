/** The types of authorization_details this bank knows: their fields, as a table, and what is wrong with an element. */
import type { Bank } from '../../bank.ts';
import { isObject, type Json, type JsonObject } from '../../http/reply.ts';
import { minorUnits } from '../../sca/money.ts';
import { readDateTime } from '../date-time.ts';
import { readsIban } from './iban.ts';

export const ACCOUNTS = 'account_information';
export const PAYMENT = 'payment_initiation';
export const ACCOUNT_ACTIONS: readonly string[] = ['list_accounts', 'read_balances', 'read_transactions'];

type Shape =
  | { is: 'text'; valid: (text: string, bank: Bank) => boolean }
  | { is: 'texts'; valid: (texts: readonly string[], bank: Bank) => boolean }
  | { is: 'object'; fields: Fields };

interface Field {
  required: boolean;
  shape: Shape;
}

export type Fields = Readonly<Record<string, Field>>;

/** What may be wrong with a field, by its clause. */
export type Problem = 'unknown' | 'missing' | 'wrong-type' | 'invalid';

const required = (shape: Shape): Field => ({ required: true, shape });
const optional = (shape: Shape): Field => ({ required: false, shape });

const oneOf = (...words: string[]): Shape => ({
  is: 'texts',
  valid: (texts) => texts.length > 0 && texts.every((one) => words.includes(one)),
});

/** Of the characters that steer terminals and turn the direction of writing, none is part of a name. */
const STEERING = /[\p{Cc}\p{Bidi_Control}]/u;

const words = (longest: number): Shape => ({
  is: 'text',
  valid: (text) => text.trim() !== '' && text.length <= longest && !STEERING.test(text),
});

/** Addresses of this API; the access is then for these and what lies below. */
const locations = optional({
  is: 'texts',
  valid: (uris, { issuer }) => {
    return uris.length > 0 && uris.every((uri) => uri === issuer || isBelow(uri, `${issuer}/rar`));
  },
});

/** What a payment consists of, in a request for consent and in the order itself. */
export const ORDER: Fields = {
  instructedAmount: required({
    is: 'object',
    fields: {
      currency: required({ is: 'text', valid: (text) => text === 'EUR' }),
      amount: required({ is: 'text', valid: (text) => minorUnits(text) !== null }),
    },
  }),
  creditorName: required(words(70)),
  creditorAccount: required({
    is: 'object',
    fields: { iban: required({ is: 'text', valid: readsIban }) },
  }),
  remittanceInformationUnstructured: optional(words(140)),
};

const type = required({ is: 'text', valid: () => true });

const TYPES: Readonly<Record<string, Fields>> = {
  [ACCOUNTS]: {
    type,
    actions: required(oneOf(...ACCOUNT_ACTIONS)),
    locations,
    valid_until: optional({ is: 'text', valid: (text, bank) => (readDateTime(text) ?? 0) > bank.now() }),
  },
  [PAYMENT]: { type, actions: optional(oneOf('initiate', 'status')), locations, ...ORDER },
};

export const TYPE_NAMES: readonly string[] = Object.keys(TYPES);

/** Null for a type this project does not know. */
export function fieldsOf({ type: name }: JsonObject): Fields | null {
  return typeof name === 'string' && Object.hasOwn(TYPES, name) ? (TYPES[name] ?? null) : null;
}

/** Whether an address is another one or lies below it. */
export function isBelow(address: string, above: string): boolean {
  return address === above || address.startsWith(`${above}/`);
}

/** Names that can be said again in an error description. */
const PLAIN_NAME = /^[\w-]{1,64}$/;

/** Walks an object by the table of its fields; gives each problem and where it is. */
export function problemsOf(object: JsonObject, fields: Fields, bank: Bank, path = ''): [Problem, string][] {
  const found: [Problem, string][] = [];
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name)) found.push(['unknown', path + (PLAIN_NAME.test(name) ? name : 'what was sent')]);
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined) found.push(...problemsWith(value, field.shape, bank, path + name));
    else if (field.required) found.push(['missing', path + name]);
  }
  return found;
}

function problemsWith(value: Json, shape: Shape, bank: Bank, at: string): [Problem, string][] {
  if (shape.is === 'object') {
    return isObject(value) ? problemsOf(value, shape.fields, bank, `${at}.`) : [['wrong-type', at]];
  }
  if (shape.is === 'text') {
    if (typeof value !== 'string') return [['wrong-type', at]];
    return shape.valid(value, bank) ? [] : [['invalid', at]];
  }
  if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string'))
    return [['wrong-type', at]];
  return shape.valid(value, bank) ? [] : [['invalid', at]];
}
