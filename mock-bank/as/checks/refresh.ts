/** Rules over a refresh token, and over the consent behind it. */
import { authenticationAgeChecks } from '../../api/authentication-age.ts';
import { refreshKey } from '../../dpop/authorization-server.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidGrant, invalidRequest, Refusal } from '../../http/refusal.ts';
import type { Consent } from '../../store/consents.ts';
import type { RefreshToken } from '../../store/grants.ts';

const refreshOf = (context: Context): RefreshToken => present(context.as.refresh, 'the refresh token');

const refreshKnown = check('refresh-known', ({ as, bank, request }) => {
  const sent = request.form.first('refresh_token');
  if (!sent) throw invalidRequest('refresh_token is missing');
  const refresh = bank.store.refreshTokens.get(sent);
  if (!refresh) throw invalidGrant('the refresh token is unknown');
  as.refresh = refresh;
});

/** @requirement RFC6749-6-2 */
const refreshClient = check('refresh-client', (context) => {
  if (refreshOf(context).clientId !== present(context.client, 'the client').id) {
    throw invalidGrant('the refresh token is unknown');
  }
});

/** @requirement RFC7009-2.1-3 */
const refreshNotStopped = check('refresh-not-stopped', (context) => {
  const { revokedAt, grant } = refreshOf(context);
  if (revokedAt !== null || grant.revokedAt !== null) throw invalidGrant('the refresh token was revoked');
});

/** Lives as long as the bank allows; the consent's own end is judged below. @requirement RFC6749-5.2-3 */
const refreshUnexpired = check('refresh-unexpired', (context) => {
  if (refreshOf(context).expiresAt <= context.bank.now()) throw invalidGrant('the refresh token has expired');
});

/** A rule over the consent of the grant, when it has one. */
function consentRule(name: string, stops: (consent: Consent, now: number) => boolean): Check {
  return check(name, (context) => {
    const { consentId } = refreshOf(context).grant;
    const consent = consentId === null ? undefined : context.bank.store.consents.get(consentId);
    if (consent && stops(consent, context.bank.now())) throw invalidGrant('the consent is no longer in force');
  });
}

/** @requirement UK-OB-3.1-AIS-1 RFC6749-5.2-3 */
const unexpired = consentRule(
  'refresh-consent-unexpired',
  ({ expiresAt }, now) => expiresAt !== null && expiresAt <= now,
);

/** @requirement UK-OB-3.1-AIS-2 RFC6749-5.2-3 */
const notRevoked = consentRule('refresh-consent-not-revoked', ({ revokedAt }) => revokedAt !== null);

/** @requirement UK-OB-3.1-AIS-3 RFC6749-5.2-3 */
const notDeleted = consentRule('refresh-consent-not-deleted', ({ deletedAt }) => deletedAt !== null);

const askedScopes = ({ request }: Context): string[] =>
  (request.form.first('scope') ?? '').split(' ').filter((one) => one !== '');

/** @requirement RFC6749-6-1 */
const refreshScope = check('refresh-scope', (context) => {
  const { grant } = refreshOf(context);
  const asked = askedScopes(context);
  if (asked.some((one) => !grant.scopes.includes(one))) {
    throw new Refusal(400, 'invalid_scope', 'the scope exceeds what was granted');
  }
  context.as.scopes = asked.length > 0 ? [...new Set(asked)] : grant.scopes;
});

export const refreshChecks: readonly Check[] = [
  refreshKnown,
  refreshClient,
  refreshNotStopped,
  refreshUnexpired,
  unexpired,
  notRevoked,
  notDeleted,
  ...authenticationAgeChecks,
  refreshKey,
  refreshScope,
];

/** For banks that do worse. */
export const refreshAlternatives: readonly Check[] = [
  check('refresh-known-in-any-case', (context) => {
    const sent = (context.request.form.first('refresh_token') ?? '').toLowerCase();
    const found = [...context.bank.store.refreshTokens.values()].find(({ token }) => token.toLowerCase() === sent);
    if (!found) return refreshKnown.run(context);
    context.as.refresh = found;
  }),
  check('refresh-scope-without-last', async (context) => {
    await refreshScope.run(context);
    context.as.scopes = context.as.scopes?.slice(0, -1) ?? null;
  }),
  /** Takes it for a token that is bound to the certificate of its first use. */
  check('refresh-client-over-its-first-certificate', (context) => {
    const { grant } = refreshOf(context);
    const first = [...context.bank.store.accessTokens.values()].find((token) => token.grant === grant);
    const bound = first?.binding.kind === 'certificate' ? String(first.binding.cnf['x5t#S256']) : null;
    if (bound !== null && context.certificate?.x5t !== bound) throw invalidGrant('the refresh token is unknown');
    return refreshClient.run(context);
  }),
  check('refresh-scope-narrowed-for-good', async (context) => {
    await refreshScope.run(context);
    if (askedScopes(context).length > 0) refreshOf(context).grant.scopes = askedScopes(context);
  }),
  check('refresh-scope-without-openid', async (context) => {
    await refreshScope.run(context);
    context.as.scopes = context.as.scopes?.filter((one) => one !== 'openid') ?? null;
  }),
  check('refresh-scope-unnamed', (context) => {
    if (askedScopes(context).length > 0) throw new Refusal(400, 'invalid_scope', 'a refresh names no scope');
    return refreshScope.run(context);
  }),
  check('refresh-scope-whole', (context) => {
    const asked = askedScopes(context);
    const whole = refreshOf(context).grant.scopes.every((one) => asked.includes(one));
    if (asked.length > 0 && !whole) throw new Refusal(400, 'invalid_scope', 'the scope is not what was granted');
    return refreshScope.run(context);
  }),
  check('refresh-scope-as-asked', (context) => {
    const asked = askedScopes(context);
    context.as.scopes = asked.length > 0 ? [...new Set(asked)] : refreshOf(context).grant.scopes;
  }),
];
