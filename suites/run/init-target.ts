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
  dialect: string;
  /** The base addresses of that dialect, and those that are known. */
  bases: readonly string[];
  api: { [base: string]: string };
  /** Names of test users. */
  users: string[];
}

const list = (document: MetadataDocument | null, member: string): string[] => {
  const value = document?.[member];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
};
const address = (document: MetadataDocument | null, member: string): string | null => {
  const value = document?.[member];
  return typeof value === 'string' && usable(value) ? value : null;
};

/** A bank's metadata is foreign: a `${` in it would be filled in from the environment, and sent. */
const usable = (value: string): boolean => {
  const url = value.length > 2000 || value.includes('${') ? null : readUrl(value);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/.test(url.host)
  );
};
const MOST_HOSTS = 20;

/** Where requests have to go: the issuer, every endpoint, and their aliases for clients with a certificate. */
export function hostsOf(
  { issuer, resource, api }: Pick<Answers, 'issuer' | 'resource' | 'api'>,
  document: MetadataDocument | null,
): string[] {
  const aliases = Object(document?.mtls_endpoint_aliases) as MetadataDocument;
  const named = [document ?? {}, aliases].flatMap((members) =>
    Object.keys(members)
      .filter((name) => /_(?:endpoint|uri)$/.test(name) && !/policy|tos|documentation/.test(name))
      .map((name) => address(members, name)),
  );
  const all = [issuer, resource, ...Object.values(api), ...named].flatMap((one) =>
    one === null ? [] : (readUrl(one)?.host ?? []),
  );
  return [...new Set(all)].slice(0, MOST_HOSTS);
}

