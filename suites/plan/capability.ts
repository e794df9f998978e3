/** The capabilities a bank may claim; a scenario or a target that names another one is mistaken. */

/** What a capability means, for the reader of a report. */
export const CAPABILITIES: { [capability: string]: string } = {
  par: 'pushed authorization requests',
  'request.unsigned': 'authorization requests without a signed request object',
  'request.by-value': 'signed request objects in the browser',
  'request-object': 'signed request objects',
  jarm: 'signed authorization responses (JARM)',
  openid: 'ID tokens',
  'private-key-jwt': 'client authentication by a signed assertion',
  'tls-client-auth': 'client authentication by certificate',
  'mtls-bound-tokens': 'access tokens bound to a certificate',
  'jwt-access-tokens': 'access tokens that are JWTs',
  'refresh-tokens': 'refresh tokens',
  introspection: 'token introspection, for a client and its own tokens',
  'token-revocation': 'revocation of access tokens',
  'revocation.ocsp': 'asking OCSP about client certificates',
  'revocation.crl': 'reading the CRL of client certificates',
  'redirect-uri.registered': 'registered redirect URIs only',
  consents: 'a consent API',
  ais: 'account information',
  pis: 'payment initiation',
  'sca.low-value': 'the low-value exemption',
  'sca.counter.amount': 'a low-value counter by amount',
  'sca.counter.count': 'a low-value counter by number of payments',
  'sca.risk-analysis': 'exemption by risk analysis',
};

/** Those that other parts of the target file show, by the first segment of their name, and the browser at hand. */
export const SHOWN = /^(?:(?:client|identity|hook|key)\..+|browser)$/;

export function isCapability(name: string): boolean {
  return Object.hasOwn(CAPABILITIES, name) || SHOWN.test(name);
}
