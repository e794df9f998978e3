/** What was granted with a token: its scopes and its consent, kept by the token and compared when it is used. */
import type { Json } from '../contract.ts';
import type { Sent } from '../sender/authorised.ts';
import type { StepContext, StepResult } from '../step.ts';

/** Keeps the scopes that were granted with a refresh token, where both are known. */
export const keepScope = ({ memory }: StepContext, refreshToken: Json | undefined, scope: Json): void => {
  if (typeof refreshToken === 'string' && typeof scope === 'string') memory.scopes.set(refreshToken, scope);
};

/** Requests to the API may have to name the consent that a token stands for. */
export const keepConsent = ({ memory }: StepContext, { outputs }: StepResult, consent: string | null): void => {
  if (consent === null) return;
  for (const given of [outputs?.access_token, outputs?.refresh_token])
    if (typeof given === 'string') memory.consents.set(given, consent);
};

const words = (scope: string): string[] => scope.split(' ').filter((one) => one !== '');

/** @requirement RFC6749-5.1-1 RFC6749-6-1 */
export function scopeWider(granted: string | null, { outputs }: StepResult, { exchange }: Sent): boolean | null {
  const asked = new URLSearchParams(exchange.request.body ?? '').get('scope');
  const told = typeof outputs?.scope === 'string' ? outputs.scope : asked;
  if (granted === null || told === null) return null;
  const held = words(granted);
  return words(told).some((one) => !held.includes(one));
}

/** @requirement RFC6749-6-3 */
export function scopeLost(granted: string | null, { outputs }: StepResult): boolean | null {
  const told = outputs?.scope;
  if (granted === null || typeof told !== 'string') return null;
  const held = words(told);
  return words(granted).some((one) => !held.includes(one));
}
