/** Revocation: stops a token at once, and with a refresh token all that came from it. */

import { type Context, present } from '../http/context.ts';
import { check, type Endpoint } from '../http/endpoint.ts';
import { invalidRequest, Refusal } from '../http/refusal.ts';
import { empty, type Reply } from '../http/reply.ts';
import { clientAuthentication } from './checks/client-authentication.ts';
import { formChecks } from './checks/form.ts';
import { findToken, tokenParameter } from './introspect.ts';
import { stopGrant } from './issue.ts';

/** @requirement RFC7009-2.1-2 */
const ownToken = check('own-token', ({ bank, client, request }) => {
  const asked = findToken(bank, request.form.first('token') ?? '');
  if (asked && asked.clientId !== present(client, 'the client').id)
    throw invalidRequest("the token is not the client's");
});

/** @requirement RFC7009-2-1 RFC7009-2.1-1 */
export const revoke: Endpoint = {
  id: 'revoke',
  group: 'revoke',
  methods: ['POST'],
  path: '/revoke',
  surface: 'oauth',
  checks: [...formChecks, ...clientAuthentication, tokenParameter, ownToken],
  answer: stop,
};

/** Unknown tokens are as good as stopped. @requirement RFC7009-2.1-3 RFC7009-2.1-4 RFC7009-2.2-1 */
function stop({ bank, request, settings }: Context): Reply {
  const found = findToken(bank, request.form.first('token') ?? '');
  const hint = request.form.first('token_type_hint');
  const missed = settings.tokenTypeHint === 'narrows' && hint !== undefined && hint !== `${found?.kind}_token`;
  const asked = missed ? null : found;
  if (asked?.kind === 'refresh' && settings.tokenRevocation === 'access-tokens-only')
    throw new Refusal(400, 'unsupported_token_type', 'refresh tokens are not revoked here');
  if (asked && settings.tokenRevocation !== 'without-effect') {
    asked.token.revokedAt ??= bank.now();
    if (asked.kind === 'refresh' && settings.siblingsOfRevoked === 'revoked') stopGrant(bank, asked.grant);
  }
  return empty(200);
}
