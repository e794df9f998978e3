/** The capabilities that conditions may name, and where each comes from: a claim, a variant, the dialect or the metadata. */
import type { Axis } from '../load/variant.ts';

/** What a bank claims and nothing else shows; a target lists them under `capabilities`. */
export const CLAIMS: { readonly [capability: string]: string } = {
  'revocation.ocsp': 'asking OCSP about client certificates',
  'revocation.crl': 'reading the CRL of client certificates',
  'psd2-certificates': 'knowing providers and their roles by certificates after ETSI TS 119 495',
  'redirect-uri.registered': 'registered redirect URIs only',
  'redirect-uri.own': 'that each client in the target file registered its own redirect_uri and not that of another',
  'resource.scopes': 'a resource that needs a scope beyond openid of those in `scopes.accounts`',
  ais: 'account information',
  pis: 'payment initiation',
  cbpii: 'confirmation of funds for issuers of cards',
  'pis.batches': 'batches of payments, approved at once',
  vrp: 'recurring payments within the bounds of a consent',
  'consent.global': 'consents for all accounts at once',
  'consent.available': 'consents for a list of the accounts only',
  'consent.dedicated': 'consents for accounts that the TPP names',
  'data.pages': 'transactions of its users on more than one page',
  'grant-id': 'a grant_id in its token responses, as in Grant Management for OAuth 2.0',
  'sca.low-value': 'the low-value exemption',
  'sca.counter.amount': 'a low-value counter by amount',
  'sca.counter.count': 'a low-value counter by number of payments',
  'sca.risk-analysis': 'exemption by risk analysis',
  'sca.renewal': 'access through a third party that is authenticated again after 180 days',
  'sca.rules.eu': 'decisions by the rules of the Union about strong customer authentication',
  'sca.rules.uk': 'decisions by those of the United Kingdom',
};

/** The metadata document of a bank, as it was read. */
export type MetadataDocument = { readonly [member: string]: unknown };

export interface MetadataCapability {
  meaning: string;
  /** The member that shows it, and the value that has to be in it when it is a list; any, for a list that only has to be there. */
  member: string;
  value?: string;
  any?: true;
  /** A member that says true. */
  flag?: true;
  /** An endpoint that has another address in this member than of its own. */
  alias?: string;
  /** The requirement by which a profile takes it for granted, whatever the metadata says. */
  dueBy?: string;
}

/** What the metadata shows; a target takes it away under `without`. */
export const FROM_METADATA: { readonly [capability: string]: MetadataCapability } = {
  introspection: { meaning: 'token introspection', member: 'introspection_endpoint' },
  'token-revocation': { meaning: 'revocation of tokens', member: 'revocation_endpoint' },
  'refresh-tokens': { meaning: 'refresh tokens', member: 'grant_types_supported', value: 'refresh_token' },
  'jwt-introspection': {
    meaning: 'introspection as a JWT',
    member: 'introspection_signing_alg_values_supported',
    any: true,
  },
  'resource-metadata': { meaning: 'a list of its resources', member: 'protected_resources', any: true },
  'dpop.ps256': { meaning: 'DPoP proofs with RSA keys', member: 'dpop_signing_alg_values_supported', value: 'PS256' },
  'claims-parameter': {
    meaning: 'the claims parameter of OpenID Connect',
    member: 'claims_parameter_supported',
    flag: true,
  },
  userinfo: { meaning: 'the UserInfo endpoint', member: 'userinfo_endpoint' },
  ...Object.fromEntries(
    [
      ['par', 'pushed_authorization_request_endpoint'],
      ['token', 'token_endpoint'],
      ['introspection', 'introspection_endpoint'],
      ['revocation', 'revocation_endpoint'],
      ['registration', 'registration_endpoint'],
      ['userinfo', 'userinfo_endpoint'],
    ].map(([place, alias = '']): [string, MetadataCapability] => [
      `mtls-alias.${place}`,
      {
        meaning: `another address of its ${alias} for clients with certificates`,
        member: 'mtls_endpoint_aliases',
        alias,
      },
    ]),
  ),
  'iss-parameter': {
    meaning: 'authorization responses that name their issuer',
    member: 'authorization_response_iss_parameter_supported',
    flag: true,
    dueBy: 'FAPI2-SP-5.3.2.2-7',
  },
};

export function shows(document: MetadataDocument, { member, value, any, flag, alias }: MetadataCapability): boolean {
  const told = Object.hasOwn(document, member) ? document[member] : undefined;
  if (alias !== undefined) {
    const there = (Object(told) as MetadataDocument)[alias];
    return typeof there === 'string' && typeof document[alias] === 'string' && there !== document[alias];
  }
  if (flag) return told === true;
  if (any) return Array.isArray(told) && told.length > 0;
  return value === undefined ? typeof told === 'string' : Array.isArray(told) && told.includes(value);
}

/** What the metadata is missing, in words that follow "has". */
export const missingIn = ({ member, value, flag, alias }: MetadataCapability): string =>
  alias !== undefined
    ? `no address of its own for ${alias} in ${member}`
    : value !== undefined
      ? `no ${value} in ${member}`
      : flag
        ? `no ${member}: true`
        : `no ${member}`;

/** Whether the metadata may leave it out although it is there: an endpoint that is not named cannot be asked. */
export const mayBeUnsaid = ({ value, flag }: MetadataCapability): boolean => value !== undefined || flag === true;

