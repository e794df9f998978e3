/** Faults of signed responses and of signed requests. */
import type { Defect } from '../../behaviour.ts';
import { none, rs256 } from '../algorithms.ts';

export const jarmDefects: readonly Defect[] = [
  {
    id: 'jarm-signature-broken',
    title: 'The signature of the response JWT does not hold',
    breaks: ['JARM-2.2-1'],
    implies: [],
    settings: { jarmSignature: 'broken' },
  },
  {
    id: 'jarm-alg-rs256',
    title: 'The response JWT is signed with RS256',
    breaks: ['FAPI2-SP-5.4.1-1.2'],
    implies: [],
    settings: { jarmAlg: rs256 },
  },
  {
    id: 'jarm-alg-none',
    title: 'The response JWT is not signed',
    breaks: ['JARM-2.2-1', 'JARM-3-1', 'FAPI2-SP-5.4.1-1.3'],
    // Where there is no signature none holds.
    implies: ['jarm-signature-broken'],
    settings: { jarmAlg: none },
  },
  {
    id: 'jarm-iss-missing',
    title: 'The response JWT has no iss',
    breaks: ['JARM-2.1-1'],
    implies: [],
    omits: ['jarm-iss'],
  },
  {
    id: 'jarm-aud-wrong',
    title: 'The response JWT has another audience',
    breaks: ['JARM-2.1-2'],
    implies: [],
    replaces: { 'jarm-aud': 'jarm-aud-wrong' },
  },
  {
    id: 'jarm-exp-missing',
    title: 'The response JWT never expires',
    breaks: ['JARM-2.1-3'],
    implies: [],
    omits: ['jarm-exp'],
  },
  {
    id: 'jarm-exp-far',
    title: 'The response JWT lives for a day',
    breaks: ['JARM-2.1-4'],
    implies: [],
    settings: { jarmLifetimeSeconds: 24 * 3600 },
  },
  {
    id: 'jarm-code-outside',
    title: 'The code travels beside the response JWT, too',
    breaks: ['JARM-2.1-5', 'JARM-2.3.1-1'],
    implies: [],
    settings: { jarmOutside: 'code' },
  },
  {
    id: 'jarm-errors-plain',
    title: 'Errors are sent in plain parameters although a JWT was requested',
    breaks: ['JARM-2.1-5'],
    implies: [],
    settings: { jarmErrors: 'plain' },
  },
];

export const requestObjectDefects: readonly Defect[] = [
  {
    id: 'ro-alg-none',
    title: 'An unsigned request object is accepted',
    breaks: ['FAPI2-SP-5.4.1-1.3', 'RFC9101-6.2-1', 'FAPI1-ADV-8.6-3'],
    implies: [],
    replaces: {
      'request-object-alg': 'request-object-alg-with-none',
      'request-object-signature': 'request-object-signature-unless-none',
    },
  },
  {
    id: 'ro-alg-rs256',
    title: 'A request object signed with RS256 is accepted',
    breaks: ['FAPI2-SP-5.4.1-1.2', 'FAPI1-ADV-8.6-1'],
    implies: [],
    replaces: { 'request-object-alg': 'request-object-alg-with-rs256' },
  },
  {
    id: 'ro-signature-unchecked',
    title: 'The signature of a request object is not verified',
    breaks: ['RFC9101-6.2-1', 'RFC9101-6.2-4'],
    implies: [],
    omits: ['request-object-signature'],
  },
  {
    id: 'ro-aud-unchecked',
    title: 'A request object for another server is accepted',
    breaks: ['FAPI2-MS-5.3.1-2', 'FAPI1-ADV-5.2.2-15'],
    implies: [],
    omits: ['request-object-aud'],
  },
  {
    id: 'ro-exp-optional',
    title: 'A request object without exp is accepted',
    breaks: ['FAPI2-MS-5.3.1-4', 'FAPI1-ADV-5.2.2-13'],
    implies: [],
    omits: ['request-object-exp-present'],
  },
  {
    id: 'ro-exp-unchecked',
    title: 'An expired request object is accepted',
    breaks: ['FAPI2-MS-5.3.1-4', 'FAPI1-ADV-5.2.2-13'],
    implies: [],
    omits: ['request-object-exp-future'],
  },
  {
    id: 'ro-nbf-optional',
    title: 'A request object without nbf is accepted',
    breaks: ['FAPI2-MS-5.3.1-3', 'FAPI1-ADV-5.2.2-17'],
    implies: [],
    omits: ['request-object-nbf-present'],
  },
  {
    id: 'ro-nbf-age-unchecked',
    title: 'A request object of any age is accepted',
    breaks: ['FAPI2-MS-5.3.1-3', 'FAPI1-ADV-5.2.2-17'],
    // What began long ago and has not ended yet lives too long as well.
    implies: ['ro-span-unchecked'],
    omits: ['request-object-nbf-age', 'request-object-span'],
  },
  {
    id: 'ro-span-unchecked',
    title: 'A request object may live for any time',
    breaks: ['FAPI2-MS-5.3.1-4', 'FAPI1-ADV-5.2.2-13'],
    implies: [],
    omits: ['request-object-span'],
  },
  {
    id: 'ro-outer-params-win',
    title: 'Parameters outside the request object override those inside',
    breaks: ['RFC9101-5-4', 'RFC9101-10.7-1', 'FAPI1-ADV-5.2.2-10'],
    implies: ['ro-outer-params-fill-gaps'],
    replaces: { 'parameter-source': 'parameter-source-outer-wins' },
  },
  {
    id: 'ro-outer-params-fill-gaps',
    title: 'Parameters outside the request object count where it does not hold them itself',
    breaks: ['FAPI1-ADV-5.2.2-10', 'RFC9101-5-4', 'RFC9101-6.3-1'],
    implies: [],
    replaces: { 'parameter-source': 'parameter-source-outer-fills-gaps' },
  },
  {
    id: 'ro-typ-strict',
    title: 'The typ of a request object is compared with its case and without application/',
    breaks: ['FAPI2-MS-5.3.1-5'],
    implies: [],
    replaces: { 'request-object-typ': 'request-object-typ-exact' },
  },
  {
    id: 'signed-request-not-required',
    title: 'An unsigned request is accepted from a client that registered signed ones',
    breaks: ['FAPI2-MS-5.3.1-1', 'FAPI1-ADV-5.2.2-1', 'RFC9101-10.5-1', 'RFC9126-2.3-4'],
    implies: [],
    omits: ['signed-request-required'],
  },
  {
    id: 'request-uri-unregistered-fetched',
    title: 'A request object is fetched from an address that the client did not register',
    breaks: ['RFC9101-10.4.1-1'],
    implies: [],
    omits: ['request-uri-registered'],
  },
];
