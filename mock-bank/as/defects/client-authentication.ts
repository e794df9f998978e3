/** Faults of client authentication. */
import type { Defect } from '../../behaviour.ts';

export const clientAuthenticationDefects: readonly Defect[] = [
  {
    id: 'assertion-exp-unchecked',
    title: 'An expired client assertion is accepted',
    breaks: ['RFC7523-3-4', 'OIDC-CORE-9-4'],
    implies: [],
    omits: ['assertion-exp'],
  },
  {
    id: 'assertion-aud-unchecked',
    title: 'A client assertion for any audience is accepted',
    breaks: ['RFC7523-3-3', 'FAPI2-SP-5.3.2.1-8'],
    implies: ['assertion-aud-array', 'assertion-aud-token-endpoint'],
    omits: ['assertion-aud'],
  },
  {
    id: 'assertion-aud-array',
    title: 'A client assertion whose aud is an array with the issuer is accepted',
    breaks: ['FAPI2-SP-5.3.2.1-8'],
    implies: [],
    replaces: { 'assertion-aud': 'assertion-aud-or-array' },
  },
  {
    id: 'assertion-aud-token-endpoint',
    title: 'A client assertion whose aud is the token endpoint is accepted',
    breaks: ['FAPI2-SP-5.3.2.1-8'],
    implies: [],
    replaces: { 'assertion-aud': 'assertion-aud-or-endpoint' },
  },
  {
    id: 'assertion-jti-reusable',
    title: 'A client assertion can be replayed',
    breaks: ['OIDC-CORE-9-5', 'RFC7523-3-7'],
    implies: [],
    omits: ['assertion-jti-once'],
  },
  {
    id: 'assertion-any-client-key',
    title: 'A client assertion signed with the key of another client is accepted',
    breaks: ['RFC7523-3-9', 'RFC8725-3.8-1'],
    implies: [],
    replaces: { 'assertion-signature': 'assertion-signature-of-any-client' },
  },
  {
    id: 'assertion-alg-rs256',
    title: 'A client assertion signed with RS256 is accepted',
    breaks: ['FAPI2-SP-5.4.1-1.2'],
    implies: [],
    replaces: { 'assertion-alg': 'assertion-alg-with-rs256' },
  },
  {
    id: 'assertion-sub-unchecked',
    title: 'A client assertion about somebody else is accepted',
    breaks: ['RFC7523-3-2', 'OIDC-CORE-9-1'],
    implies: [],
    omits: ['assertion-sub'],
  },
  {
    id: 'assertion-client-id-unchecked',
    title: 'A client_id that differs from the client of the assertion is overlooked',
    breaks: ['RFC7523-3-2', 'OIDC-CORE-9-1'],
    implies: [],
    omits: ['client-id-agrees'],
  },
  {
    id: 'assertion-signature-unchecked',
    title: 'The signature of a client assertion is not looked at',
    breaks: ['RFC7523-3-9'],
    implies: ['assertion-any-client-key'],
    omits: ['assertion-signature'],
  },
  {
    id: 'mtls-client-subject-unchecked',
    title: 'A client that authenticates by certificate may use the certificate of another TPP',
    breaks: ['RFC8705-2.1-1', 'RFC8705-2-4'],
    implies: [],
    omits: ['mtls-subject'],
    replaces: { 'certificate-owner': 'certificate-owner-unless-mtls' },
  },
];
