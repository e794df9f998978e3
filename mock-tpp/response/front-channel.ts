/** The ID token of an authorization response (hybrid flow), and what it binds: the code and the state. */
import type { Json } from '../contract.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { timesAhead } from '../oauth/verify.ts';
import type { StepContext } from '../step.ts';
import { hashFacts } from './hash.ts';
import { factsOf, jwtFacts, nonceMatches, readBankJwt } from './jwt.ts';
import { subjectFlaw } from './subject.ts';

const NAME = 'front.id_token';

export const FRONT_FACTS = {
  ...jwtFacts(NAME),
  'front.id_token.aud_names_client': 'whether this client is among its audiences',
  'front.id_token.sub_flaw':
    'what is wrong with its sub, or null: not text, longer than 255 characters, or beyond ASCII',
  'front.id_token.times_ahead': 'which of iat and auth_time lie more than five minutes ahead of now',
  'front.id_token.nonce_matches': 'whether it holds the nonce of the request; null when none was sent',
  'front.id_token.personal': 'claims in it that tell more of a person than who signed in, such as name or email',
  'front.c_hash_present': 'whether it holds the hash of the code',
  'front.c_hash_matches': 'whether that is the hash of the code that came along; null when there is none',
  'front.s_hash_present': 'whether it holds the hash of the state',
  'front.s_hash_matches': 'whether that is the hash of the state that was sent; null when there is none',
};

/** @requirement FAPI1-ADV-5.2.2.1-6 */
const PERSONAL = [
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
  ...['website', 'email', 'gender', 'birthdate', 'phone_number', 'address'],
];

/** Who the response says the user is, to be compared with the ID token of the token endpoint. */
export type Subject = { iss: Json; sub: Json };

/** @requirement OIDC-CORE-3.3.2.11-1 FAPI1-ADV-5.2.3.1-3 */
export async function readFrontIdToken(
  context: StepContext,
  request: AuthorizationRequest,
  { idToken, code }: { idToken: string | null; code: string | null },
): Promise<{ facts: { [fact: string]: Json }; subject: Subject | null }> {
  if (idToken === null) return { facts: { [`${NAME}.present`]: false }, subject: null };
  context.around.taint(idToken, 'id_token');
  const { nonce, state } = request;
  const read = await readBankJwt(context, idToken, { artefact: 'front_id_token', kind: 'id_token', nonce });
  const { verified } = read;
  const { aud, iss = null, sub = null } = verified?.payload ?? {};
  return {
    facts: {
      ...factsOf(context, NAME, read),
      [`${NAME}.aud_names_client`]: [aud].flat().includes(context.client.client_id),
      [`${NAME}.sub_flaw`]: subjectFlaw(verified?.payload.sub),
      [`${NAME}.times_ahead`]: timesAhead(verified?.payload ?? {}, context.around.now()),
      [`${NAME}.nonce_matches`]: nonceMatches(context, NAME, read, nonce),
      [`${NAME}.personal`]:
        verified === null ? null : PERSONAL.filter((claim) => Object.hasOwn(verified.payload, claim)),
      ...hashFacts(context, 'front', 'c_hash', verified, code),
      ...hashFacts(context, 'front', 's_hash', verified, state),
    },
    subject: verified === null ? null : { iss, sub },
  };
}
