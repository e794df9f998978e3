/** The authorization response: code or error, back to the client, in the open or in a JWT. */
import type { Bank } from '../bank.ts';
import type { Json, Reply } from '../http/reply.ts';
import type { ResponseMode } from '../registration.ts';
import type { ResponseTarget } from '../store/authorization.ts';
import { breakSignature } from './jws.ts';
import type { AuthorizationEnd } from './part.ts';
import { assemble } from './parts.ts';
import { carrierOf, defaultMode, rowOf } from './response-modes.ts';
import type { AsSettings } from './settings.ts';
import { signFor } from './sign.ts';

type Claims = Record<string, Json>;

/** @requirement FAPI2-SP-5.3.2.2-7 RFC9207-2-1 */
export function respond(
  bank: Bank,
  target: ResponseTarget,
  end: AuthorizationEnd,
  headers: readonly (readonly [string, string])[] = [],
): Reply {
  const { settings } = bank;
  const row = rowOf(modeOf[settings.responseMode](target));
  const plain = assemble(bank.parts.response, { issuer: bank.issuer, request: target, end });
  const inJwt = row.signed && ('code' in end || settings.jarmErrors === 'jwt');
  const claims = inJwt ? packed(bank, target, end, plain) : plain;
  if (settings.unknownMembers === 'present') claims.x_unknown = '1';
  const members = Object.entries(claims).map(([name, value]) => [name, String(value)] as const);
  const ordered = settings.fieldOrder === 'reversed' ? members.reverse() : members;
  const address = settings.responseAddress === 'below' ? `${target.redirectUri}/below` : target.redirectUri;
  const sent = settings.lastResponseMember === 'twice' ? [...ordered, ...ordered.slice(-1)] : ordered;
  return carrierOf(row, settings)(address, sent, headers);
}

const modeOf: Readonly<Record<AsSettings['responseMode'], (target: ResponseTarget) => ResponseMode>> = {
  'as-asked': ({ responseMode }) => responseMode,
  default: ({ responseType, responseMode }) => defaultMode(responseType, rowOf(responseMode).signed),
  form: ({ responseMode }) => (rowOf(responseMode).signed ? 'form_post.jwt' : 'form_post'),
};

/** Everything travels inside; iss there is the JWT's own. @requirement JARM-2.1-5 JARM-2.3.1-1 FAPI2-MS-5.4.1-N1 */
function packed(bank: Bank, target: ResponseTarget, end: AuthorizationEnd, plain: Claims): Claims {
  const { settings } = bank;
  const { iss: _, ...inside } = plain;
  const lifetimeSeconds = settings.jarmLifetimeSeconds;
  const facts = { issuer: bank.issuer, request: target, end, now: bank.now(), lifetimeSeconds };
  const claims = { ...assemble(bank.parts.jarm, facts), ...inside };
  const client = bank.clients.get(target.clientId);
  if (!client) throw new Error('a registered client has vanished');
  const alg = client.registration.authorizationSignedResponseAlg ?? client.alg;
  const jwt = signFor(bank, { ...client, alg }, 'JWT', claims, settings.jarmAlg === 'same' ? null : settings.jarmAlg);
  const response = settings.jarmSignature === 'broken' ? breakSignature(jwt) : jwt;
  if (settings.jarmOutside === 'iss') return { response, iss: bank.issuer };
  return settings.jarmOutside === 'code' && 'code' in end ? { response, code: end.code } : { response };
}
