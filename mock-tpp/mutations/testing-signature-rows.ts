/** What each mutation of a request's signature changes on the wire; for tests only. */
import { NOW } from '../testing-issuer.ts';
import { at } from './testing-attempt.ts';
import type { Row } from './testing-proof-rows.ts';

const NOW_S = NOW / 1000;
const BROKEN: [string, string] = ['primary', 'nobody known'];
const COVERED = '"@method" "@target-uri" "authorization"';
const WITH_BODY = `${COVERED} "content-digest"`;
const ORDER = { consent: 'p-1', token: 't', amount: '1.00' };

// biome-ignore format: one row, one line
export const SIGNATURE_ROWS: Row[] = [
  { use: 'api.accounts', mutation: at('signature.param.created', 'time', { offset: '-10m' }), client: 'signing', changes: { 'signature.param.created': [`${NOW_S}`, `${NOW_S - 600}`] } },
  { use: 'api.accounts', mutation: at('signature.param.tag', 'drop'), client: 'signing', changes: { 'signature.param.tag': ['"fapi-2-request"', undefined] } },
  { use: 'api.accounts', mutation: at('signature.base.@method', 'set', { to: 'PUT' }), client: 'signing', changes: { 'signature.signed by': BROKEN } },
  { use: 'api.accounts', mutation: at('signed.query.page', 'set', { to: '2' }), client: 'signing', changes: { 'query.page': [undefined, '2'], 'signature.signed by': BROKEN } },
  { use: 'api.accounts', mutation: at('query.page', 'set', { to: '2' }), client: 'signing', changes: { 'query.page': [undefined, '2'] } },
  { use: 'api.accounts', mutation: at('header.authorization', 'set', { to: 'Bearer u' }), client: 'signing', changes: { 'header.authorization': ['Bearer t', 'Bearer u'] } },
  { use: 'api.accounts', mutation: at('signed.header.authorization', 'set', { to: 'Bearer u' }), client: 'signing', changes: { 'header.authorization': ['Bearer t', 'Bearer u'], 'signature.signed by': BROKEN } },
  { use: 'api.accounts', mutation: at('', 'signature.omit', { what: 'both' }), client: 'signing', changes: { 'signature.labels': ['sig1 sig1', undefined], 'signature.covered': [COVERED, undefined], 'signature.param.created': ['GIVEN', undefined], 'signature.param.keyid': ['GIVEN', undefined], 'signature.param.tag': ['GIVEN', undefined], 'signature.signed by': ['primary', undefined] } },
  { use: 'api.accounts', mutation: at('', 'signature.omit', { what: 'signature' }), client: 'signing', changes: { 'signature.labels': ['sig1 sig1', 'sig1'], 'signature.signed by': ['primary', 'nothing'] } },
  { use: 'api.accounts', mutation: at('', 'signature.sign', { key: 'stranger' }), client: 'signing', changes: { 'signature.signed by': BROKEN } },
  { use: 'api.accounts', mutation: at('', 'signature.sign', { key: 'second' }), client: 'signing', changes: { 'signature.param.keyid': ['"kid-primary"', '"kid-second"'], 'signature.signed by': ['primary', 'second'] } },
  { use: 'api.accounts', mutation: at('', 'signature.sign', { alg: 'HS256' }), client: 'signing', changes: {} },
  { use: 'api.accounts', mutation: at('', 'client.use', { client: 'second' }), client: 'signing', changes: { certificate: ['primary', 'second'] } },
  { use: 'api.accounts', mutation: at('', 'signature.flip'), client: 'signing', changes: { 'signature.signed by': BROKEN } },
  { use: 'api.accounts', mutation: at('', 'signature.uncover', { component: 'authorization' }), client: 'signing', changes: { 'signature.covered': [COVERED, '"@method" "@target-uri"'] } },
  { use: 'api.accounts', mutation: at('', 'signature.uncover', { component: 'dpop' }), client: 'signing-dpop', changes: { 'signature.covered': [`${COVERED} "dpop"`, COVERED] } },
  { use: 'api.accounts', mutation: at('', 'signature.cover', { components: ['accept', '@path'] }), client: 'signing', changes: { 'signature.covered': [COVERED, `${COVERED} "accept" "@path"`] } },
  { use: 'api.accounts', mutation: at('', 'signature.cover', { components: ['x-never-sent'] }), client: 'signing', changes: { 'signature.covered': [COVERED, `${COVERED} "x-never-sent"`] } },
  { use: 'api.accounts', mutation: at('', 'signature.reverse'), client: 'signing', changes: { 'signature.covered': [COVERED, '"authorization" "@target-uri" "@method"'] } },
  { use: 'payment.submit', mutation: at('', 'signature.digest', { how: 'of-another-body' }), inputs: ORDER, client: 'signing', changes: { 'header.content-digest': ['GIVEN', 'GIVEN'] } },
  { use: 'payment.submit', mutation: at('', 'signature.digest', { how: 'none' }), inputs: ORDER, client: 'signing', changes: { 'header.content-digest': ['GIVEN', undefined], 'signature.covered': [WITH_BODY, COVERED] } },
  { use: 'api.accounts', mutation: at('', 'signature.relabel'), client: 'signing', changes: { 'signature.labels': ['sig1 sig1', 'sig1 sig1-other'] } },
  { use: 'api.accounts', mutation: at('', 'signature.beside', { what: 'another-first' }), client: 'signing', changes: { 'signature.labels': ['sig1 sig1', 'gateway sig1 gateway sig1'] } },
];
