/** The text of a first target file: what the bank's metadata shows is filled in, what only a person knows is marked. */
import { readUrl } from '../load/url.ts';
import type { MetadataDocument } from '../plan/index.ts';

/** Stands where a person has to write something; `lint` points at each. */
export const FILL_IN = 'FILL-IN';

export interface Answers {
  issuer: string;
  name: string | null;
  clientId: string | null;
  redirectUri: string | null;
  /** Files, as they are to stand in the target file. */
  signing: string | null;
  certificate: string | null;
  certificateKey: string | null;
  trust: string | null;
  profile: string | null;
  resource: string | null;
  scope: string | null;
}

const list = (document: MetadataDocument | null, member: string): string[] => {
  const value = document?.[member];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
};
const address = (document: MetadataDocument | null, member: string): string | null => {
  const value = document?.[member];
  return typeof value === 'string' && readUrl(value) !== null ? value : null;
};

/** Where requests have to go: the issuer, every endpoint, and their aliases for clients with a certificate. */
export function hostsOf(
  { issuer, resource }: Pick<Answers, 'issuer' | 'resource'>,
  document: MetadataDocument | null,
): string[] {
  const aliases = Object(document?.mtls_endpoint_aliases) as MetadataDocument;
  const named = [document ?? {}, aliases].flatMap((members) =>
    Object.keys(members)
      .filter((name) => /_(?:endpoint|uri)$/.test(name) && !/policy|tos|documentation/.test(name))
      .map((name) => address(members, name)),
  );
  const all = [issuer, resource, ...named].flatMap((one) => (one === null ? [] : (readUrl(one)?.host ?? [])));
  return [...new Set(all)];
}

/** The axes on which the bank, as far as it says, wants another answer than the default. */
function variantOf(answers: Answers, document: MetadataDocument | null): [axis: string, value: string, why: string][] {
  const auth = list(document, 'token_endpoint_auth_methods_supported');
  const knows = document !== null;
  const byCertificate = answers.signing === null && answers.certificate !== null;
  const bound = answers.certificate !== null && document?.tls_client_certificate_bound_access_tokens === true;
  const proves = list(document, 'dpop_signing_alg_values_supported').length > 0;
  const rows: [string, string | null, string][] = [
    [
      'request-delivery',
      knows && address(document, 'pushed_authorization_request_endpoint') === null ? 'plain' : null,
      'its metadata has no endpoint for pushed requests',
    ],
    [
      'request-signing',
      document?.require_signed_request_object === true ? 'signed' : null,
      'it requires signed request objects',
    ],
    [
      'client-auth',
      byCertificate
        ? auth.includes('tls_client_auth') || !auth.includes('self_signed_tls_client_auth')
          ? 'tls_client_auth'
          : 'self_signed_tls_client_auth'
        : null,
      'no signing key was named',
    ],
    [
      'sender-constraint',
      bound || !knows ? (answers.certificate === null ? 'dpop' : null) : proves ? 'dpop' : 'none',
      proves
        ? 'it supports DPoP, and binds tokens to no certificate of this client'
        : 'its metadata shows no sender constraint',
    ],
    [
      'protocol',
      knows && list(document, 'scopes_supported').length > 0 && !list(document, 'scopes_supported').includes('openid')
        ? 'oauth'
        : null,
      'openid is not among its scopes',
    ],
  ];
  return rows.flatMap(([axis, value, why]) => (value === null ? [] : [[axis, value, why] as [string, string, string]]));
}

function profileOf(document: MetadataDocument | null, variant: [string, string, string][]): string {
  const constraint = variant.find(([axis]) => axis === 'sender-constraint')?.[1];
  const pushed = !variant.some(([axis, value]) => axis === 'request-delivery' && value === 'plain');
  return document !== null && pushed && constraint !== 'none' ? 'fapi2-security' : 'openid-connect';
}

