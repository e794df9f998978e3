/** What a registrant says of a client: which members count, what they may hold, and the client they describe. */
import { randomBytes } from 'node:crypto';
import { ps256 } from '../as/algorithms.ts';
import { bindsCertificates } from '../as/sender-constraint.ts';
import { type Client, TLS_NAME_KINDS } from '../clients.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import type { Json, JsonObject } from '../http/reply.ts';
import { readJson } from '../http/request.ts';
import { readClient, readRedirectUris } from '../read-client.ts';
import type { Members } from '../read-members.ts';
import { metadataReader, redirectReader } from './metadata-reader.ts';
import { registrationJwt, registrationJwtRules } from './registration-jwt.ts';

const TLS_NAMES = TLS_NAME_KINDS.map((kind) => `tls_client_auth_${kind}`);

/** What is registered of a request; others are not understood here, and so ignored. @requirement RFC7591-2-1 */
const UNDERSTOOD: readonly string[] = [
  ...['client_name', 'redirect_uris', 'jwks', 'token_endpoint_auth_method', 'grant_types', 'response_types', 'scope'],
  ...['tls_client_certificate_bound_access_tokens', 'dpop_bound_access_tokens', ...TLS_NAMES],
  ...['authorization_signed_response_alg', 'id_token_signed_response_alg', 'request_object_signing_alg'],
  ...['require_signed_request_object', 'authorization_details_types'],
];

/** Members with addresses that the bank would have to ask. Nobody who registers may send it anywhere. */
const TO_BE_FETCHED = ['jwks_uri', 'request_uris', 'sector_identifier_uri'];

const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'];

const MOST_REDIRECT_URIS = 20;
const MOST_KEYS = 10;
const LONGEST_NAME = 100;
/** Of an RSA key, in bits. @requirement FAPI2-SP-5.4.1-2 */
const KEY_BITS = { least: 2048, most: 8192 };

const sent = ({ dcr }: Context): Members => present(dcr.metadata, 'the client metadata');

/** As JSON, or as the claims of a JWT, by what the registrant says that it sends. */
const inBody = check('metadata-in-body', (context) => {
  const sealed = registrationJwt(context);
  context.dcr.jwt = sealed?.jwt ?? null;
  context.dcr.metadata = sealed?.metadata ?? metadataReader(context).object(readJson(context.request), 'the body');
});

const nothingToFetch = check('metadata-nothing-to-fetch', (context) => {
  const member = TO_BE_FETCHED.find((name) => Object.hasOwn(sent(context), name));
  if (member !== undefined) metadataReader(context).fail(`${member}: what a client registers is not fetched here`);
});

const redirectUris = check('metadata-redirect-uris', (context) => {
  const uris = readRedirectUris(sent(context).redirect_uris, 'redirect_uris', redirectReader(context));
  if (uris.length > MOST_REDIRECT_URIS) redirectReader(context).fail('redirect_uris: too many');
});

const grantTypes = check('metadata-grant-types', (context) => {
  const asked = metadataReader(context).array(sent(context).grant_types ?? [], 'grant_types');
  if (asked.some((one) => !GRANT_TYPES.includes(String(one))))
    metadataReader(context).fail('grant_types: not offered here');
});

/** @requirement RFC8705-2.1.2-1 */
const oneName = check('metadata-one-certificate-name', (context) => {
  const metadata = sent(context);
  const names = TLS_NAMES.filter((name) => Object.hasOwn(metadata, name));
  if (metadata.token_endpoint_auth_method === 'tls_client_auth' && names.length !== 1)
    metadataReader(context).fail(`exactly one of ${TLS_NAMES.join(', ')} is needed`);
});

/** Everything else that a client has to be, and the client itself. */
const clientDescribed = check('metadata-of-a-client', (context) => {
  context.dcr.described = clientOf(context, understoodOf(sent(context)));
});

export const metadataChecks: readonly Check[] = [
  inBody,
  ...registrationJwtRules,
  nothingToFetch,
  redirectUris,
  grantTypes,
  oneName,
  clientDescribed,
];

/** For banks that do worse. */
export const metadataAlternatives: readonly Check[] = [
  /** Goes by the first of several names. */
  check('metadata-of-a-client-by-its-first-name', (context) => {
    const metadata = understoodOf(sent(context));
    const [, ...others] = TLS_NAMES.filter((name) => Object.hasOwn(metadata, name));
    const named = Object.entries(metadata).filter(([name]) => !others.includes(name));
    context.dcr.described = clientOf(context, Object.fromEntries(named));
  }),
  check('metadata-of-a-client-and-no-more', (context) => {
    const unknown = Object.keys(sent(context)).some((name) => !UNDERSTOOD.includes(name));
    if (unknown) metadataReader(context).fail('the body: a member is not known');
    return clientDescribed.run(context);
  }),
];

export const understoodOf = (metadata: Members): Members =>
  Object.fromEntries(UNDERSTOOD.flatMap((name) => (Object.hasOwn(metadata, name) ? [[name, metadata[name]]] : [])));

/** Bound to the organisation whose certificate registers it, and to that certificate when it asks for no other binding. */
function clientOf(context: Context, metadata: Members): Client {
  const { certificate } = context;
  const reader = metadataReader(context);
  const read = readClient(metadata, 'metadata', `dcr-${randomBytes(16).toString('hex')}`, reader);
  if (read.name.length > LONGEST_NAME) reader.fail('client_name: too long');
  if (read.keys.length > MOST_KEYS) reader.fail('jwks: too many keys');
  for (const { key } of read.keys) {
    const { modulusLength: bits } = key.asymmetricKeyDetails ?? {};
    if (bits !== undefined && (bits < KEY_BITS.least || bits > KEY_BITS.most))
      reader.fail(`jwks: an RSA key has ${KEY_BITS.least} to ${KEY_BITS.most} bits here`);
  }
  return {
    ...read,
    binding: read.binding === 'none' ? 'certificate' : read.binding,
    organizationIdentifier:
      read.auth === 'self_signed_tls_client_auth' ? null : (certificate?.organizationIdentifier ?? null),
  };
}

/** As registered: what was asked for and understood, and what the bank decided. @requirement RFC7591-3.2.1-2 */
export function registeredMetadata(metadata: Members, client: Client): JsonObject {
  return {
    grant_types: ['authorization_code'],
    response_types: client.registration.responseTypes,
    ...(understoodOf(metadata) as { [name: string]: Json }),
    client_name: client.name,
    token_endpoint_auth_method: client.auth,
    tls_client_certificate_bound_access_tokens: bindsCertificates(client),
    token_endpoint_auth_signing_alg: client.keys.length > 0 ? client.alg.name : ps256.name,
  };
}
