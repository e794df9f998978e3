/** The axes of a variant: how the happy path of a bank runs for one client. One row a value; everything else follows from the row. */
import { RESPONSE_MODES } from './response/mode.ts';

export interface AxisValue {
  value: string;
  summary: string;
  /** Capabilities that a bank has towards a client with this value; nobody types them a second time. */
  capabilities: readonly string[];
}

export interface Axis {
  name: string;
  summary: string;
  /** The first is the default. */
  values: readonly AxisValue[];
}

const row = <V extends string>(value: V, summary: string, ...capabilities: string[]): AxisValue & { value: V } => ({
  value,
  summary,
  capabilities,
});

export const AXES = [
  {
    name: 'request-delivery',
    summary: 'how the authorization request reaches the bank',
    values: [
      row('pushed', 'pushed in the back channel, then named by its request_uri (RFC 9126)', 'par'),
      row('by-value', 'in the browser, as a signed request object (RFC 9101)', 'request.by-value'),
      row(
        'by-reference',
        'in the browser, as the address of a request object that the client hosts',
        'request.by-reference',
      ),
      row('plain', 'in the browser, as query parameters (RFC 6749)', 'request.plain'),
      row('posted', 'in the browser, as parameters of a form that it posts (OpenID Connect)', 'request.posted'),
    ],
  },
  {
    name: 'request-signing',
    summary: 'whether the parameters travel in a signed request object',
    values: [
      row('none', 'as they are', 'request.unsigned'),
      row('signed', 'as claims of a signed request object', 'request-object'),
    ],
  },
  {
    name: 'response-type',
    summary: 'what the authorization response holds',
    values: [row('code', 'a code'), row('code id_token', 'a code and an ID token (hybrid flow)', 'hybrid')],
  },
  {
    name: 'response-mode',
    summary: 'how the authorization response travels',
    values: RESPONSE_MODES,
  },
  {
    name: 'client-auth',
    summary: 'how the client authenticates',
    values: [
      row('private_key_jwt', 'with a signed assertion', 'private-key-jwt'),
      row('tls_client_auth', 'with a certificate of a CA (RFC 8705)', 'tls-client-auth'),
      row('self_signed_tls_client_auth', 'with a registered certificate (RFC 8705)', 'self-signed-tls-client-auth'),
    ],
  },
  {
    name: 'audience',
    summary: 'the audience of assertions and request objects',
    values: [
      row('issuer', 'the issuer'),
      row('token-endpoint', 'the token endpoint', 'audience.token-endpoint'),
      row('endpoint', 'the endpoint that is called'),
    ],
  },
  {
    name: 'sender-constraint',
    summary: 'what an access token is bound to',
    values: [
      row('mtls', 'the client certificate (RFC 8705)', 'mtls-bound-tokens'),
      row('dpop', 'a key that the client proves (RFC 9449)', 'dpop-bound-tokens'),
      row(
        'mtls-dpop',
        'the client certificate and a key that the client proves',
        'mtls-bound-tokens',
        'dpop-bound-tokens',
      ),
      row('none', 'nothing'),
    ],
  },
  {
    name: 'access-token',
    summary: 'what an access token is',
    values: [row('jwt', 'a JWT', 'jwt-access-tokens'), row('opaque', 'an opaque string')],
  },
  {
    name: 'id-token',
    summary: 'how an ID token is protected',
    values: [row('signed', 'signed'), row('encrypted', 'signed, then encrypted to the client', 'id-token.encrypted')],
  },
  {
    name: 'http-signatures',
    summary: 'which messages of the API are signed (FAPI 2.0 HTTP Signatures)',
    values: [
      row('none', 'none'),
      row('requests', 'requests with an access token', 'http-signed-requests'),
      row('responses', 'the answers to them', 'http-signed-responses'),
      row('both', 'requests and answers', 'http-signed-requests', 'http-signed-responses'),
    ],
  },
  {
    name: 'message-signatures',
    summary: 'which messages of the API are signed in the way of the dialect (`x-jws-signature` of UK Open Banking)',
    values: [
      row('none', 'none'),
      row('requests', 'requests with a body', 'message-signed-requests'),
      row('responses', 'the answers', 'message-signed-responses'),
      row('both', 'requests and answers', 'message-signed-requests', 'message-signed-responses'),
    ],
  },
  {
    name: 'protocol',
    summary: 'whether the bank is an OpenID provider to the client',
    values: [
      row('openid', 'OpenID Connect: the scope openid, ID tokens, nonces', 'openid'),
      row('oauth', 'plain OAuth'),
    ],
  },
] as const satisfies readonly Axis[];

export type AxisName = (typeof AXES)[number]['name'];

/** One of the values of an axis. */
export type ValueOf<N extends AxisName> = Extract<(typeof AXES)[number], { name: N }>['values'][number]['value'];

/** Every axis with the values a client may use: the first is what it does, the others when a scenario asks for them. */
export type Variant = { readonly [name in AxisName]: readonly [string, ...string[]] };

/** The variant of a client that says nothing. The response mode follows the response type. */
export const DEFAULT_VARIANT: Variant = Object.fromEntries(
  AXES.map(({ name, values }) => [name, [values[0].value]]),
) as unknown as Variant;
