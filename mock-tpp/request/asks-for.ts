/** What an authorization request asks the user for, as the dialect of the bank has it travel. */
import { endOf } from '../api/consent-body.ts';
import { DATA_SETS, dataSets } from '../api/data-sets.ts';
import { type Details, dialectOf } from '../api/dialect/index.ts';
import { paymentOf } from '../api/order.ts';
import type { Json } from '../contract.ts';
import { type InputType, input } from '../inputs.ts';
import type { StepContext } from '../step.ts';

const optional = { optional: true };

/** The inputs that say it, the same for every dialect; one that asks in a consent of its own needs `consent` alone. */
export const ASKING: { [name: string]: InputType } = {
  consent: input('string', 'id of the consent to be authorised', optional),
  for: input('string', 'what is asked for, in a dialect whose requests say so themselves', {
    ...optional,
    allowed: ['accounts', 'payment'],
  }),
  data: input('list', `for accounts: the kinds of data, of ${DATA_SETS.join(', ')}; all by default`, optional),
  expires_in: input('duration', 'for accounts: how long; without an end by default', optional),
  amount: input('money', 'for a payment: its amount', optional),
  payee: input('string', 'for a payment: account of the payee; that of the target file by default', optional),
  authorization_details: input('any', 'what is asked for in the very words of RFC 9396, instead', optional),
};

export interface Carried {
  parameters: [string, string][];
  /** The authorization_details among them, or null. */
  details: Json[] | null;
}

const PLACEHOLDER = '{consent}';

/** A scope such as `AIS:{consent}` holds the id of the consent; without a consent there is nothing for it to name. */
export const scopeNaming = (scope: string, consent: string | null): string =>
  scope
    .split(' ')
    .filter((word) => consent !== null || !word.includes(PLACEHOLDER))
    .map((word) => word.replaceAll(PLACEHOLDER, consent ?? ''))
    .join(' ');

/** The parameters that carry the consent, with the mutations of `detail`, the first element of authorization_details. */
export function asksFor(context: StepContext, consent: string | null): Carried {
  const { carriage } = dialectOf(context);
  const parameters = consent === null ? [] : carriage.parameters(consent);
  const given = context.call.with.authorization_details ?? null;
  const details = given === null ? detailsFor(context, carriage.details) : [structuredClone(given)].flat();
  if (details === null) return { parameters, details };
  const asked = structuredClone(details);
  const [first = null] = details;
  if (first !== null && typeof first === 'object' && !Array.isArray(first))
    context.edits.members('detail', first, context.around.now());
  return { parameters: [...parameters, ['authorization_details', JSON.stringify(details)]], details: asked };
}

function detailsFor(context: StepContext, details: Details | null): Json[] | null {
  const { for: kind = null } = context.call.with;
  if (details === null || kind === null) return null;
  const payment = kind === 'payment' ? paymentOf(context) : null;
  return details.of({ data: dataSets(context.call.with.data), expiresAt: endOf(context), payment });
}
