/** What every protected resource asks of a request before it looks at what is wanted. */
import { recognise } from '../as/issue.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { insufficientScope, invalidToken, Refusal } from '../http/refusal.ts';
import type { AccessToken } from '../store/grants.ts';
import { certificateChecks } from '../tls/client-certificate.ts';

/** In the header only; a token in the URL or the body is not looked at. @requirement FAPI2-SP-5.3.4-1 FAPI2-SP-5.3.4-2 */
const bearerToken = check('bearer-token', ({ request }) => {
  if (sent(request.headers.authorization) === null) {
    throw new Refusal(401, 'missing_token', 'an access token is needed', { kind: 'token' });
  }
});

function sent(header: string | undefined): string | null {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? null;
}

/** @requirement FAPI2-SP-5.3.4-3a */
const tokenKnown = check('token-known', (context) => {
  const { bank, request } = context;
  const token = recognise(bank, sent(request.headers.authorization) ?? '');
  const client = token ? bank.clients.get(token.clientId) : undefined;
  if (!token || !client) throw invalidToken('the access token is not one of ours');
  context.access = { token, client, grant: token.grant };
});

const tokenOf = (context: Context): AccessToken => present(context.access, 'the access token').token;

/** @requirement FAPI2-SP-5.3.4-3b */
const tokenUnexpired = check('token-unexpired', (context) => {
  if (tokenOf(context).expiresAt <= context.bank.now()) throw invalidToken('the access token has expired');
});

/** @requirement FAPI2-SP-5.3.4-3c RFC7009-2.1-3 */
const tokenNotRevoked = check('token-not-revoked', (context) => {
  const { revokedAt, grant } = tokenOf(context);
  if (revokedAt !== null || (grant?.revokedAt ?? null) !== null) throw invalidToken('the access token was revoked');
});

function otherHolder(): Refusal {
  return invalidToken('the access token is bound to another certificate');
}

/** @requirement RFC8705-3-3 RFC8705-3-4 FAPI2-SP-5.3.4-5 */
const tokenBinding = check('token-binding', (context) => {
  if (context.certificate?.x5t !== tokenOf(context).binding.x5t) throw otherHolder();
});

export const resourceAccess: readonly Check[] = [
  bearerToken,
  ...certificateChecks,
  tokenKnown,
  tokenUnexpired,
  tokenNotRevoked,
  tokenBinding,
];

/** The token must stand for this kind of access. @requirement FAPI2-SP-5.3.4-4 */
export function tokenScope(scope: string): Check {
  return check('token-scope', (context) => {
    if (!tokenOf(context).scopes.includes(scope)) throw insufficientScope(`the token has no scope ${scope}`);
  });
}

/** For banks that do worse. */
export const resourceAccessAlternatives: readonly Check[] = [
  check('token-binding-if-certificate', (context) => {
    if (context.certificate) return tokenBinding.run(context);
  }),
  check('token-binding-subject', (context) => {
    if (context.certificate?.subject !== tokenOf(context).binding.subject) throw otherHolder();
  }),
  check('token-binding-key', (context) => {
    if (context.certificate?.keySha256 !== tokenOf(context).binding.keySha256) throw otherHolder();
  }),
];
