/** Which grant is asked for, and what a client may ask for itself. */
import { appScopes } from '../../api/index.ts';
import { present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import { Pairs } from '../../http/request.ts';
import { registeredScopes } from './authorization-request.ts';

export const GRANT_TYPES: readonly string[] = ['authorization_code', 'refresh_token', 'client_credentials'];

/** @requirement RFC6749-5.2-4 FAPI2-SP-5.3.2.1-2 */
export const grantType = check('grant-type', ({ request }) => {
  const type = request.form.first('grant_type');
  if (!type) throw invalidRequest('grant_type is missing');
  if (!GRANT_TYPES.includes(type)) throw new Refusal(400, 'unsupported_grant_type', 'the grant type is not supported');
});

/** For banks that do worse. */
export const grantTypeAlternatives: readonly Check[] = [
  check('grant-type-or-password', (context) => {
    if (context.request.form.first('grant_type') === 'password') context.as.scopes = ['accounts'];
    else return grantType.run(context);
  }),
  check('grant-type-or-code', ({ request }) => {
    if (GRANT_TYPES.includes(request.form.first('grant_type') ?? '')) return;
    const others = request.form.entries.filter(([name]) => name !== 'grant_type');
    request.form = new Pairs([...others, ['grant_type', 'authorization_code']]);
  }),
];

/** @requirement RFC6749-3.3-2 */
export const appScope: Check = check('app-scope', ({ as, client, request }) => {
  const scopes = [...new Set((request.form.first('scope') ?? '').split(' ').filter((one) => one !== ''))];
  if (scopes.length === 0 || scopes.some((one) => !appScopes.includes(one))) {
    throw new Refusal(400, 'invalid_scope', 'scope is missing or not for a client alone');
  }
  as.scopes = registeredScopes(scopes, present(client, 'the client'));
});