const quoted = (text: string): string => (/^[A-Za-z0-9._/:-]+$/.test(text) ? text : JSON.stringify(text));

/**
 * A commented target file that reads its secrets from the environment.
 * @param document the bank's metadata, or null when it could not be had; then what it would show is left to the reader
 */
export function targetText(answers: Answers, document: MetadataDocument | null): string {
  const variant = variantOf(answers, document);
  const profile = answers.profile ?? profileOf(document, variant);
  const fill = (value: string | null): string => quoted(value ?? FILL_IN);
  const userinfo = address(document, 'userinfo_endpoint');
  const resource = answers.resource ?? userinfo;
  const scope =
    answers.scope ?? (list(document, 'scopes_supported').includes('openid') || document === null ? 'openid' : null);
  const certificate = answers.certificate !== null;
  const unsaid = document === null ? ['# Its metadata could not be read, so everything here is assumed.'] : [];
  const axes = variant.map(([axis, value, why]) => `  ${axis}: ${value} # ${why}`);
  return `${[
    '# What Assay has to know of this bank. `assay lint --target` points at each line that is left to fill in;',
    '# docs: targets/README.md. Secrets stay in the environment: ${env.NAME}.',
    ...unsaid,
    `name: ${quoted(answers.name ?? new URL(answers.issuer).hostname)}`,
    '# What it is held to: a file of scenarios/_profiles. `assay list --requirements` shows what that asks.',
    `profile: ${profile}`,
    `issuer: ${quoted(answers.issuer)}`,
    '# Requests go to these hosts and nowhere else.',
    `hosts: [${hostsOf(answers, document).map(quoted).join(', ')}]`,
    ...(answers.trust === null
      ? ['# trust: ca.pem # the roots of its server certificates, if they are not public']
      : [`trust: ${quoted(answers.trust)}`]),
    '# `uk-3.1` for a bank with that consent API, `rar` for consent in authorization_details.',
    'dialect: plain',
    '# How the path runs, where it differs from the defaults; `assay list --variants` explains each axis.',
    axes.length === 0 ? '# variant: { access-token: opaque }' : `variant:\n${axes.join('\n')}`,
    '# What the bank claims and nothing else shows: targets/README.md has the list.',
    'capabilities: []',
    resource === null
      ? '# Any address that needs an access token.'
      : userinfo === resource
        ? '# UserInfo will do; better is an address that your clients use.'
        : '# An address that needs an access token.',
    `api: { resource: ${fill(resource)} }`,
    `scopes: { accounts: ${fill(scope)} }`,
    'clients:',
    '  primary:',
    `    client_id: ${fill(answers.clientId)}`,
    ...(answers.signing === null && certificate
      ? []
      : [`    signing: ${fill(answers.signing)} # private key: JWK, PEM or PKCS#12`]),
    ...(certificate ? ['    identity: primary'] : []),
    `    redirect_uri: ${fill(answers.redirectUri)} # as registered; it need not be reachable`,
    '  # A second registered client opens the cases about stolen codes and tokens:',
    '  # second: { client_id: ..., signing: ..., redirect_uri: ... }',
    ...(certificate
      ? [
          'identities:',
          `  primary: { certificate: ${fill(answers.certificate)}, key: ${fill(answers.certificateKey ?? answers.certificate)} }`,
        ]
      : []),
    'psu:',
    '  users: [{ username: "${env.PSU_USERNAME}", password: "${env.PSU_PASSWORD}" }]',
    '  # One rule for each page of the login, tried in order. When a page fits none, the run says what is on it.',
    '  pages:',
    '    - { id: login, fields: [username, password], fill: { username: "${psu.username}", password: "${psu.password}" }, press: submit, means: login }',
    '    - { id: consent, buttons: [approve], press: approve, deny: deny, means: consent }',
    '  error: { fields: [error], status: [400, 403, 500] }',
  ].join('\n')}\n`;
}
