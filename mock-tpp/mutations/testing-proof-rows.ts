/** What each mutation of a DPoP proof, and of what is bound to its key, changes on the wire; for tests only. */
import type { TppMutation } from '../contract.ts';
import { NOW } from '../testing-issuer.ts';
import { at, type Inputs } from './testing-attempt.ts';
import type { Difference } from './testing-difference.ts';

const NOW_S = NOW / 1000;

/** `GIVEN` stands for any value. */
export interface Row {
  use: string;
  mutation: TppMutation;
  inputs?: Inputs;
  client?: string;
  registersSigned?: boolean;
  /** The request that shows it, when it is not the step's own. */
  path?: string;
  changes: Difference;
}

function unproved(): Difference {
  const names = ['header.typ', 'header.alg', 'header.jwk', 'claim.htm', 'claim.htu', 'claim.iat', 'signed by'];
  return Object.fromEntries(names.map((name) => [`dpop.${name}`, ['GIVEN', undefined] as [string, undefined]]));
}

// biome-ignore format: one row, one line
export const PROOF_ROWS: Row[] = [
  { use: 'oauth.token', mutation: at('dpop.claim.htm', 'set', { to: 'GET' }), client: 'dpop', changes: { 'dpop.claim.htm': ['"POST"', '"GET"'] } },
  { use: 'oauth.refresh', mutation: at('dpop.claim.iat', 'time', { offset: '-10m' }), client: 'dpop', changes: { 'dpop.claim.iat': [`${NOW_S}`, `${NOW_S - 600}`] } },
  { use: 'api.accounts', mutation: at('dpop.claim.ath', 'drop'), client: 'dpop', changes: { 'dpop.claim.ath': ['GIVEN', undefined] } },
  { use: 'api.accounts', mutation: at('dpop.header.typ', 'set', { to: 'JWT' }), client: 'dpop', changes: { 'dpop.header.typ': ['"dpop+jwt"', '"JWT"'] } },
  { use: 'oauth.request', mutation: at('', 'dpop.omit'), client: 'dpop', changes: unproved() },
  { use: 'oauth.token', mutation: at('', 'dpop.sign', { alg: 'none' }), client: 'dpop', changes: { 'dpop.header.alg': ['"ES256"', '"none"'], 'dpop.signed by': ['the key it shows', 'nothing'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.sign', { alg: 'HS256' }), client: 'dpop', changes: { 'dpop.header.alg': ['"ES256"', '"HS256"'], 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.sign', { alg: 'HS256', key: 'own' }), client: 'dpop', changes: { 'dpop.header.alg': ['"ES256"', '"HS256"'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.expose'), client: 'dpop', changes: { 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.sign', { alg: 'RS256' }), client: 'dpop', changes: { 'dpop.header.alg': ['"ES256"', '"RS256"'], 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.sign', { alg: 'PS256' }), client: 'dpop', changes: { 'dpop.header.alg': ['"ES256"', '"PS256"'], 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.sign', { key: 'stranger' }), client: 'dpop', changes: { 'dpop.signed by': ['the key it shows', 'nobody known'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.flip'), client: 'dpop', changes: { 'dpop.signed by': ['the key it shows', 'nobody known'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.key'), client: 'dpop', changes: { 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.request', mutation: at('', 'request.bind-code'), client: 'dpop', changes: { 'form.dpop_jkt': [undefined, 'GIVEN'], 'dpop.header.jwk': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.date', { offset: '-1h' }), client: 'dpop', changes: { 'dpop.claim.iat': [`${NOW_S}`, `${NOW_S - 3600}`] } },
  { use: 'oauth.token', mutation: at('', 'dpop.respell'), client: 'dpop', changes: { 'dpop.claim.htu': ['GIVEN', 'GIVEN'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.respell', { how: 'percent' }), client: 'dpop', changes: { 'dpop.claim.htu': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.elsewhere', { how: 'scheme' }), client: 'dpop', changes: { 'dpop.claim.htu': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.write', { how: 'two-parts' }), client: 'dpop', changes: { 'dpop.signed by': ['the key it shows', 'nothing'] } },
  { use: 'api.accounts', mutation: at('', 'dpop.borrow-nonce'), client: 'dpop', changes: { 'dpop.claim.nonce': [undefined, '"nobody-gave-this"'] } },
  { use: 'oauth.token', mutation: at('', 'dpop.add-query'), client: 'dpop', changes: { 'dpop.claim.htu': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'token.present', { token: 'u' }), client: 'dpop', changes: { 'header.authorization': ['DPoP t', 'DPoP u'], 'dpop.claim.ath': ['GIVEN', 'GIVEN'] } },
  { use: 'api.accounts', mutation: at('', 'token.scheme', { value: 'Bearer' }), client: 'dpop', changes: { 'header.authorization': ['DPoP t', 'Bearer t'] } },
];
