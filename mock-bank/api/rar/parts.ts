/** What this dialect adds to access tokens, introspection and token responses. */

import type { AccessTokenFacts, Part, TokenResponseFacts } from '../../as/part.ts';
import type { Parts } from '../../as/parts.ts';
import type { Details } from './details.ts';

const MEMBER = 'authorization_details';

const some = (details: Details) => (details.length === 0 ? undefined : details);

/** @requirement RFC9396-9-1 RFC9396-9.2-1 */
const accessToken: readonly Part<AccessTokenFacts>[] = [
  { name: 'token-details', member: MEMBER, value: ({ token }) => some(token.authorizationDetails) },
];

/** `grant_id` names the grant at the bank's management. @requirement RFC9396-7-1 */
const tokenResponse: readonly Part<TokenResponseFacts>[] = [
  { name: 'token-response-details', member: MEMBER, value: ({ token }) => some(token.authorizationDetails) },
  {
    name: 'token-response-grant',
    member: 'grant_id',
    value: ({ token }) => (token.authorizationDetails.length === 0 ? undefined : token.grant?.id),
  },
];

export const detailsParts: Partial<Parts> = { accessToken, introspection: accessToken, tokenResponse };
