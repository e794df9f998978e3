/** Rules over an authorization code at the token endpoint. */
import { consentLive } from '../../api/consent.ts';
import { codeKey } from '../../dpop/authorization-server.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidGrant, invalidRequest } from '../../http/refusal.ts';
import type { AuthorizationCode } from '../../store/grants.ts';
import { stopGrant } from '../issue.ts';
import { pkceTokenChecks } from './pkce.ts';

const codeOf = (context: Context): AuthorizationCode => present(context.as.code, 'the code');

const codeKnown = check('code-known', ({ as, bank, request }) => {
  const sent = request.form.first('code');
  if (!sent) throw invalidRequest('code is missing');
  const code = bank.store.codes.get(sent);
  if (!code) throw invalidGrant('the code is unknown');
  as.code = code;
});

/** @requirement RFC6749-4.1.3-2 RFC6749-4.1.2-4 */
const codeClient = check('code-client', (context) => {
  if (codeOf(context).clientId !== present(context.client, 'the client').id) throw invalidGrant('the code is unknown');
});

/** A second use also stops what the first one yielded. @requirement FAPI2-SP-5.3.2.2-9 RFC6749-4.1.2-2 RFC6749-4.1.2-3 */
const codeUnused = check('code-unused', (context) => {
  const { redeemedAt, grant } = codeOf(context);
  if (redeemedAt === null) return;
  stopGrant(context.bank, grant);
  throw invalidGrant('the code was used before');
});

/** @requirement FAPI2-SP-5.3.2.1-11 */
const codeUnexpired = check('code-unexpired', (context) => {
  if (codeOf(context).expiresAt <= context.bank.now()) throw invalidGrant('the code has expired');
});

/** @requirement RFC6749-4.1.3-1 OIDC-CORE-3.1.3.2-1 */
const codeRedirectUri = check('code-redirect-uri', (context) => {
  if (context.request.form.first('redirect_uri') !== codeOf(context).redirectUri) {
    throw invalidGrant('redirect_uri is not the one of the authorization request');
  }
});

/** @requirement UK-OB-3.1-AIS-2 UK-OB-3.1-AIS-3 */
const codeConsentLive = check('code-consent-live', (context) => {
  const { consentId, revokedAt } = codeOf(context).grant;
  if (revokedAt !== null || (consentId !== null && !consentLive(context.bank, consentId))) {
    throw invalidGrant('the consent is no longer in force');
  }
});

/** For banks that do worse. */
export const codeAlternatives: readonly Check[] = [
  check('code-known-in-any-case', (context) => {
    const sent = (context.request.form.first('code') ?? '').toLowerCase();
    const found = [...context.bank.store.codes.values()].find(({ code }) => code.toLowerCase() === sent);
    if (!found) return codeKnown.run(context);
    context.as.code = found;
  }),
  check('code-redirect-uri-if-sent', (context) => {
    if (context.request.form.first('redirect_uri') !== undefined) return codeRedirectUri.run(context);
  }),
  /** Looks before the others of its kind have come, and marks the code after. */
  check('code-unused-raced', async (context) => {
    codeUnused.run(context);
    await context.bank.underway.everybody(context.request.path);
  }),
  check('code-unused-without-consequence', (context) => {
    if (codeOf(context).redeemedAt !== null) throw invalidGrant('the code was used before');
  }),
];

export const codeChecks: readonly Check[] = [
  codeKnown,
  codeClient,
  codeUnused,
  codeUnexpired,
  codeRedirectUri,
  ...pkceTokenChecks,
  codeKey,
  codeConsentLive,
];
