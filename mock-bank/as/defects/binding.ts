/** Faults of what a token is bound to, as resources look at it. */
import type { Defect } from '../../behaviour.ts';

export const bindingDefects: readonly Defect[] = [
  {
    id: 'cnf-unchecked',
    title: 'A token works with any certificate and with none',
    breaks: ['RFC8705-3-3', 'FAPI2-SP-5.3.4-5'],
    implies: [
      'cnf-missing-cert-accepted',
      'cnf-subject-only',
      'cnf-key-only',
      'cnf-header-trusted',
      'cnf-last-header-trusted',
      'cnf-unreadable-ignored',
    ],
    omits: ['resource/certificate-present', 'resource/certificate-chain', 'resource/token-binding'],
  },
  {
    id: 'cnf-missing-cert-accepted',
    title: 'A token works when no certificate is presented',
    breaks: ['RFC8705-3-3'],
    // Also when one stands in a header only.
    implies: ['cnf-header-trusted'],
    omits: ['resource/certificate-present'],
    replaces: { 'resource/token-binding': 'token-binding-if-certificate' },
  },
  {
    id: 'cnf-subject-only',
    title: 'A token works with any certificate of the same subject',
    breaks: ['RFC8705-3-3'],
    // A renewed certificate keeps subject and key, one with another key its subject.
    implies: ['cnf-key-only', 'cnf-unreadable-ignored', 'refreshed-token-of-first-key'],
    omits: ['resource/certificate-chain'],
    replaces: { 'resource/token-binding': 'token-binding-subject' },
  },
  {
    id: 'cnf-key-only',
    title: 'A token works with any certificate of the same key',
    breaks: ['RFC8705-3-3'],
    implies: ['cnf-unreadable-ignored'],
    replaces: { 'resource/token-binding': 'token-binding-key' },
  },
  {
    id: 'cnf-header-trusted',
    title: 'A certificate in a request header is taken to be that of the connection',
    breaks: ['RFC8705-3-2', 'RFC9700-4.13-1'],
    implies: [],
    replaces: { 'resource/certificate-source': 'certificate-from-header' },
  },
  {
    id: 'cnf-last-header-trusted',
    title: 'The last certificate in a request header is taken to be that of the connection',
    breaks: ['RFC8705-3-2', 'RFC9700-4.13-1'],
    implies: [],
    replaces: { 'resource/certificate-source': 'certificate-from-last-header' },
  },
  {
    id: 'unbound-token-accepted',
    title: 'A token that is bound to nothing is taken of a client whose tokens are bound',
    breaks: ['FAPI2-SP-5.3.4-5'],
    implies: [],
    omits: ['resource/token-constrained'],
  },
  {
    id: 'cnf-unreadable-ignored',
    title: 'A token whose thumbprint is none works with any certificate',
    breaks: ['RFC8705-3-3'],
    implies: [],
    replaces: { 'resource/token-binding': 'token-binding-if-readable' },
  },
  {
    id: 'second-binding-unchecked',
    title: 'Of a token that is bound to a certificate and to a key one is looked at',
    breaks: ['FAPI2-SP-5.3.4-5'],
    implies: [],
    omits: ['resource/token-every-binding'],
  },
  {
    id: 'token-scheme-case-sensitive',
    title: 'The scheme of an access token is refused in lower case',
    breaks: ['RFC9110-11.1-1', 'FAPI2-SP-5.3.4-1', 'RFC9449-7.1-1'],
    implies: [],
    replaces: { 'resource/access-token': 'access-token-exact-scheme' },
  },
  {
    id: 'token-in-query-accepted',
    title: 'An access token in the address opens a resource',
    breaks: ['FAPI2-SP-5.3.4-2'],
    implies: [],
    replaces: { 'resource/access-token': 'access-token-or-query' },
  },
  {
    id: 'token-signature-unchecked',
    title: 'A resource is opened by an access token whose signature is wrong',
    breaks: ['FAPI2-SP-5.3.4-3a'],
    implies: [],
    replaces: { 'resource/token-known': 'token-known-unverified' },
  },
  {
    id: 'token-expiry-unchecked',
    title: 'An access token that has ended opens a resource',
    breaks: ['FAPI2-SP-5.3.4-3b', 'RFC6749-7-1'],
    implies: [],
    omits: ['resource/token-unexpired'],
  },
  {
    id: 'token-without-cnf',
    title: 'Access tokens do not say which certificate they are bound to',
    breaks: ['FAPI2-SP-5.3.2.1-4', 'RFC8705-3.1-1'],
    implies: [],
    omits: ['token-cnf'],
  },
];
