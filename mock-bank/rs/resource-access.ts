/** What every protected resource asks of a request before it looks at what is wanted. */
import { recognise } from '../as/issue.ts';
import { parseJws } from '../as/jws.ts';
import { senderConstraints } from '../as/sender-constraint.ts';
import { badProof, proofChecks, proofOfToken } from '../dpop/proof.ts';
import { type Context, present } from '../http/context.ts';
import { type Credentials, credentialsOf } from '../http/credentials.ts';
import { type Check, check } from '../http/endpoint.ts';
import { insufficientScope, invalidRequest, invalidToken, Refusal } from '../http/refusal.ts';
import { signatureChecks } from '../signatures/request.ts';
import type { AccessToken, Binding } from '../store/grants.ts';
import { certificatePresent, certificateSource, certificateValidity } from '../tls/client-certificate.ts';

/** In the header only, and nowhere beside it. @requirement FAPI2-SP-5.3.4-1 FAPI2-SP-5.3.4-2 RFC6750-2-1 RFC6750-3.1-1 */
const accessToken = check('access-token', ({ request }) => {
  if (!credentialsOf(request.headers)) throw missingToken();
  if (request.query.first('access_token') !== undefined)
    throw invalidRequest('an access token came in the header and in the address');
});

function missingToken(): Refusal {
  return new Refusal(401, 'missing_token', 'an access token is needed', { kind: 'token', reason: 'token-missing' });
}

const credentials = ({ request }: Context): Credentials => present(credentialsOf(request.headers), 'the token');

/** @requirement FAPI2-SP-5.3.4-3a */
const tokenKnown = check('token-known', (context) => {
  admit(context, recognise(context.bank, credentials(context).token));
});

function admit(context: Context, token: AccessToken | null): void {
  const { bank } = context;
  const client = token ? bank.clients.get(token.clientId) : undefined;
  if (!token || !client) throw invalidToken('this bank did not issue the access token', 'token-unknown');
  context.access = { token, client, grant: token.grant };
}

const tokenOf = (context: Context): AccessToken => present(context.access, 'the access token').token;

type BindingTo = {
  certificate: Extract<Binding, { kind: 'certificate' | 'both' }>;
  key: Extract<Binding, { kind: 'key' | 'certificate' | 'both' }>;
};

/** The binding when it is one to this, also beside another, else null. */
function bindingOf<K extends keyof BindingTo>(context: Context, kind: K): BindingTo[K] | null {
  const { binding } = tokenOf(context);
  return binding.kind === kind || binding.kind === 'both' ? (binding as BindingTo[K]) : null;
}

/** @requirement FAPI2-SP-5.3.4-3b */
const tokenUnexpired = check('token-unexpired', (context) => {
  if (tokenOf(context).expiresAt <= context.bank.now())
    throw invalidToken('the access token has expired', 'token-expired');
});

/** @requirement FAPI2-SP-5.3.4-3c RFC7009-2.1-3 */
const tokenNotRevoked = check('token-not-revoked', (context) => {
  const { revokedAt, grant } = tokenOf(context);
  if (revokedAt !== null || (grant?.revokedAt ?? null) !== null) throw invalidToken('the access token was revoked');
});

/** A bound token is sent with the scheme of its binding, and no other token is. @requirement RFC9449-7.2-1 RFC9449-7.1-1 */
const tokenScheme = check('token-scheme', (context) => {
  const { tokenType } = senderConstraints[tokenOf(context).binding.kind];
  if (credentials(context).scheme !== tokenType) throw invalidToken(`the access token belongs to ${tokenType}`);
});

const provesKey = (context: Context) => credentials(context).scheme === 'DPoP';

/** @requirement RFC9449-7-1 RFC9449-7.1-2 */
const proofPresent = check('dpop-present', (context) => {
  if (provesKey(context) && context.request.headers.dpop === undefined) {
    throw badProof(context, 'a proof of possession is needed');
  }
});

/** @requirement RFC9449-4.3-12b RFC9449-6-2 */
const proofKey = check('dpop-key', (context) => {
  const bound = bindingOf(context, 'key');
  if (bound && provesKey(context) && context.as.proof?.jkt !== bound.cnf.jkt) {
    throw invalidToken('the access token is bound to another key');
  }
});

function otherHolder(): Refusal {
  return invalidToken('the access token is bound to another certificate');
}

