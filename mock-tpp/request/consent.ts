/** How an authorization request names the consent that is to be authorised. */
import type { Json } from '../contract.ts';

/** The parameters that carry the consent with this id; none without one. */
export function consentParameters(consent: string | null): [string, string][] {
  return consent === null ? [] : [['claims', JSON.stringify(intentClaims(consent))]];
}

function intentClaims(consent: string): Json {
  const intent = { value: consent, essential: true };
  return { userinfo: { openbanking_intent_id: intent }, id_token: { openbanking_intent_id: intent } };
}
