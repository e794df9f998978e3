/** Faults that a test gives the second bank, by its own configuration or by changing what it answers, and the cases that catch them. */
import { everyClient, type Fault, feature, set } from './testing-fault.ts';
import { ANSWER_FAULTS } from './testing-fault-answers.ts';
import { DOOR_FAULTS } from './testing-fault-doors.ts';
import { SPOILT_JWTS } from './testing-fault-jwts.ts';
import { LIFE_FAULTS } from './testing-fault-life.ts';
import { PROOF_FAULTS } from './testing-fault-proofs.ts';
import { REQUEST_FAULTS } from './testing-fault-requests.ts';
import { answer, json, sentBack } from './testing-tampering.ts';

// biome-ignore format: a table, one row a line
export const FAULTS: readonly Fault[] = [
  { name: 'takes authorization requests that were not pushed', target: 'mtls', caught: { 'par.required': 'fail' }, configure: feature('pushedAuthorizationRequests', { requirePushedAuthorizationRequests: false }) },
  { name: 'does not ask for PKCE', target: 'mtls', caught: { 'pkce.downgrade[challenge-absent]': 'fail' }, configure: set({ pkce: { required: () => false } }) },
  { name: 'takes assertions for its token endpoint', target: 'mtls', caught: { 'client-auth.assertion[aud-token-endpoint-request]': 'fail', 'client-auth.assertion[aud-token-endpoint-grant]': 'fail' }, configure: set({ assertJwtClientAuthClaimsAndHeader: () => undefined }) },
  { name: 'tells a client about the tokens of another', target: 'dpop', caught: { 'token.introspection[foreign-token]': 'fail' }, configure: feature('introspection', { allowedPolicy: () => true }) },
  { name: 'rotates refresh tokens', target: 'mtls', caught: { 'token.refresh': 'fail' }, configure: set({ rotateRefreshToken: true }) },
  { name: 'has clients wait twenty minutes with a pushed request', target: 'mtls', caught: { 'par.request-uri.lifetime': 'fail' }, handle: json('/request', (body) => ({ ...body, expires_in: 1200 })) },
  { name: 'binds no token', target: 'mtls', alone: true, caught: { 'binding.token[no-certificate]': 'fail', 'binding.token[other-tpp]': 'fail' }, configure: everyClient({ tls_client_certificate_bound_access_tokens: false }) },
  { name: 'answers plainly where a signed response is due', target: 'dpop', caught: { 'jarm.required[query]': 'fail', 'jarm.required[unnamed]': 'fail' }, configure: everyClient({ response_modes: undefined }) },
  { name: 'takes requests without a signature', target: 'dpop', caught: { 'request-object.required': 'fail' }, configure: everyClient({ require_signed_request_object: false, request_object_signing_alg: undefined }) },
  { name: 'takes a DPoP proof again', target: 'dpop', caught: { 'dpop.proof[replayed]': 'warn', 'dpop.resource[replayed]': 'warn' }, configure: feature('dPoP', { allowReplay: true }) },
  { name: 'names no issuer in the response', target: 'mtls', alone: true, caught: { 'authorization.response[iss]': 'fail' }, handle: sentBack(({ searchParams }) => searchParams.delete('iss')) },
  { name: 'names another issuer in the response', target: 'mtls', caught: { 'authorization.response[iss]': 'fail' }, handle: sentBack(({ searchParams }) => searchParams.set('iss', 'https://other.example')) },
  { name: 'forgets the state', target: 'mtls', caught: { 'authorization.response[state]': 'fail' }, handle: sentBack(({ searchParams }) => searchParams.delete('state')) },
  { name: 'lets answers with tokens be cached', target: 'mtls', caught: { 'token.response[no-store]': 'fail' }, handle: answer('/token', (context) => context.remove('cache-control')) },
  { name: 'answers a push with 200', target: 'mtls', caught: { 'par.push.response[status]': 'fail' }, handle: answer('/request', (context) => { if (context.status === 201) context.status = 200; }) },
  { name: 'answers errors with 200', target: 'mtls', alone: true, caught: { 'token.error': 'fail' }, handle: answer('/token', (context) => { context.status = 200; }) },
  { name: 'tells the lifetime of a token as text', target: 'mtls', caught: { 'token.response[json]': 'warn' }, handle: json('/token', (body) => ({ ...body, expires_in: String(body.expires_in) })) },
  ...DOOR_FAULTS,
  ...SPOILT_JWTS,
];

/** More of them, that are tried many at once to save time, but for those that can only be seen alone. */
export const FURTHER_FAULTS: readonly Fault[] = [...REQUEST_FAULTS, ...PROOF_FAULTS, ...LIFE_FAULTS, ...ANSWER_FAULTS];
