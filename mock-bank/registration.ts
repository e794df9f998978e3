/** What a client registered about its requests and responses: members of RFC 7591, OpenID Connect and JARM, in camel case. */
import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './as/algorithms.ts';

/** The rules a client's requests are judged by, beside those that hold for every client. */
export type ProfileName = 'fapi2' | 'fapi1-advanced' | 'openid-connect';

export const RESPONSE_TYPES = ['code', 'code id_token'] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];

export const RESPONSE_MODES = ['query', 'fragment', 'form_post', 'query.jwt', 'fragment.jwt', 'form_post.jwt'] as const;
/** `jwt` is not among them: it means the default of the response type. @requirement JARM-2.3.4-1 */
export type ResponseMode = (typeof RESPONSE_MODES)[number];

export const KEY_ENCRYPTIONS = ['RSA-OAEP-256', 'ECDH-ES'] as const;
export const CONTENT_ENCRYPTIONS = ['A128GCM', 'A256GCM'] as const;

/** How ID tokens are encrypted for the client, and for which of its keys. */
export interface Encryption {
  alg: (typeof KEY_ENCRYPTIONS)[number];
  enc: (typeof CONTENT_ENCRYPTIONS)[number];
  kid: string | null;
  key: KeyObject;
}

/**
 * Which deliveries a client may use follows: pushed always; by value and plainly unless it has to push;
 * by reference where it registered addresses; none of them unsigned where it has to sign.
 */
export interface Registration {
  profile: ProfileName;
  responseTypes: readonly ResponseType[];
  /** Null: any mode of the bank. @requirement FAPI2-MS-5.3.3-1 */
  responseModes: readonly ResponseMode[] | null;
  /** @requirement RFC9126-5-1 */
  requirePushedAuthorizationRequests: boolean;
  /** @requirement RFC9101-10.5-1 */
  requireSignedRequestObject: boolean;
  /** Null: any algorithm of the bank. @requirement OIDC-CORE-6.3.2-1 */
  requestObjectSigningAlg: Algorithm | null;
  /** How long its request objects may live, and how long ago they may have begun. @requirement FAPI2-MS-5.3.1-3 FAPI2-MS-5.3.1-4 */
  requestObjectSeconds: number;
  /** Addresses of its request objects; a `*` at the end stands for any rest of the path. */
  requestUris: readonly string[];
  /** Null: the client's own algorithm. @requirement JARM-3-1 */
  authorizationSignedResponseAlg: Algorithm | null;
  idTokenSignedResponseAlg: Algorithm | null;
  /** Null: ID tokens are signed only. */
  idTokenEncryption: Encryption | null;
  /** Null: any scope of the bank. Without `openid` it is a client of OAuth alone. */
  scopes: readonly string[] | null;
  /** Types of authorization_details it may ask for. @requirement RFC9396-10-1 */
  authorizationDetailsTypes: readonly string[];
  /** Whether assertions, and request objects outside of FAPI, may name the endpoint they are sent to as their audience. */
  endpointAudience: boolean;
  /** Whether its requests to resources are signed, and the answers to them (FAPI 2.0 HTTP Signatures). */
  httpSignatures: boolean;
  /** Whether bodies of payment messages are signed both ways (`x-jws-signature` of UK Open Banking). */
  messageSignatures: boolean;
}

/** What a client registers when it says nothing: requests are pushed, signed or not, and answered in the query. */
export const fapi2: Registration = {
  profile: 'fapi2',
  responseTypes: ['code'],
  responseModes: ['query', 'query.jwt'],
  requirePushedAuthorizationRequests: true,
  requireSignedRequestObject: false,
  requestObjectSigningAlg: null,
  requestObjectSeconds: 3600,
  requestUris: [],
  authorizationSignedResponseAlg: null,
  idTokenSignedResponseAlg: null,
  idTokenEncryption: null,
  scopes: null,
  authorizationDetailsTypes: [],
  endpointAudience: false,
  httpSignatures: false,
  messageSignatures: false,
};

