/** The token endpoint: one branch for each grant type. */
import { tokenChecks } from '../api/index.ts';
import { tokenProofChecks } from '../dpop/authorization-server.ts';
import { type Context, present } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { called, type Json, json, type Reply, repeating } from '../http/reply.ts';
import type { Binding, Grant } from '../store/grants.ts';
import { certificateToBind, clientAuthentication } from './checks/client-authentication.ts';
import { codeChecks } from './checks/code.ts';
import { formChecks } from './checks/form.ts';
import { appScope, grantType } from './checks/grant-type.ts';
import { refreshChecks } from './checks/refresh.ts';
import { issueIdToken } from './id-token.ts';
import { issueAccessToken, issueRefreshToken } from './issue.ts';
import { assemble } from './parts.ts';
import { senderConstraints, tokenType, unbound } from './sender-constraint.ts';

export const token: Endpoint = {
  id: 'token',
  group: 'token',
  methods: ['POST'],
  path: '/token',
  surface: 'oauth',
  checks: [...formChecks, ...clientAuthentication, certificateToBind, ...tokenProofChecks, grantType],
  choose: ({ request }) => request.form.first('grant_type') ?? '',
  branches: {
    authorization_code: { checks: [...codeChecks, ...tokenChecks], answer: redeem },
    refresh_token: { checks: [...refreshChecks, ...tokenChecks], answer: refresh },
    /** Never chosen, but by a bank that has this grant type. */
    password: { checks: tokenChecks, answer: clientCredentials },
    client_credentials: { checks: [appScope, ...tokenChecks], answer: clientCredentials },
  },
  answer: () => {
    throw new Error('every grant type has a branch');
  },
};

/** Marks the code before anything else happens: nothing runs between its check and this. */
function redeem(context: Context): Reply {
  const { bank } = context;
  const client = present(context.client, 'the client');
  const code = present(context.as.code, 'the code');
  code.redeemedAt = bank.now();
  const { grant } = code;
  const members = accessTokenMembers(context, grant, grant.scopes);
  const beside = { accessToken: members.access_token, address: context.connection.address };
  return answer(context, {
    ...members,
    refresh_token: issueRefreshToken(bank, grant, client, context.as.proof?.jkt ?? null).token,
    ...(grant.scopes.includes('openid') ? { id_token: issueIdToken(bank, client, code, beside) } : {}),
  });
}

/** @requirement FAPI2-SP-5.3.2.1-9 RFC8705-6.3-1 */
function refresh(context: Context): Reply {
  const { bank, as, settings } = context;
  const held = present(as.refresh, 'the refresh token');
  const { grant, dpopJkt } = held;
  const members = accessTokenMembers(context, grant, present(as.scopes, 'the scopes'));
  const idToken = refreshedIdToken(context, grant, members.access_token);
  const given = idToken === null ? members : { ...members, id_token: idToken };
  if (settings.refreshTokens === 'kept') return answer(context, given);
  if (settings.refreshTokens === 'rotated') held.revokedAt = bank.now();
  const next = issueRefreshToken(bank, grant, present(context.client, 'the client'), dpopJkt);
  return answer(context, { ...given, refresh_token: next.token });
}

/** Of the user who signed in, when it did; no nonce. @requirement OIDC-CORE-12.2-1 */
function refreshedIdToken(
  { bank, client, connection, settings }: Context,
  grant: Grant,
  accessToken: string,
): string | null {
  if (settings.refreshedIdToken === 'none' || !grant.scopes.includes('openid')) return null;
  const of = settings.refreshedIdToken === 'of-another' ? { ...grant, subject: `${grant.subject}0` } : grant;
  const code = { code: '', clientId: grant.clientId, nonce: null, grant: of };
  return issueIdToken(bank, present(client, 'the client'), code, { accessToken, address: connection.address });
}

/** @requirement RFC6749-4.4.3-1 */
function clientCredentials(context: Context): Reply {
  const members = accessTokenMembers(context, null, present(context.as.scopes, 'the scopes'));
  const refreshable = context.settings.clientCredentialsRefresh === 'issued';
  return answer(context, refreshable ? { ...members, refresh_token: 'a-token-that-refreshes-nothing' } : members);
}

/** Nobody keeps it: every answer of this bank forbids that by itself. @requirement RFC6749-5.1-3 */
function answer({ settings }: Context, members: Record<string, Json>): Reply {
  const cacheable = [['cache-control', 'private, max-age=60']] as const;
  const given = json(200, members, settings.tokenCaching === 'allowed' ? cacheable : []);
  const reply = settings.textAt === 'token' ? called(given, 'text/plain') : given;
  return settings.repeatsMemberAt === 'token' ? repeating(reply, 'token_type') : reply;
}

/** To what this request has shown, also at a refresh. @requirement FAPI2-SP-5.3.2.1-4 */
function bindingOf(context: Context, grant: Grant | null): Binding {
  const { bank, as, settings } = context;
  const shown = senderConstraints[present(context.client, 'the client').binding].bind(context);
  if (as.refresh === null || settings.refreshedBinding === 'shown') return shown;
  if (settings.refreshedBinding === 'dropped') return unbound;
  return [...bank.store.accessTokens.values()].find((token) => token.grant === grant)?.binding ?? shown;
}

/** @requirement RFC6749-5.1-1 RFC6749-5.1-2 RFC6749-3.3-1 RFC9449-5-3 */
function accessTokenMembers(context: Context, grant: Grant | null, scopes: readonly string[]) {
  const { bank, as, settings } = context;
  const client = present(context.client, 'the client');
  const binding = bindingOf(context, grant);
  const subject = grant?.subject ?? client.id;
  const { authorizationDetails } = as;
  const order = { client, binding, subject, scopes, authorizationDetails, grant };
  const { jwt, token: issued, expiresIn } = issueAccessToken(bank, order);
  // A scope that was asked for need not be told, one that was not has to be.
  const byDefault = grant?.scopesByDefault ?? false;
  const told = byDefault ? settings.defaultScopeTold === 'always' : settings.optionalMembers === 'present';
  const scope = told && scopes.length > 0 ? { scope: scopes.join(' ') } : {};
  const more = assemble(bank.parts.tokenResponse, { token: issued });
  const lifetime = { number: expiresIn, text: String(expiresIn), zero: 0, absent: null }[settings.tokenExpiresIn];
  const ends = lifetime === null ? {} : { expires_in: lifetime };
  const type = settings.tokenTypeTold === 'always' ? { token_type: tokenType(settings, binding) } : {};
  return { access_token: jwt, ...type, ...ends, ...scope, ...more };
}
