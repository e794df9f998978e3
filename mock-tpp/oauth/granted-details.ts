/** The authorization_details that a token was granted: what the bank tells of them, and asking for more. */
import { dialectOf } from '../api/dialect/index.ts';
import { recall, remember } from '../api/staged.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';

type Body = { [member: string]: Json };

export const DETAILS_FACTS = {
  'token.details_granted':
    'whether the answer tells the authorization_details of the token; null when none were asked for',
  'token.details_wider':
    'whether they go beyond what was asked for; null when none were asked for or told, or when nobody can tell',
};

/** The facts of DETAILS_FACTS, and the details for what comes later in the session. @requirement RFC9396-7-1 */
export function grantedDetails(context: StepContext, accessToken: string, body: Body, asked: Json[] | null): Body {
  const told = body.authorization_details ?? null;
  const { details } = dialectOf(context).carriage;
  const granted = Array.isArray(told) && told.length > 0;
  // Where the bank does not tell, it granted what it was asked for.
  const known = granted ? told : asked;
  if (known !== null) remember(context.memory, accessToken, { kind: null, asked: known });
  if (asked === null) return { 'token.details_granted': null, 'token.details_wider': null };
  return {
    'token.details_granted': granted,
    'token.details_wider': granted ? (details?.wider(told, asked) ?? null) : null,
  };
}

export const INTROSPECTED_DETAILS_FACTS = {
  'introspection.details_told':
    'whether the answer tells the authorization_details of the token; null for a token without any',
  'introspection.details_wider': 'whether they go beyond what the token response told; null when nobody can tell',
};

/** The facts of INTROSPECTED_DETAILS_FACTS. A bank may leave out what is not for the one who asks. @requirement RFC9396-9.2-1 */
export function introspectedDetails(context: StepContext, token: string, body: Body): Body {
  const granted = recall(context.memory, token);
  if (!Array.isArray(granted)) return { 'introspection.details_told': null, 'introspection.details_wider': null };
  const told = body.authorization_details ?? null;
  const { details } = dialectOf(context).carriage;
  return {
    'introspection.details_told': Array.isArray(told) && told.length > 0,
    'introspection.details_wider': told === null ? null : (details?.wider(told, granted) ?? null),
  };
}

/** The parameter of a token request that asks for more than was approved, when a mutation wants it. Throws TppFault. */
export function widening({ edits, bank }: StepContext, asked: Json[] | null): [string, string][] {
  if (edits.take('details.widen') === null) return [];
  const { details } = dialectOf({ bank }).carriage;
  if (details === null || asked === null)
    throw new TppFault('details.widen needs a request with authorization_details');
  return [['authorization_details', JSON.stringify(details.beyond(asked))]];
}
