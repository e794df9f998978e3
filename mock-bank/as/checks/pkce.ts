/** PKCE: the challenge at the request, the verifier at the token endpoint. */
import { createHash } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidGrant, invalidRequest } from '../../http/refusal.ts';
import { profileRules } from '../../registration.ts';
import { parameter } from './parameter.ts';

const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/;

/** @requirement FAPI2-SP-5.3.2.2-5 RFC7636-4.4.1-1 FAPI1-ADV-5.2.2-18 */
const challengePresent = check('pkce-challenge-present', (context) => {
  const { challenge } = profileRules[present(context.client, 'the client').registration.profile];
  if (challenge === 'optional' || (challenge === 'required-when-pushed' && !context.as.pushing)) return;
  if (parameter(context, 'code_challenge') === undefined) throw invalidRequest('code_challenge is missing');
});

/** @requirement RFC7636-4.4-1 */
const challengeForm = check('pkce-challenge-form', (context) => {
  const challenge = parameter(context, 'code_challenge') ?? null;
  if (challenge !== null && !CHALLENGE.test(challenge)) throw invalidRequest('code_challenge is malformed');
  Object.assign(context.as.draft, { challenge, challengeMethod: 'S256' });
});

/** Left out, the method would mean plain. @requirement FAPI2-SP-5.3.2.2-5 RFC7636-4.3-1 RFC7636-4.4.1-2 */
const method = check('pkce-method', (context) => {
  if (context.as.draft.challenge === null) return;
  if (parameter(context, 'code_challenge_method') !== 'S256')
    throw invalidRequest('code_challenge_method must be S256');
});

export const pkceRequestChecks: readonly Check[] = [challengePresent, challengeForm, method];

/** @requirement RFC7636-4.5-2 */
const verifierPresent = check('pkce-verifier-present', ({ as, request }) => {
  if (present(as.code, 'the code').challenge === null) return;
  if (!request.form.first('code_verifier')) throw invalidGrant('code_verifier is missing');
});

/** @requirement RFC7636-4.6-1 RFC7636-4.6-2 */
const verifierMatches = check('pkce-verifier-matches', (context) => {
  const { challenge, verifier } = both(context);
  if (challenge === null || verifier === undefined) return;
  if (s256(verifier) !== challenge) throw invalidGrant('code_verifier does not fit');
});

/** A verifier for a challenge that was taken out on the way. @requirement RFC9700-2.1.1-3 RFC9700-4.8.2-1 */
const verifierUnexpected = check('pkce-verifier-unexpected', (context) => {
  const { challenge, verifier } = both(context);
  if (challenge === null && verifier !== undefined) throw invalidGrant('the request had no code_challenge');
});

function both({ as, request }: Context): { challenge: string | null; method: string; verifier: string | undefined } {
  const { challenge, challengeMethod } = present(as.code, 'the code');
  return { challenge, method: challengeMethod, verifier: request.form.first('code_verifier') || undefined };
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

export const pkceTokenChecks: readonly Check[] = [verifierPresent, verifierUnexpected, verifierMatches];

/** For banks that do otherwise, most of them worse. */
export const pkceAlternatives: readonly Check[] = [
  /** Stricter, and lawful. */
  check('pkce-challenge-present-always', (context) => {
    if (parameter(context, 'code_challenge') === undefined) throw invalidRequest('code_challenge is missing');
  }),
  check('pkce-challenge-present-for-fapi2', (context) => {
    const { profile } = present(context.client, 'the client').registration;
    if (profile === 'fapi2') return challengePresent.run(context);
  }),
  check('pkce-method-any', (context) => {
    const asked = parameter(context, 'code_challenge_method') ?? 'plain';
    if (asked !== 'S256' && asked !== 'plain') throw invalidRequest('code_challenge_method is not supported');
    context.as.draft.challengeMethod = asked;
  }),
  check('pkce-method-s256-or-none', (context) => {
    if (parameter(context, 'code_challenge_method') !== undefined) return method.run(context);
  }),
  check('pkce-verifier-present-always', ({ as, request }) => {
    const { challenge } = present(as.code, 'the code');
    if (challenge === null || !request.form.first('code_verifier')) throw invalidGrant('PKCE is needed');
  }),
  check('pkce-verifier-by-method', (context) => {
    // Where the method was left out it takes either reading, as banks that never meant to support plain do.
    const { challenge, method: agreed, verifier } = both(context);
    if (agreed !== 'plain' || verifier !== challenge) return verifierMatches.run(context);
  }),
  check('pkce-verifier-or-challenge', (context) => {
    const { challenge, verifier } = both(context);
    if (verifier !== challenge) return verifierMatches.run(context);
  }),
];