/** What is said where nothing is sent, so that nobody takes a plan for what the bank has; null when nothing is left open. */
export function assumedFromMetadata(without: readonly string[]): string | null {
  const open = Object.keys(FROM_METADATA).filter((name) => !without.includes(name));
  if (open.length === 0) return null;
  return `The metadata of the bank was not fetched. Until a run fetches it, these are assumed: ${open.join(', ')}.`;
}

/** What the dialect gives. */
export const FROM_DIALECT: { readonly [capability: string]: string } = {
  consents: 'a consent API',
  'idempotency-key': 'a key by which a repeated order is known',
  'consent-header': 'a header that names the consent',
  'consent-authorisations': 'authorisations as resources below its consents',
  'consent-frequency': 'a number of reads a day in its consents',
  'account-ids': 'data of one account, by its id',
  'uk-bodies': 'bodies as in UK Open Banking',
  'app-token': 'tokens of the application itself for its consents',
  'payment-order': 'a request of its own that orders an approved payment',
  'payment-debtor': 'payments that name the account to pay from',
  'payment-read': 'an address where a payment is read',
  'payment-at-approval': 'payments that their approval orders',
  'detached-signatures': 'signatures over the bodies of messages',
  seals: 'seals of requests',
  rar: 'consent by authorization_details',
};

/** What a target says under `registration`, each with how it is said there; of a bank whose metadata has the endpoint. */
export const FROM_REGISTRATION: {
  readonly [capability: string]: {
    meaning: string;
    said: { by: 'signed' | 'certificate' | 'management' | 'managementCertificate'; as: string } | null;
  };
} = {
  registration: { meaning: 'registration of clients', said: null },
  'registration.signed': {
    meaning: 'registration of clients by a signed JWT',
    said: { by: 'signed', as: 'signed: { iss: ..., aud: ... }' },
  },
  'registration.certificate': {
    meaning: 'registration of clients by who shows a certificate',
    said: { by: 'certificate', as: 'certificate: true' },
  },
  'registration.management': {
    meaning: 'management of what was registered',
    said: { by: 'management', as: 'management: true' },
  },
  'registration.management.certificate': {
    meaning: 'management of what was registered by who shows a certificate',
    said: { by: 'managementCertificate', as: 'management: { certificate: true }' },
  },
};

/** What the addresses of the target show. */
export const FROM_ADDRESSES: { readonly [capability: string]: string } = {
  'api-resource': 'a resource beside the UserInfo endpoint',
};

/** Whether an address is one at which the metadata has UserInfo: a resource of the authorization server, not of an API. */
export function isUserInfo(address: string | undefined, document: MetadataDocument): boolean {
  const { mtls_endpoint_aliases: aliases } = document;
  const known = [document, aliases].map((one) => Object(one).userinfo_endpoint as unknown);
  return address !== undefined && known.includes(address);
}

/** Those that other parts of the target file show, by the first segment of their name, the browser at hand, and whether the pages of the user are seen. */
export const SHOWN =
  /^(?:(?:client|identity|hook|key)\..+|browser|user-pages|plain-pages|one-time-codes|sent-codes|sca-pages|sca-claims|dashboard|another-user|hosting)$/;

export interface Origin {
  axis: string;
  values: string[];
}

/** Asked for at every condition of every case, and the same for the whole life of a vocabulary. */
const origins = new WeakMap<readonly Axis[], Map<string, Origin | null>>();

/** The axis and the values that a capability follows from, or null. */
export function axisOf(capability: string, axes: readonly Axis[]): Origin | null {
  const known = origins.get(axes) ?? new Map<string, Origin | null>();
  origins.set(axes, known);
  const found = known.get(capability) ?? originOf(capability, axes);
  known.set(capability, found);
  return found;
}

function originOf(capability: string, axes: readonly Axis[]): Origin | null {
  for (const { name, values } of axes) {
    const giving = values.filter((one) => one.capabilities.includes(capability)).map(({ value }) => value);
    if (giving.length > 0) return { axis: name, values: giving };
  }
  return null;
}

/** The same for what it means. */
const named = new WeakMap<readonly Axis[], { readonly [capability: string]: string }>();

/** Every capability with a known name, and what it means, for completion and suggestions. */
export function capabilities(axes: readonly Axis[]): { readonly [capability: string]: string } {
  const known = named.get(axes) ?? allCapabilities(axes);
  named.set(axes, known);
  return known;
}

function allCapabilities(axes: readonly Axis[]): { [capability: string]: string } {
  const fromAxes = axes.flatMap(({ name, values }) =>
    values.flatMap(({ value, summary, capabilities: given }) =>
      given.map((one): [string, string] => [one, `${name} ${value}: ${summary}`]),
    ),
  );
  const fromMetadata = Object.entries(FROM_METADATA).map(([name, { meaning }]): [string, string] => [name, meaning]);
  // The first row of several that give one is the one that names it.
  return {
    ...Object.fromEntries(fromAxes.reverse()),
    ...Object.fromEntries(fromMetadata),
    ...CLAIMS,
    ...FROM_DIALECT,
    ...FROM_ADDRESSES,
    ...Object.fromEntries(Object.entries(FROM_REGISTRATION).map(([name, { meaning }]) => [name, meaning])),
  };
}

export function isCapability(name: string, axes: readonly Axis[]): boolean {
  return SHOWN.test(name) || Object.hasOwn(capabilities(axes), name);
}
