/** Checks between a good token and a resource: details in it, their consent in force, an element that opens this. */
import type { Role } from '../../directory/qualified.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { apiAccess } from '../access.ts';
import { consentInForce } from '../consent-checks.ts';
import { accountElements, type Details, endOf, opens, type PaymentElement, paymentElement } from './details.ts';

/** What the token itself carries, which may be less than the grant does. @requirement RFC9396-9-1 */
export function detailsOf({ access }: Context): Details {
  return present(access, 'the access token').token.authorizationDetails;
}

const detailsConsent = check('details-consent', (context) => {
  const { grant } = present(context.access, 'the access token');
  const consent = context.bank.store.consents.get(grant?.consentId ?? '');
  if (consent?.kind !== 'details' || detailsOf(context).length === 0) {
    throw insufficientScope('the token carries no authorization_details of a customer');
  }
  context.api.consent = consent;
});

export const detailsAccess = (role: Role): readonly Check[] => [...apiAccess(role), detailsConsent, ...consentInForce];

const addressOf = ({ connection, request }: Context): string => connection.address + request.path;

/** @requirement RFC9396-9-1 */
export function accountAction(action: string): Check {
  return check('details-action-granted', (context) => {
    const now = context.bank.now();
    const granted = accountElements(detailsOf(context)).some((element) => {
      const over = (endOf(element) ?? Number.POSITIVE_INFINITY) <= now;
      return element.actions.includes(action) && !over && opens(element, addressOf(context));
    });
    if (!granted) throw insufficientScope(`the authorization_details do not grant ${action} here`);
  });
}

/** The payment the token stands for. @requirement RFC9396-9-1 */
export function paymentAction(action: string): Check {
  return check('details-payment', (context) => {
    context.rar.approved = approved(context, action);
  });
}

function approved(context: Context, action: string): PaymentElement {
  const payment = paymentElement(detailsOf(context));
  const granted = payment && (payment.actions.length === 0 || payment.actions.includes(action));
  if (!granted || !opens(payment, addressOf(context))) {
    throw insufficientScope(`the authorization_details do not grant ${action} of a payment here`);
  }
  return payment;
}
