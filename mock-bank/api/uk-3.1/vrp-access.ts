/** The consent that a recurring payment is made under, and the token that stands for it. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import type { VrpConsent } from '../../store/consents.ts';

/** A consent that the client of the token lodged. */
export function held(context: Context, id: string): VrpConsent {
  const found = context.bank.store.consents.get(id);
  if (found?.kind === 'vrp' && found.clientId === present(context.access, 'the access token').client.id) return found;
  throw insufficientScope('the token does not stand for this consent');
}

export function use(context: Context, consent: VrpConsent): void {
  context.uk31.vrpConsent = consent;
  context.api.consent = consent;
}

/** Whose consent a token stands for is looked at by nobody. */
export const ofClient = (name: string, id: (context: Context) => string): Check =>
  check(name, (context) => {
    const found = held(context, id(context));
    context.uk31.vrpConsent = found;
    context.api.consent = context.access?.grant?.consentId === found.id ? found : null;
  });
