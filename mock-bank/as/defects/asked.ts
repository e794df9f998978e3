/** Faults of what the bank tells of a token and its user when asked: introspection as a JWT, and UserInfo. */
import type { Defect } from '../../behaviour.ts';
import { none, rs256 } from '../algorithms.ts';

export const askedDefects: readonly Defect[] = [
  {
    id: 'introspection-jwt-unsigned',
    title: 'Introspection as a JWT is signed by nobody',
    breaks: ['RFC9701-5-6', 'FAPI2-MS-5.5.1-1'],
    implies: [],
    settings: { introspectionJwtAlg: none },
  },
  {
    id: 'introspection-jwt-rs256',
    title: 'Introspection as a JWT is signed with RS256',
    breaks: ['FAPI2-SP-5.4.1-1.2'],
    implies: [],
    settings: { introspectionJwtAlg: rs256 },
  },
  {
    id: 'introspection-jwt-typ-wrong',
    title: 'Introspection as a JWT could be taken for a JWT of another kind',
    breaks: ['RFC9701-5-1', 'RFC9701-8.1-1'],
    implies: [],
    settings: { introspectionJwtTyp: 'plain' },
  },
  {
    id: 'introspection-jwt-aud-wrong',
    title: 'Introspection as a JWT is addressed to somebody else',
    breaks: ['RFC9701-5-2'],
    implies: [],
    replaces: { 'introspection-jwt-aud': 'introspection-jwt-aud-wrong' },
  },
  {
    id: 'introspection-jwt-content-misplaced',
    title: 'Introspection as a JWT says what it says in a claim of another name',
    breaks: ['RFC9701-5-3'],
    implies: [],
    replaces: { 'introspection-jwt-content': 'introspection-jwt-content-misplaced' },
  },
  {
    id: 'userinfo-sub-wrong',
    title: 'UserInfo names another user than the ID token',
    breaks: ['OIDC-CORE-5.3.2-1'],
    implies: [],
    replaces: { 'userinfo-sub': 'userinfo-sub-of-another' },
  },
  {
    id: 'userinfo-sub-number',
    title: 'UserInfo names the user by a number',
    breaks: ['OIDC-CORE-5.3.2-3', 'OIDC-CORE-5.3.2-1'],
    implies: ['userinfo-sub-wrong'],
    replaces: { 'userinfo-sub': 'userinfo-sub-number' },
  },
  {
    id: 'userinfo-as-text',
    title: 'UserInfo is sent as text and not as JSON',
    breaks: ['OIDC-CORE-5.3.2-4'],
    implies: [],
    settings: { textAt: 'userinfo' },
  },
  {
    id: 'userinfo-errors-with-200',
    title: 'UserInfo answers a request that it refuses with an error and status 200',
    breaks: ['OIDC-CORE-5.3.3-1'],
    implies: [],
    settings: { errorsWithOkAt: 'userinfo' },
  },
  {
    id: 'userinfo-binding-unchecked',
    title: 'UserInfo answers to a token over any certificate, and with any key',
    breaks: ['FAPI2-SP-5.3.4-5', 'RFC8705-3-3', 'RFC9449-6-2'],
    // At UserInfo, whatever stands in a header besides.
    implies: ['cnf-header-trusted'],
    omits: [
      'userinfo/certificate-present',
      'userinfo/certificate-chain',
      'userinfo/token-binding',
      'userinfo/dpop-key',
    ],
  },
  {
    id: 'userinfo-without-token',
    title: 'UserInfo answers to a request without a token',
    breaks: ['FAPI2-SP-5.3.4-3a'],
    // At UserInfo: no challenge where there is no refusal, and nothing is wrong with a token that is not looked for.
    implies: ['challenge-missing', 'challenge-error-without-token', 'token-in-query-accepted'],
    settings: { userinfoFor: 'anybody' },
  },
];