/** The axes on which the bank, as far as it says, wants another answer than the default. */
function variantOf(answers: Answers, document: MetadataDocument | null): [axis: string, value: string, why: string][] {
  const auth = list(document, 'token_endpoint_auth_methods_supported');
  const knows = document !== null;
  const byCertificate = answers.signing === null && answers.certificate !== null;
  const bound = answers.certificate !== null && document?.tls_client_certificate_bound_access_tokens === true;
  const proves = list(document, 'dpop_signing_alg_values_supported').length > 0;
  const hybrid = answers.certificate !== null && isHybrid(document);
  const rows: [string, string | null, string][] = [
    ['response-type', hybrid ? 'code id_token' : null, 'it supports the hybrid flow, as FAPI 1.0 Advanced has it'],
    ['request-delivery', hybrid ? 'by-value' : null, 'its metadata has no endpoint for pushed requests'],
    ['request-signing', hybrid ? 'signed' : null, 'request objects in the browser are signed'],
    [
      'request-delivery',
      !hybrid && knows && address(document, 'pushed_authorization_request_endpoint') === null ? 'plain' : null,
      'its metadata has no endpoint for pushed requests',
    ],
    [
      'request-signing',
      !hybrid && document?.require_signed_request_object === true ? 'signed' : null,
      'it requires signed request objects',
    ],
    ['response-mode', signedResponse(document), 'it lists no other response mode that a code may come in'],
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

/** The signed response mode of a bank that lists only such, or null where a plain one will do. @requirement JARM-2.3.4-1 */
const signedResponse = (document: MetadataDocument | null): string | null => {
  const modes = list(document, 'response_modes_supported');
  const plain = ['query', 'fragment', 'form_post'].some((mode) => modes.includes(mode));
  return plain
    ? null
    : (['jwt', 'query.jwt', 'form_post.jwt', 'fragment.jwt'].find((mode) => modes.includes(mode)) ?? null);
};

/** FAPI 1.0 Advanced: signed requests in the browser, the hybrid flow, and tokens bound to a certificate. */
const isHybrid = (document: MetadataDocument | null): boolean =>
  document?.tls_client_certificate_bound_access_tokens === true &&
  address(document, 'pushed_authorization_request_endpoint') === null &&
  list(document, 'response_types_supported').includes('code id_token') &&
  list(document, 'request_object_signing_alg_values_supported').some((alg) => alg !== 'none');

function profileOf(document: MetadataDocument | null, variant: [string, string, string][]): string {
  if (variant.some(([axis]) => axis === 'response-type')) return 'fapi1-advanced';
  const signed = variant.some(([axis, value]) => axis === 'request-signing' && value === 'signed');
  const constraint = variant.find(([axis]) => axis === 'sender-constraint')?.[1];
  const pushed = !variant.some(([axis, value]) => axis === 'request-delivery' && value === 'plain');
  return document !== null && pushed && constraint !== 'none'
    ? signed
      ? 'fapi2-message-signing'
      : 'fapi2-security'
    : 'openid-connect';
}

const quoted = (text: string): string => (/^[A-Za-z0-9._/:-]+$/.test(text) ? text : JSON.stringify(text));

/** A name that the loader takes. */
const nameOf = (issuer: string): string =>
  new URL(issuer).hostname.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'my-bank';

/** What a consent API needs beside the user's scope: the scopes of its client credentials, and of payments. */
const UK_SCOPES = ', accounts_app: accounts, payments: "openid payments", payments_app: payments';
const MORE_SCOPES: { readonly [dialect: string]: string } = {
  'uk-3.1': UK_SCOPES,
  'uk-4.0': UK_SCOPES,
  rar: ', payments: openid',
};

const usersOf = ({ users }: Answers): string[] =>
  (users.length === 0 ? [null] : users).map((user) => {
    const prefix = user === null ? 'PSU' : `PSU_${user.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
    const name = user === null ? '' : `name: ${quoted(user)}, `;
    return `{ ${name}username: "\${env.${prefix}_USERNAME}", password: "\${env.${prefix}_PASSWORD}" }`;
  });

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
    `name: ${quoted(answers.name ?? nameOf(answers.issuer))}`,
    '# What it is held to: a file of scenarios/_profiles. `assay list --requirements` shows what that asks.',
    `profile: ${profile}`,
    `issuer: ${quoted(answers.issuer)}`,
    '# Requests go to these hosts and nowhere else.',
    `hosts: [${hostsOf(answers, document).map(quoted).join(', ')}]`,
    ...(answers.trust === null
      ? ['# trust: ca.pem # the roots of its server certificates, if they are not public']
      : [`trust: ${quoted(answers.trust)}`]),
    '# `uk-3.1` or `uk-4.0` for a bank with that consent API, `rar` for consent in authorization_details.',
    `dialect: ${answers.dialect}`,
    '# How the path runs, where it differs from the defaults; `assay list --variants` explains each axis.',
    axes.length === 0 ? '# variant: { access-token: opaque }' : `variant:\n${axes.join('\n')}`,
    '# What the bank claims and nothing else shows, such as redirect-uri.registered where it takes no redirect_uri but the registered ones;',
    '# cases for what is not claimed do not apply. targets/README.md has the list.',
    answers.dialect === 'plain' ? 'capabilities: []' : 'capabilities: [ais] # pis as well, with a `payment`',
    answers.dialect !== 'plain'
      ? '# The base addresses of its APIs; their hosts belong to `hosts`.'
      : resource === null
        ? '# Any address that needs an access token.'
        : userinfo === resource
          ? '# UserInfo will do; better is an address that your clients use.'
          : '# An address that needs an access token.',
    `api: { ${answers.bases.map((base) => `${base}: ${fill(answers.api[base] ?? (base === 'resource' ? resource : null))}`).join(', ')} }`,
    `scopes: { accounts: ${fill(scope)}${MORE_SCOPES[answers.dialect] ?? ''} }`,
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
    '  # Names and passwords stay in the environment; `otp` is a fixed one-time code, the hook psu.otp gives changing ones.',
    `  users: [${usersOf(answers).join(', ')}]`,
    '  # One rule for each page of the login, tried in order. When a page fits none, the run says what is on it.',
    '  pages:',
    '    - { id: login, fields: [username, password], fill: { username: "${psu.username}", password: "${psu.password}" }, press: submit, means: login }',
    '    - { id: consent, buttons: [approve], press: approve, deny: deny, means: consent }',
    '  error: { fields: [error], status: [400, 403, 500] }',
  ].join('\n')}\n`;
}
