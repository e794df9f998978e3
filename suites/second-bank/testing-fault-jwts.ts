/** Faults of what the bank signs, sends and publishes. */
import type { Fault } from './testing-fault.ts';
import { answer, idToken, json, type Members, responseJwt, sentBack } from './testing-tampering.ts';

const HOURS = 3 * 3600;
const later = (seconds: unknown, by: number): number => Number(seconds) + by;
const without = (claims: Members, name: string): Members =>
  Object.fromEntries(Object.entries(claims).filter(([held]) => held !== name));
/** The JSON of the claims, with one of them twice. */
const twice = (claims: Members, name: string): string => `${JSON.stringify(claims).slice(0, -1)},"${name}":"twice"}`;
const elsewhere = (change: (address: string) => string) => sentBack(({ href }) => change(href));

// biome-ignore format: a table, one row a line
export const SPOILT_JWTS: readonly Fault[] = [
  { name: 'names another issuer in the ID token', target: 'mtls', caught: { 'token.id-token[iss]': 'fail' }, handle: idToken((claims) => ({ ...claims, iss: 'https://other.example' })) },
  { name: 'addresses the ID token to another client', target: 'mtls', caught: { 'token.id-token[aud]': 'fail' }, handle: idToken((claims) => ({ ...claims, aud: 'somebody-else' })) },
  { name: 'adds a stranger to the audience of the ID token', target: 'mtls', alone: true, caught: { 'token.id-token[aud]': 'warn' }, handle: idToken((claims) => ({ ...claims, aud: [claims.aud, 'https://stranger.example'] })) },
  { name: 'gives the ID token another nonce', target: 'mtls', alone: true, caught: { 'token.id-token[nonce]': 'fail' }, handle: idToken((claims) => ({ ...claims, nonce: 'another-nonce' })) },
  { name: 'gives the ID token no nonce', target: 'mtls', alone: true, caught: { 'token.id-token[nonce]': 'fail' }, handle: idToken((claims) => without(claims, 'nonce')) },
  { name: 'gives an ID token that has ended', target: 'mtls', caught: { 'token.id-token[exp]': 'fail' }, handle: idToken((claims) => ({ ...claims, exp: later(claims.exp, -HOURS) })) },
  { name: 'gives an ID token without an end', target: 'mtls', caught: { 'token.id-token[exp]': 'fail' }, handle: idToken((claims) => without(claims, 'exp')) },
  { name: 'gives an ID token without a subject', target: 'mtls', alone: true, caught: { 'token.id-token[required]': 'fail' }, handle: idToken((claims) => without(claims, 'sub')) },
  { name: 'gives an ID token that does not say when it was made', target: 'mtls', caught: { 'token.id-token[required]': 'fail' }, handle: idToken((claims) => without(claims, 'iat')) },
  { name: 'signs the ID token with RS256', target: 'mtls', caught: { 'token.id-token[alg]': 'fail' }, handle: idToken((claims) => claims, { alg: 'RS256' }) },
  { name: 'gives an ID token that holds its nonce twice', target: 'mtls', caught: { 'token.id-token[claims]': 'fail' }, handle: idToken((claims) => twice(claims, 'nonce')) },
  { name: 'gives a response that ended hours ago', target: 'dpop', caught: { 'jarm.response[expired]': 'fail' }, handle: responseJwt((claims) => ({ ...claims, exp: later(claims.exp, -HOURS) })) },
  { name: 'gives a response without an end', target: 'dpop', caught: { 'jarm.response[exp]': 'fail' }, handle: responseJwt((claims) => without(claims, 'exp')) },
  { name: 'gives a response that lives for hours', target: 'dpop', caught: { 'jarm.response[lifetime]': 'warn' }, handle: responseJwt((claims) => ({ ...claims, exp: later(claims.exp, HOURS) })) },
  { name: 'addresses the response to another client', target: 'dpop', caught: { 'jarm.response[aud]': 'fail' }, handle: responseJwt((claims) => ({ ...claims, aud: 'somebody-else' })) },
  { name: 'names another issuer in the response JWT', target: 'dpop', caught: { 'jarm.response[iss]': 'fail' }, handle: responseJwt((claims) => ({ ...claims, iss: 'https://other.example' })) },
  { name: 'signs the response with RS256', target: 'dpop', caught: { 'jarm.response[alg]': 'fail' }, handle: responseJwt((claims) => claims, { alg: 'RS256' }) },
  { name: 'gives a response that holds its state twice', target: 'dpop', caught: { 'jarm.response[claims]': 'fail' }, handle: responseJwt((claims) => twice(claims, 'state')) },
  { name: 'sends the code beside the response JWT', target: 'dpop', caught: { 'jarm.response[nothing-outside]': 'fail' }, handle: sentBack(({ searchParams }) => { searchParams.set('code', 'a-code-beside-it'); }) },
  { name: 'forgets the state of an error', target: 'mtls', caught: { 'authorization.response[state-in-error]': 'fail' }, handle: sentBack(({ searchParams }) => { if (searchParams.has('error')) searchParams.delete('state'); }) },
  { name: 'forgets its name in an error', target: 'mtls', alone: true, caught: { 'authorization.response[iss-in-error]': 'fail' }, handle: sentBack(({ searchParams }) => { if (searchParams.has('error')) searchParams.delete('iss'); }) },
  { name: 'sends its answer to a path below the registered one', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('/callback', '/callback/more')) },
  { name: 'sends its answer past the registered path', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('/callback', '/callback/../evil')) },
  { name: 'sends its answer to a path in capitals', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('/callback', '/CALLBACK')) },
  { name: 'sends its answer to another port', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('tpp.example', 'tpp.example:8443')) },
  { name: 'sends its answer to a look-alike host', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('tpp.example', 'tpp.example.evil.example')) },
  { name: 'sends its answer without encryption', target: 'mtls', alone: true, caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('https:', 'http:')) },
  { name: 'sends a signed response past the registered path', target: 'dpop', caught: { 'authorization.response[address]': 'fail' }, handle: elsewhere((address) => address.replace('/callback', '/callback/../evil')) },
  { name: 'sends the password on with 307', target: 'mtls', alone: true, caught: { 'authorization.form-redirect[not-sent-on]': 'fail' }, decided: (response) => { Object.defineProperty(response, 'statusCode', { get: () => 307, set: () => undefined }); } },
  { name: 'shows the private halves of its keys', target: 'mtls', caught: { 'discovery.keys[public]': 'fail' }, handle: (keys) => answer('/jwks', (context) => { context.body = { keys: [{ ...keys.bank.export({ format: 'jwk' }), kid: 'bank', alg: 'PS256', use: 'sig' }] }; })(keys) },
  { name: 'does not say for how long a token lives', target: 'mtls', caught: { 'token.response[lifetime]': 'warn' }, handle: json('/token', (body) => without(body, 'expires_in')) },
  { name: 'introspects without telling the certificate', target: 'mtls', caught: { 'token.introspection[binding]': 'fail' }, handle: json('/token/introspection', (body) => without(body, 'cnf')) },
  { name: 'does not announce that responses name their issuer', target: 'mtls', caught: { 'discovery.metadata[iss-parameter]': 'fail' }, handle: json('/.well-known/openid-configuration', (body) => without(body, 'authorization_response_iss_parameter_supported')) },
  { name: 'tells UserInfo of another user', target: 'mtls', caught: { 'token.userinfo[subject]': 'fail' }, handle: json('/me', (body) => ({ ...body, sub: 'another-user' })) },
];