/** Signed requests and signed responses only. @requirement FAPI2-MS-5.3.1-1 FAPI2-MS-5.4.1-1 */
export const messageSigning: Registration = {
  ...fapi2,
  requireSignedRequestObject: true,
  responseModes: ['query.jwt', 'fragment.jwt', 'form_post.jwt'],
};

/** As several countries have it: signed requests that live for ten minutes, and a code in the plain query. @requirement UAE-OF-1.2-2.1-7 UAE-OF-1.2-2.1-9 UAE-OF-1.2-2.1-11 */
export const signedRequests: Registration = {
  ...fapi2,
  requireSignedRequestObject: true,
  requestObjectSeconds: 600,
  responseModes: ['query'],
};

/** Any port of the loopback, so that a client under test may listen where it likes. */
const ON_LOOPBACK = ['http', 'https'].flatMap((scheme) => {
  return ['127.0.0.1', 'localhost'].map((host) => `${scheme}://${host}/request-objects/*`);
});

/** @requirement FAPI1-ADV-5.2.2-1 FAPI1-ADV-5.2.2-2 */
export const fapi1Advanced: Registration = {
  ...fapi2,
  profile: 'fapi1-advanced',
  responseTypes: RESPONSE_TYPES,
  responseModes: null,
  requirePushedAuthorizationRequests: false,
  requireSignedRequestObject: true,
  requestUris: ON_LOOPBACK,
  endpointAudience: true,
};

/** A bank outside of FAPI: the parameters stand in the address, as in OpenID Connect Core. */
export const openidConnect: Registration = {
  ...fapi2,
  profile: 'openid-connect',
  responseTypes: RESPONSE_TYPES,
  responseModes: null,
  requirePushedAuthorizationRequests: false,
  requestUris: ON_LOOPBACK,
  endpointAudience: true,
};

/** Where a configured client starts from; the members it names are put on top. */
export const registrations: Readonly<Record<ProfileName, Registration>> = {
  fapi2,
  'fapi1-advanced': fapi1Advanced,
  'openid-connect': openidConnect,
};

export interface ProfileRules {
  /** @requirement FAPI2-SP-5.3.2.2-5 FAPI1-ADV-5.2.2-18 */
  challenge: 'required' | 'required-when-pushed' | 'optional';
  /** Whether a request object needs exp and nbf, and how far apart they may be. @requirement FAPI1-ADV-5.2.2-13 FAPI1-ADV-5.2.2-17 */
  requestObjectTimes: 'required' | 'optional';
  /** Parameters outside of the request object that it does not hold itself. @requirement FAPI1-ADV-5.2.2-10 RFC9101-5-4 */
  outerParameters: 'ignored' | 'filling-gaps';
  /** `code` alone only with a signed response. @requirement FAPI1-ADV-5.2.2-2 */
  codeResponse: 'any' | 'signed';
  /** nonce with `openid`, state without. @requirement FAPI1-BASE-5.2.2.2-1 FAPI1-BASE-5.2.2.3-1 */
  nonceOrState: 'required' | 'optional';
}

export const profileRules: Readonly<Record<ProfileName, ProfileRules>> = {
  fapi2: {
    challenge: 'required',
    requestObjectTimes: 'required',
    outerParameters: 'ignored',
    codeResponse: 'any',
    nonceOrState: 'optional',
  },
  'fapi1-advanced': {
    challenge: 'required-when-pushed',
    requestObjectTimes: 'required',
    outerParameters: 'ignored',
    codeResponse: 'signed',
    nonceOrState: 'required',
  },
  'openid-connect': {
    challenge: 'optional',
    requestObjectTimes: 'optional',
    outerParameters: 'filling-gaps',
    codeResponse: 'any',
    nonceOrState: 'optional',
  },
};
