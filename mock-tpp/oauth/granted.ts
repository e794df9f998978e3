/** What was granted with a token: its scopes and its consent, kept by the token and compared when it is used. */
import type { Json } from '../contract.ts';
import { readBankJwt } from '../response/jwt.ts';
import type { Sent } from '../sender/authorised.ts';
import type { StepContext, StepResult } from '../step.ts';
import { readJws } from './jws.ts';

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

/** Keeps what the ID token says that came with a refresh token. */
export const keepIdToken = ({ memory, call }: StepContext, { outputs }: StepResult): void => {
  const kept = memory.artefacts.get(`${call.id}.id_token`);
  const claims = kept === undefined ? null : (readJws(kept.jwt)?.payload ?? null);
  if (typeof outputs?.refresh_token === 'string' && claims !== null) memory.idTokens.set(outputs.refresh_token, claims);
};

/** @requirement OIDC-CORE-12.2-1 */
export async function idTokenChanged(
  context: StepContext,
  held: string,
  { outputs }: StepResult,
): Promise<string[] | null> {
  const before = context.memory.idTokens.get(held);
  const jwt = outputs?.id_token;
  if (before === undefined || typeof jwt !== 'string') return null;
  const { verified } = await readBankJwt(context, jwt, { artefact: 'id_token', kind: 'id_token', nonce: null });
  if (verified === null) return null;
  const { payload: after } = verified;
  const keeps: { [claim: string]: boolean } = {
    iss: after.iss === before.iss,
    sub: after.sub === before.sub,
    aud: [before.aud].flat().every((one) => [after.aud].flat().includes(one ?? null)),
    auth_time: after.auth_time === undefined || before.auth_time === undefined || after.auth_time === before.auth_time,
    iat: !(Number(after.iat) < Number(before.iat)),
  };
  return Object.keys(keeps).filter((claim) => !keeps[claim]);
}

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
