/** Faults and lawful differences of proofs of possession. */
import type { Defect, Variation } from '../behaviour.ts';
import { keyDefects } from './key-defects.ts';
import { nonceDefects } from './nonce-defects.ts';

/** Faults in judging a proof, wherever one is shown. */
const proofDefects: readonly Defect[] = [
  {
    id: 'dpop-signature-unchecked',
    title: 'The signature of a proof is not verified',
    breaks: ['RFC9449-4.3-6'],
    implies: [],
    omits: ['dpop-signature'],
  },
  {
    id: 'dpop-typ-unchecked',
    title: 'A JWT of another type is accepted as a proof',
    breaks: ['RFC9449-4.3-4', 'RFC9449-11.5-1'],
    implies: [],
    omits: ['dpop-typ'],
  },
  {
    id: 'dpop-alg-none-accepted',
    title: 'An unsigned proof is accepted',
    breaks: ['RFC9449-4.3-5', 'RFC9449-11.6-1', 'FAPI2-SP-5.4.1-1.3'],
    implies: [],
    replaces: { 'dpop-alg': 'dpop-alg-with-none', 'dpop-signature': 'dpop-signature-unless-none' },
  },
  {
    id: 'dpop-alg-symmetric-accepted',
    title: 'A proof with a message authentication code is accepted, its key in the header',
    breaks: ['RFC9449-4.3-5', 'RFC9449-4.2-2', 'RFC9449-11.6-1'],
    implies: [],
    replaces: { 'dpop-alg': 'dpop-alg-with-symmetric', 'dpop-jwk-public': 'dpop-jwk-public-or-shared' },
  },
  {
    id: 'dpop-alg-rs256-accepted',
    title: 'A proof signed with RS256 is accepted',
    breaks: ['RFC9449-4.3-5', 'FAPI2-SP-5.4.1-1.2'],
    implies: [],
    replaces: { 'dpop-alg': 'dpop-alg-with-rs256' },
  },
  {
    id: 'dpop-private-key-accepted',
    title: 'A proof that gives away its private key is accepted',
    breaks: ['RFC9449-4.3-7', 'RFC9449-4.2-3'],
    implies: [],
    omits: ['dpop-jwk-public'],
  },
  {
    id: 'dpop-htm-unchecked',
    title: 'A proof for another method is accepted',
    breaks: ['RFC9449-4.3-8'],
    implies: [],
    omits: ['dpop-htm'],
  },
  {
    id: 'dpop-htu-unchecked',
    title: 'A proof for another address is accepted',
    breaks: ['RFC9449-4.3-9'],
    implies: ['dpop-htu-path-only', 'dpop-htu-begins', 'dpop-htu-beginning'],
    omits: ['dpop-htu'],
  },
  {
    id: 'dpop-htu-with-query',
    title: 'A proof is refused unless its htu repeats the query and the spelling of the address',
    breaks: ['RFC9449-4.3-9', 'RFC9449-4.3-13'],
    implies: ['dpop-htu-query-refused', 'dpop-htu-percent-compared'],
    replaces: { 'dpop-htu': 'dpop-htu-with-query' },
  },
  {
    id: 'dpop-iat-unchecked',
    title: 'A proof of any age is accepted',
    breaks: ['RFC9449-4.3-11', 'RFC9449-11.1-1'],
    implies: ['dpop-iat-optional'],
    omits: ['dpop-iat'],
  },
  {
    id: 'dpop-iat-ahead-refused',
    title: 'A proof from a clock that is a few seconds ahead is refused',
    breaks: ['FAPI2-SP-5.3.2.1-13a'],
    implies: [],
    settings: { dpopFutureSkewSeconds: 0 },
  },
  {
    id: 'dpop-jti-reusable',
    title: 'A proof can be replayed',
    breaks: ['RFC9449-11.1-2'],
    implies: ['dpop-jti-raced', 'dpop-jti-forgotten'],
    omits: ['dpop-jti-once'],
  },
  {
    id: 'dpop-jti-forgotten',
    title: 'A proof may be used again once 30 s have passed',
    breaks: ['RFC9449-11.1-2'],
    implies: [],
    replaces: { 'dpop-jti-once': 'dpop-jti-once-for-a-moment' },
  },
  {
    id: 'dpop-jti-raced',
    title: 'A proof can be used by several requests that come at once',
    breaks: ['RFC9449-11.1-2'],
    implies: [],
    replaces: { 'dpop-jti-once': 'dpop-jti-once-raced' },
  },
  {
    id: 'dpop-two-proofs-accepted',
    title: 'Of several proofs the first is used',
    breaks: ['RFC9449-4.3-1'],
    implies: [],
    omits: ['dpop-single'],
  },
  {
    id: 'dpop-iat-optional',
    title: 'A proof that does not say when it was made is accepted',
    breaks: ['RFC9449-4.3-3'],
    implies: [],
    replaces: { 'dpop-iat': 'dpop-iat-if-sent' },
  },
  {
    id: 'dpop-jti-optional',
    title: 'A proof without jti is accepted, and again and again',
    breaks: ['RFC9449-4.3-3'],
    implies: [],
    omits: ['dpop-jti'],
    replaces: { 'dpop-jti-once': 'dpop-jti-once-if-sent' },
  },
  {
    id: 'dpop-htu-query-refused',
    title: 'A proof is refused whose htu has a query',
    breaks: ['RFC9449-4.3-9'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-exact' },
  },
  {
    id: 'dpop-form-lenient',
    title: 'A proof in quotes, in JSON or with parts too many is read all the same',
    breaks: ['RFC9449-4.3-2', 'RFC9449-4.1-1'],
    implies: [],
    replaces: { 'dpop-single': 'dpop-single-unless-json', 'dpop-form': 'dpop-form-lenient' },
  },
  {
    id: 'dpop-unreadable-overlooked',
    title: 'A proof that cannot be read is overlooked, and nothing is bound or compared',
    breaks: ['RFC9449-4.3-2', 'RFC9449-7.1-3'],
    implies: [],
    replaces: {
      'dpop-form': 'dpop-form-if-readable',
      'code-dpop-key': 'code-dpop-key-if-proved',
      'resource/dpop-key': 'dpop-key-if-proved',
    },
  },
  {
    id: 'dpop-header-name-compared',
    title: 'The header of a proof is not found when its name is in capitals',
    breaks: ['RFC9449-4.1-1'],
    implies: [],
    replaces: { 'resource/dpop-single': 'dpop-single-in-small-letters' },
  },
  {
    id: 'dpop-jwk-remembered',
    title: 'A proof that shows no key is verified with one that was shown before',
    breaks: ['RFC9449-4.2-3'],
    implies: [],
    replaces: { 'dpop-jwk': 'dpop-jwk-remembered' },
  },
  {
    id: 'dpop-htu-path-only',
    title: 'Of the address of a proof only the path is looked at',
    breaks: ['RFC9449-4.3-9'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-path-only' },
  },
  {
    id: 'dpop-htu-begins',
    title: 'A proof for an address below is accepted',
    breaks: ['RFC9449-4.3-9'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-begins' },
  },
  {
    id: 'dpop-htu-beginning',
    title: 'A proof for the address of the server is accepted at each of its endpoints',
    breaks: ['RFC9449-4.3-9'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-beginning' },
  },
  {
    id: 'dpop-htu-percent-compared',
    title: 'A proof is refused whose address is percent-encoded where it need not be',
    breaks: ['RFC9449-4.3-13'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-percent-compared' },
  },
  {
    id: 'dpop-iat-behind-refused',
    title: 'A proof that is ten seconds old is refused',
    breaks: ['RFC9449-11.1-4'],
    implies: [],
    settings: { dpopProofLifetimeSeconds: 5 },
  },
  {
    id: 'dpop-members-refused',
    title: 'A proof that holds more than it has to is refused',
    breaks: ['RFC9449-4.2-7'],
    implies: [],
    replaces: { 'dpop-jti': 'dpop-no-more-members' },
  },
  {
    id: 'dpop-error-unnamed',
    title: 'Of a proof that is not right no more is said than that the request is invalid',
    breaks: ['RFC9449-5-2'],
    implies: [],
    settings: { dpopProofError: 'invalid_request' },
  },
];

export const dpopDefects: readonly Defect[] = [...proofDefects, ...nonceDefects, ...keyDefects];

export const dpopVariations: readonly Variation[] = [
  {
    id: 'dpop-nonce-as',
    title: 'Proofs for the authorization server need a nonce of its own',
    settings: { dpopNonceAtAs: 'required' },
  },
  {
    id: 'dpop-nonce-rs',
    title: 'Proofs for resources need a nonce of theirs',
    settings: { dpopNonceAtRs: 'required' },
  },
  {
    // RFC 9449 (4.3) has either iat or the nonce of the server tell when a proof was made.
    id: 'dpop-nonce-tells-age',
    title: 'Proofs need a nonce at both servers, and their iat is not looked at',
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required' },
    replaces: { 'dpop-iat': 'dpop-iat-present' },
  },
  {
    id: 'dpop-other-key-invalid-request',
    title: 'A code that is redeemed with another key than it was asked for with is refused with invalid_request',
    settings: { dpopOtherKeyError: 'invalid_request' },
  },
];
