/** Introspection: the true state of a token, for the client it was given to. */
import { consentLive } from '../api/consent.ts';
import type { Bank } from '../bank.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { invalidRequest } from '../http/refusal.ts';
import { type Json, type JsonObject, json, jwt, type Reply } from '../http/reply.ts';
import type { Settings } from '../settings.ts';
import type { AccessToken, Grant, RefreshToken } from '../store/grants.ts';
import { clientAuthentication } from './checks/client-authentication.ts';
import { formChecks } from './checks/form.ts';
import { accessTokenLive, recognise, refreshTokenLive } from './issue.ts';
import { assemble } from './parts.ts';
import { tokenType } from './sender-constraint.ts';
import { signFor } from './sign.ts';

/** @requirement RFC7662-2.1-2 */
export const tokenParameter: Check = check('token-parameter', ({ request }) => {
  if (!request.form.first('token')) throw invalidRequest('token is missing');
});

/** A token the caller asks about, of either kind. */
export type Asked =
  | { kind: 'access'; token: AccessToken; clientId: string; grant: Grant | null }
  | { kind: 'refresh'; token: RefreshToken; clientId: string; grant: Grant };

/** The hint does not narrow the search. @requirement RFC7009-2.1-5 */
export function findToken(bank: Bank, text: string): Asked | null {
  const refresh = bank.store.refreshTokens.get(text);
  if (refresh) return { kind: 'refresh', token: refresh, clientId: refresh.clientId, grant: refresh.grant };
  const access = recognise(bank, text);
  return access ? { kind: 'access', token: access, clientId: access.clientId, grant: access.grant } : null;
}

/** @requirement RFC7662-2.1-1 RFC7662-2.3-1 */
export const introspect: Endpoint = {
  id: 'introspect',
  group: 'introspect',
  methods: ['POST'],
  path: '/introspect',
  surface: 'oauth',
  checks: [...formChecks, ...clientAuthentication, tokenParameter],
  answer: inForm,
};

const MEDIA_TYPE = 'application/token-introspection+jwt';

/** As JSON, or as a JWT for a client that asks for one. @requirement RFC9701-4-1 RFC9701-5-1 RFC9701-5-6 FAPI2-MS-5.5.1-1 */
function inForm(context: Context): Reply {
  const { bank, settings, request } = context;
  const said = tell(context);
  if (!asksFor(MEDIA_TYPE, request.headers.accept)) return json(200, said);
  const client = present(context.client, 'the client');
  const facts = { issuer: bank.issuer, clientId: client.id, now: bank.now(), said };
  const claims = assemble(bank.parts.introspectionJwt, facts);
  const typ = settings.introspectionJwtTyp === 'own' ? 'token-introspection+jwt' : 'JWT';
  const alg = settings.introspectionJwtAlg === 'same' ? null : settings.introspectionJwtAlg;
  return jwt(200, MEDIA_TYPE, signFor(bank, client, typ, claims, alg));
}

/** Whether an Accept header names the type itself; whatever fits anything means JSON. */
function asksFor(type: string, accept = ''): boolean {
  return accept.split(',').some((range) => range.split(';')[0]?.trim().toLowerCase() === type);
}

const inactiveAs = ({ inactiveToken }: Settings): JsonObject =>
  ({
    bare: { active: false },
    'with-client': { active: false, client_id: 'somebody-else' },
    text: { active: 'false' },
  })[inactiveToken];

/** For banks that do worse. */
export const tokenStateAlternatives: readonly Check[] = [
  check('token-known', ({ bank, request }) => {
    if (findToken(bank, request.form.first('token') ?? '') === null) throw invalidRequest('the token is unknown');
  }),
];

/** @requirement RFC7662-2.2-1 RFC7662-2.2-2 RFC7662-2.2-3 RFC7662-4-1 FAPI2-MS-6.2-1 */
function tell(context: Context): JsonObject {
  const { bank, settings } = context;
  const asked = findToken(bank, context.request.form.first('token') ?? '');
  if (settings.introspection === 'always-active') return { active: true, ...(asked ? facts(bank, asked) : {}) };
  const own = asked?.clientId === present(context.client, 'the client').id;
  if (!asked || !live(bank, asked) || !(own || settings.introspectionFor === 'any-client')) return inactiveAs(settings);
  return { active: true, ...facts(bank, asked) };
}

function live(bank: Bank, asked: Asked): boolean {
  const consentId = asked.grant?.consentId ?? null;
  if (consentId !== null && !consentLive(bank, consentId)) return false;
  const { introspection, accessTokenLifetimeSeconds } = bank.settings;
  if (asked.kind === 'access')
    return introspection === 'end-ignored' ? asked.token.revokedAt === null : accessTokenLive(bank, asked.token);
  const accessEnds = asked.grant.createdAt + accessTokenLifetimeSeconds * 1000;
  if (introspection === 'refresh-ends-with-access' && accessEnds <= bank.now()) return false;
  return refreshTokenLive(bank, asked.token);
}

/** @requirement RFC8705-3.2-1 RFC9449-6.2-1 */
function facts(bank: Bank, asked: Asked): Record<string, Json> {
  if (asked.kind === 'access') {
    return {
      ...assemble(bank.parts.introspection, { issuer: bank.issuer, token: asked.token }),
      token_type: bank.settings.introspectedType === 'own' ? tokenType(bank.settings, asked.token.binding) : 'Bearer',
    };
  }
  const { subject, scopes, authorizationDetails } = asked.grant;
  const exp = Math.floor(asked.token.expiresAt / 1000);
  const scope = scopes.length > 0 ? { scope: scopes.join(' ') } : {};
  const details = authorizationDetails.length > 0 ? { authorization_details: authorizationDetails } : {};
  return { iss: bank.issuer, client_id: asked.clientId, exp, sub: subject, ...scope, ...details };
}
