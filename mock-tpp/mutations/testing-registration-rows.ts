/** What each mutation of a registration, and of how it is managed, changes on the wire; for tests only. */
import { NOW } from '../testing-issuer.ts';
import { at } from './testing-attempt.ts';
import type { Row } from './testing-proof-rows.ts';

const NOW_S = NOW / 1000;

// biome-ignore format: one row, one line
export const REGISTRATION_ROWS: Row[] = [
  { use: 'oauth.register', mutation: at('', 'tls.present', { identity: 'second' }), changes: { certificate: ['primary', 'second'] } },
  { use: 'oauth.client-configuration', mutation: at('', 'tls.present', { identity: 'nobody' }), changes: { certificate: ['primary', 'none'] } },
  { use: 'oauth.register', mutation: at('json.redirect_uris', 'drop'), registersSigned: true, changes: { 'registration_jwt.claim.redirect_uris': ['GIVEN', undefined] } },
  { use: 'oauth.register', mutation: at('registration_jwt.claim.exp', 'time', { offset: '-10m' }), registersSigned: true, changes: { 'registration_jwt.claim.exp': [`${NOW_S + 300}`, `${NOW_S - 600}`] } },
  { use: 'oauth.register', mutation: at('', 'registration_jwt.sign', { alg: 'none' }), registersSigned: true, changes: { 'registration_jwt.header.alg': ['"PS256"', '"none"'], 'registration_jwt.signed by': ['primary', 'nothing'] } },
  { use: 'oauth.register', mutation: at('', 'registration_jwt.sign', { key: 'stranger' }), registersSigned: true, changes: { 'registration_jwt.signed by': ['primary', 'nobody known'] } },
  { use: 'oauth.register', mutation: at('', 'registration_jwt.flip'), registersSigned: true, changes: { 'registration_jwt.signed by': ['primary', 'nobody known'] } },
];
