/** The ID token of the token endpoint, told rule by rule. */
import { dialectOf } from '../api/dialect/index.ts';
import type { Json } from '../contract.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { timesAhead } from '../oauth/verify.ts';
import type { StepContext } from '../step.ts';
import { hashFacts } from './hash.ts';
import { factsOf, jwtFacts, nonceMatches, readBankJwt } from './jwt.ts';
import { scaFacts } from './sca-told.ts';
import { subjectFlaw } from './subject.ts';

const NAME = 'id_token';

export const ID_TOKEN_FACTS = {
  ...jwtFacts(NAME),
  'id_token.aud_names_client': 'whether this client is among its audiences',
  'id_token.missing': 'claims that every ID token has to hold and that this one does not',
  'id_token.auth_time': 'when the user signed in, in seconds since 1970; null when it does not say so in a number',
  'id_token.sub_flaw': 'what is wrong with its sub, or null: not text, longer than 255 characters, or beyond ASCII',
  'id_token.auth_age': 'how many seconds ago the user signed in, as it says; null when it does not say so in a number',
  'id_token.times_ahead': 'which of iat and auth_time lie more than five minutes ahead of now',
  'id_token.nonce_matches': 'whether it holds the nonce of the request; null when none was sent',
  'id_token.intent_matches': 'whether it names the consent; null when none was asked for',
  'id_token.sca':
    'whether acr or amr say that the user was strongly authenticated, by the values of the target file; null when neither is told',
  'id_token.sca_agrees': 'whether that is what the pages showed; null when one of the two is not known',
  'id_token.at_hash_present': 'whether it holds the hash of the access token',
  'id_token.at_hash_matches': 'whether that is the hash of the access token that came along; null when there is none',
  'id_token.sub_matches':
    'whether issuer and subject are those of the ID token in the authorization response; null when there was none',
};

/** @requirement OIDC-CORE-2-1 */
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'];

export interface IdTokenRead {
  /** Null when there is no ID token, or none that names a user. */
  subject: string | null;
  facts: { [name: string]: Json };
}

/** Of a token that was not asked for by an authorization request. */
export const NO_ID_TOKEN: IdTokenRead = { subject: null, facts: {} };

/** @requirement OIDC-CORE-3.1.3.7-2 OIDC-CORE-3.1.3.7-3 OIDC-CORE-3.3.3.6-1 */
export async function readIdToken(
  context: StepContext,
  request: AuthorizationRequest,
  { idToken, accessToken }: { idToken: string | null; accessToken: string },
): Promise<IdTokenRead> {
  if (idToken === null) return { subject: null, facts: { 'id_token.present': false } };
  const { nonce, consent, front } = request;
  const read = await readBankJwt(context, idToken, { artefact: 'id_token', kind: 'id_token', nonce });
  const { verified } = read;
  const claims = verified?.payload ?? {};
  const { aud, iss = null, sub = null } = claims;
  const facts = {
    ...factsOf(context, NAME, read),
    'id_token.aud_names_client': [aud].flat().includes(context.client.client_id),
    'id_token.missing': REQUIRED_CLAIMS.filter((claim) => !Object.hasOwn(claims, claim)),
    'id_token.auth_time': typeof claims.auth_time === 'number' ? claims.auth_time : null,
    'id_token.auth_age':
      typeof claims.auth_time === 'number' ? Math.floor(context.around.now() / 1000) - claims.auth_time : null,
    'id_token.sub_flaw': subjectFlaw(claims.sub),
    'id_token.times_ahead': timesAhead(claims, context.around.now()),
    'id_token.nonce_matches': nonceMatches(context, NAME, read, nonce),
    'id_token.intent_matches': consent === null ? null : dialectOf(context).carriage.namedIn(claims, consent),
    ...scaFacts('id_token', context, claims, request.sca ?? null),
    ...hashFacts(context, NAME, 'at_hash', verified, accessToken),
    'id_token.sub_matches': front
      ? sub !== null && context.compare('id_token.sub_matches', { iss, sub }, { ...front })
      : null,
  };
  return { subject: typeof sub === 'string' ? sub : null, facts };
}