/** @requirement RFC8705-3-3 RFC8705-3-4 FAPI2-SP-5.3.4-5 */
const tokenBinding = check('token-binding', (context) => {
  const bound = bindingOf(context, 'certificate');
  if (bound && context.certificate?.x5t !== bound.cnf['x5t#S256']) throw otherHolder();
});

/** A token of a client whose tokens are to be bound is bound. @requirement FAPI2-SP-5.3.4-5 */
const tokenConstrained = check('token-constrained', (context) => {
  const { token, client } = present(context.access, 'the access token');
  if (client.binding !== 'none' && token.binding.kind === 'none')
    throw invalidToken('the access token is bound to nothing');
});

/** One that is bound to a certificate and to a key needs both. @requirement RFC8705-3-3 RFC9449-7.1-3 FAPI2-SP-5.3.4-5 */
const everyBinding = check('token-every-binding', (context) => {
  const { kind, cnf } = tokenOf(context).binding;
  if (kind === 'certificate' && cnf.jkt !== undefined && context.as.proof?.jkt !== cnf.jkt)
    throw invalidToken('the access token is bound to a key as well');
  const shown = context.connection.certificate?.x5t;
  if (kind === 'key' && cnf['x5t#S256'] !== undefined && shown !== cnf['x5t#S256']) throw otherHolder();
});

/** SHA-256 in base64url. */
const THUMBPRINT_LETTERS = 43;

const isBoundToCertificate = (context: Context) => bindingOf(context, 'certificate') !== null;

/** The status services of a certificate are asked before the token is judged: nothing may change behind that judgement. */
export const resourceAccess: readonly Check[] = [
  accessToken,
  tokenKnown,
  certificateSource(isBoundToCertificate),
  certificatePresent('certificate-present', isBoundToCertificate),
  ...certificateValidity,
  tokenUnexpired,
  tokenNotRevoked,
  tokenScheme,
  tokenConstrained,
  tokenBinding,
  proofPresent,
  ...proofChecks(provesKey),
  proofOfToken((context) => credentials(context).token),
  proofKey,
  everyBinding,
  ...signatureChecks,
];

/** The token must stand for this kind of access. @requirement FAPI2-SP-5.3.4-4 */
export function tokenScope(scope: string): Check {
  return check('token-scope', (context) => {
    if (!tokenOf(context).scopes.includes(scope)) throw insufficientScope(`the token has no scope ${scope}`);
  });
}

/** For banks that do worse. */
export const resourceAccessAlternatives: readonly Check[] = [
  /** Takes a token out of the address, as if it had come in the header. */
  check('access-token-or-query', (context) => {
    const { query, headers } = context.request;
    const sent = query.first('access_token');
    if (sent === undefined) return accessToken.run(context);
    headers.authorization ??= `${headers.dpop === undefined ? 'Bearer' : 'DPoP'} ${sent}`;
  }),
  check('token-known-unverified', (context) => {
    const jti = parseJws(credentials(context).token)?.claims.jti;
    admit(context, context.bank.store.accessTokens.get(String(jti)) ?? null);
  }),
  check('token-binding-if-certificate', (context) => {
    if (context.certificate) return tokenBinding.run(context);
  }),
  /** Takes a thumbprint that cannot be one for none. */
  check('token-binding-if-readable', (context) => {
    const told = bindingOf(context, 'certificate')?.cnf['x5t#S256'];
    if (typeof told === 'string' && told.length === THUMBPRINT_LETTERS) return tokenBinding.run(context);
  }),
  check('token-binding-subject', (context) => {
    const bound = bindingOf(context, 'certificate');
    if (bound && context.certificate?.subject !== bound.subject) throw otherHolder();
  }),
  check('token-binding-key', (context) => {
    const bound = bindingOf(context, 'certificate');
    if (bound && context.certificate?.keySha256 !== bound.keySha256) throw otherHolder();
  }),
  check('access-token-exact-scheme', ({ request }) => {
    const sent = credentialsOf(request.headers);
    if (!sent || request.headers.authorization?.startsWith(sent.scheme) !== true) throw missingToken();
  }),
  check('dpop-key-unless-any-point', (context) => {
    if (context.as.proof?.key !== null) return proofKey.run(context);
  }),
  check('dpop-key-if-proved', (context) => {
    if (context.as.proof) return proofKey.run(context);
  }),
  /** Takes either scheme for a bound token, and where it is Bearer asks for no proof. */
  check('token-scheme-any', (context) => {
    if (!bindingOf(context, 'key')) return tokenScheme.run(context);
  }),
];
