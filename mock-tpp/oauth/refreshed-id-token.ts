/** An ID token that comes with a refresh, beside the one that came with the code. */
import type { Json, TppExchange } from '../contract.ts';
import { hashFacts } from '../response/hash.ts';
import { readBankJwt } from '../response/jwt.ts';
import type { StepContext, StepResult } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { readJws } from './jws.ts';

/** Each is null when no ID token came, or none came before. */
export const REFRESHED_FACTS = {
  'refresh.id_token_user_kept': 'whether an ID token that came along names issuer and user of the first one',
  'refresh.id_token_audience_kept': 'whether it has aud and azp of the first one',
  'refresh.id_token_auth_time_kept': 'whether its auth_time is that of the first one; true when one of them has none',
  'refresh.id_token_iat_fresh':
    'whether its iat is later than that of the first one; null, too, when it is the same and the Date of the bank is less than two seconds later',
  'refresh.id_token_nonce': 'none, kept, or other than that of the first one',
  'refresh.id_token_flaws': 'what is wrong with it by itself: signature, exp, at_hash',
};

const SAME_MOMENT_MS = 2000;

const dateOf = (exchange: TppExchange): number => Date.parse(headerValues(exchange, 'date')[0] ?? '');

/** Keeps what the ID token says that came with a refresh token. */
export const keepIdToken = ({ memory, call }: StepContext, { outputs }: StepResult, exchange: TppExchange): void => {
  const kept = memory.artefacts.get(`${call.id}.id_token`);
  const claims = kept === undefined ? null : (readJws(kept.jwt)?.payload ?? null);
  if (typeof outputs?.refresh_token === 'string' && claims !== null)
    memory.idTokens.set(outputs.refresh_token, { claims, dateMs: dateOf(exchange) });
};

/** @requirement OIDC-CORE-12.2-1 OIDC-CORE-12.2-2 OIDC-CORE-12.2-3 OIDC-CORE-12.2-4 OIDC-CORE-12.2-5 */
export async function refreshedIdToken(
  context: StepContext,
  held: string,
  { outputs }: StepResult,
  exchange: TppExchange,
): Promise<{ [fact: string]: Json }> {
  const first = context.memory.idTokens.get(held);
  const jwt = outputs?.id_token;
  const none = Object.fromEntries(Object.keys(REFRESHED_FACTS).map((name) => [name, null]));
  if (first === undefined || typeof jwt !== 'string') return none;
  const { verified } = await readBankJwt(context, jwt, { artefact: 'id_token', kind: 'id_token', nonce: null });
  if (verified === null) return none;
  const { payload: now, signature, hasExp, expired } = verified;
  const { claims: then, dateMs } = first;
  const hash = hashFacts(context, 'refresh.id_token', 'at_hash', verified, String(outputs?.access_token));
  const misfit = now.at_hash === null || hash['refresh.id_token.at_hash_matches'] === false;
  const flaws = { signature: !signature, exp: !hasExp || expired, at_hash: misfit };
  const keeps = (claim: string): boolean =>
    context.compare(`refresh.id_token_${claim}`, now[claim] ?? null, then[claim] ?? null);
  return {
    'refresh.id_token_user_kept': [keeps('iss'), keeps('sub')].every(Boolean),
    'refresh.id_token_audience_kept': audience(now) === audience(then) && keeps('azp'),
    'refresh.id_token_auth_time_kept':
      now.auth_time === undefined || then.auth_time === undefined || keeps('auth_time'),
    'refresh.id_token_iat_fresh': fresh(Number(now.iat) - Number(then.iat), dateOf(exchange) - dateMs),
    'refresh.id_token_nonce': now.nonce === undefined ? 'none' : now.nonce === then.nonce ? 'kept' : 'other',
    'refresh.id_token_flaws': Object.entries(flaws).flatMap(([name, wrong]) => (wrong ? [name] : [])),
  };
}

/** One name may stand alone or in a list, and a list in any order. */
const audience = ({ aud = null }: { [claim: string]: Json }): string =>
  JSON.stringify([aud].flat().map(String).toSorted());

const fresh = (laterSeconds: number, laterMs: number): boolean | null => {
  if (laterSeconds !== 0) return laterSeconds > 0;
  return laterMs >= SAME_MOMENT_MS ? false : null;
};
