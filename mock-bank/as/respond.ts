/** The authorization response: code or error, back to the client, in the query or in a JWT. */
import type { Bank } from '../bank.ts';
import { type Json, type Reply, seeOther } from '../http/reply.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import { breakSignature } from './jws.ts';
import { type AuthorizationEnd, assemble } from './parts.ts';
import { signFor } from './sign.ts';

type Members = Record<string, Json>;

/** @requirement FAPI2-SP-5.3.2.2-7 RFC9207-2-1 */
export function respond(
  bank: Bank,
  request: AuthorizationRequest,
  end: AuthorizationEnd,
  headers: readonly (readonly [string, string])[] = [],
): Reply {
  const { settings } = bank;
  const plain = assemble(bank.parts.response, { issuer: bank.issuer, request, end });
  const inJwt = request.responseMode === 'jwt' && ('code' in end || settings.jarmErrors === 'jwt');
  const members = inJwt ? packed(bank, request, end, plain) : plain;
  if (settings.unknownMembers === 'present') members.x_unknown = '1';
  return seeOther(withQuery(request.redirectUri, members, settings.fieldOrder === 'reversed'), headers);
}

/** Everything travels inside; iss there is the JWT's own. @requirement JARM-2.1-5 JARM-2.3.1-1 FAPI2-MS-5.4.1-N1 */
function packed(bank: Bank, request: AuthorizationRequest, end: AuthorizationEnd, plain: Members): Members {
  const { settings } = bank;
  const { iss: _, ...inside } = plain;
  const facts = { issuer: bank.issuer, request, end, now: bank.now(), lifetimeSeconds: settings.jarmLifetimeSeconds };
  const claims = { ...assemble(bank.parts.jarm, facts), ...inside };
  const client = bank.clients.get(request.clientId);
  if (!client) throw new Error('a registered client has vanished');
  const jwt = signFor(bank, client, 'JWT', claims, settings.jarmAlg === 'same' ? null : settings.jarmAlg);
  const response = settings.jarmSignature === 'broken' ? breakSignature(jwt) : jwt;
  return settings.jarmOutside === 'code' && 'code' in end ? { response, code: end.code } : { response };
}

/** Adds to the query a registered redirect_uri may already have. */
function withQuery(uri: string, members: Members, reversed: boolean): string {
  const pairs = Object.entries(members).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const query = (reversed ? pairs.reverse() : pairs).join('&');
  return `${uri}${uri.includes('?') ? '&' : '?'}${query}`;
}
