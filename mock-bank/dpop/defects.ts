/** Faults and lawful differences of proofs of possession. */
import type { Defect, Variation } from '../behaviour.ts';

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
    implies: [],
    omits: ['dpop-htu'],
  },
  {
    id: 'dpop-htu-with-query',
    title: 'A proof is refused unless its htu repeats the query and the spelling of the address',
    breaks: ['RFC9449-4.3-9', 'RFC9449-4.3-13'],
    implies: [],
    replaces: { 'dpop-htu': 'dpop-htu-with-query' },
  },
  {
    id: 'dpop-iat-unchecked',
    title: 'A proof of any age is accepted',
    breaks: ['RFC9449-4.3-11', 'RFC9449-11.1-1'],
    implies: [],
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
    implies: ['dpop-jti-raced'],
    omits: ['dpop-jti-once'],
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
    id: 'dpop-nonce-unchecked',
    title: 'A nonce is asked for, but any will do',
    breaks: ['RFC9449-4.3-10', 'RFC9449-8-4'],
    implies: [],
    settings: { dpopNonceAtAs: 'required', dpopNonceAtRs: 'required' },
    replaces: { 'dpop-nonce': 'dpop-nonce-any' },
  },
];

/** Faults in what a proof has to do with a code or a token. */
const keyDefects: readonly Defect[] = [
  {
    id: 'dpop-optional-at-token',
    title: 'A client whose tokens are to be bound to its key gets an unbound one without a proof',
    breaks: ['RFC9449-5.2-1', 'FAPI2-SP-5.3.2.1-4'],
    implies: ['dpop-refresh-unbound'],
    omits: ['token/dpop-present'],
  },
  {
    id: 'dpop-refresh-unbound',
    title: 'A refresh without a proof yields an unbound access token',
    breaks: ['RFC9449-5-1', 'FAPI2-SP-5.3.2.1-4'],
    implies: [],
    replaces: { 'token/dpop-present': 'dpop-present-unless-refresh' },
  },
  {
    id: 'dpop-refresh-key-fixed',
    title: 'A confidential client cannot refresh with a new key',
    breaks: ['RFC9449-5-7'],
    implies: [],
    settings: { dpopRefreshKey: 'first' },
  },
  {
    id: 'dpop-optional-at-resource',
    title: 'A bound token works as a bearer token, without a proof',
    breaks: ['RFC9449-7.2-1', 'RFC9449-7.1-3', 'FAPI2-SP-5.3.4-5'],
    implies: [],
    replaces: { 'resource/token-scheme': 'token-scheme-any' },
  },
  {
    id: 'dpop-unproven-at-resource',
    title: 'A bound token works with the right scheme and no proof',
    breaks: ['RFC9449-7-1', 'RFC9449-7.1-2', 'FAPI2-SP-5.3.4-5'],
    implies: [],
    omits: ['resource/dpop-present'],
    replaces: { 'resource/dpop-key': 'dpop-key-if-proved' },
  },
  {
    id: 'dpop-key-unchecked',
    title: 'A bound token works with a proof of any key',
    breaks: ['RFC9449-4.3-12b', 'RFC9449-6-2', 'FAPI2-SP-5.3.4-5'],
    implies: [],
    omits: ['resource/dpop-key'],
  },
  {
    id: 'dpop-ath-unchecked',
    title: 'A proof made for another token is accepted',
    breaks: ['RFC9449-4.3-12a', 'RFC9449-7-1'],
    implies: [],
    omits: ['resource/dpop-ath'],
  },
  {
    id: 'dpop-jkt-unchecked',
    title: 'A code bound to a key can be redeemed with another one',
    breaks: ['RFC9449-10-1', 'FAPI2-SP-5.3.2.1-12'],
    implies: ['dpop-jkt-ignored'],
    omits: ['code-dpop-key'],
  },
  {
    id: 'dpop-par-proof-ignored',
    title: 'A proof at the push is ignored and binds nothing',
    breaks: ['RFC9449-10.1-2', 'RFC9449-10.1-3'],
    implies: ['dpop-jkt-disagreement-accepted'],
    omits: ['par/dpop-single', 'par/dpop-form'],
  },
  {
    id: 'dpop-jkt-ignored',
    title: 'dpop_jkt binds nothing; only a proof at the push does',
    breaks: ['RFC9449-10-1', 'RFC9449-10.1-1', 'RFC9449-10.1-4'],
    implies: ['dpop-jkt-disagreement-accepted'],
    replaces: { 'dpop-jkt': 'dpop-jkt-of-proof' },
  },
  {
    id: 'dpop-jkt-alone-refused',
    title: 'A push that names its key in dpop_jkt is refused without a proof beside it',
    breaks: ['RFC9449-10.1-1', 'RFC9449-10.1-4'],
    implies: [],
    replaces: { 'dpop-jkt': 'dpop-jkt-beside-proof' },
  },
  {
    id: 'dpop-jkt-disagreement-accepted',
    title: 'A push whose dpop_jkt is not the key of its proof is accepted',
    breaks: ['RFC9449-10.1-5'],
    implies: [],
    omits: ['dpop-jkt-agrees'],
  },
  {
    id: 'dpop-cnf-missing',
    title: 'Access tokens do not say which key they are bound to',
    breaks: ['RFC9449-6.1-1', 'FAPI2-SP-5.3.2.1-4'],
    implies: [],
    replaces: { 'access-token/token-cnf': 'token-cnf-of-certificate' },
  },
  {
    id: 'introspect-without-jkt',
    title: 'Introspection does not say which key a token is bound to',
    breaks: ['RFC9449-6.2-1'],
    implies: [],
    replaces: { 'introspection/token-cnf': 'token-cnf-of-certificate' },
  },
  {
    id: 'dpop-token-type-bearer',
    title: 'The token endpoint calls a bound token a bearer token',
    breaks: ['RFC9449-5-3'],
    implies: [],
    settings: { dpopTokenType: 'Bearer' },
  },
];

export const dpopDefects: readonly Defect[] = [...proofDefects, ...keyDefects];

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
    id: 'dpop-other-key-invalid-request',
    title: 'A code that is redeemed with another key than it was asked for with is refused with invalid_request',
    settings: { dpopOtherKeyError: 'invalid_request' },
  },
];
