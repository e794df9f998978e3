/** Faults of asking whether a certificate is revoked. */
import type { Defect, Variation } from '../behaviour.ts';

export const directoryDefects: readonly Defect[] = [
  {
    id: 'revocation-unchecked-at-par',
    title: 'Certificate revocation is not checked when a request is pushed',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['par/certificate-revocation'],
  },
  {
    id: 'revocation-unchecked-at-token',
    title: 'Certificate revocation is not checked at the token endpoint',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['token/certificate-revocation'],
  },
  {
    id: 'revocation-unchecked-at-introspection',
    title: 'Certificate revocation is not checked at introspection',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['introspect/certificate-revocation'],
  },
  {
    id: 'revocation-unchecked-at-resource',
    title: 'Certificate revocation is not checked at the resources',
    breaks: ['RFC5280-6.1.3-a3'],
    // What changes on an open connection does not trouble who never asks; UserInfo is a resource, too.
    implies: ['revocation-once-per-connection', 'revocation-unchecked-at-userinfo'],
    omits: ['resource/certificate-revocation'],
  },
  {
    id: 'crl-ignored',
    title: 'A certificate is accepted without its CRL when OCSP gives no answer',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: ['revocation-soft-fail'],
    settings: { crl: 'ignored' },
  },
  {
    id: 'ocsp-ignored',
    title: 'Only the CRL is asked, never OCSP',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    settings: { ocsp: 'ignored' },
  },
  {
    id: 'revocation-once-per-connection',
    title: 'At the resources revocation is asked once for each connection',
    breaks: ['RFC5280-6.1.3-a3-N1'],
    // Services that fall silent later are not noticed either.
    implies: ['revocation-soft-fail'],
    replaces: { 'resource/certificate-revocation': 'certificate-revocation-once-per-connection' },
  },
  {
    id: 'revocation-soft-fail',
    title: 'A certificate whose status cannot be determined is accepted',
    breaks: ['RFC5280-6.3.3-N1'],
    implies: [],
    settings: { unknownStatus: 'accepted' },
  },
  {
    id: 'revocation-unchecked-at-revocation',
    title: 'Certificate revocation is not checked at the revocation endpoint',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['revoke/certificate-revocation'],
  },
  {
    id: 'revocation-unchecked-at-userinfo',
    title: 'Certificate revocation is not checked at the UserInfo endpoint',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['userinfo/certificate-revocation'],
  },
  {
    id: 'ocsp-unknown-is-good',
    title: 'A certificate that OCSP does not know is accepted',
    breaks: ['RFC6960-2.2-1'],
    implies: [],
    settings: { ocspCheckOmitted: 'unknown' },
  },
  {
    id: 'ocsp-stale-believed',
    title: 'An OCSP answer that has run out is believed',
    breaks: ['RFC6960-3.2-6'],
    implies: [],
    settings: { ocspCheckOmitted: 'next-update' },
  },
  {
    id: 'ocsp-future-believed',
    title: 'An OCSP answer of tomorrow is believed',
    breaks: ['RFC6960-3.2-5'],
    implies: [],
    settings: { ocspCheckOmitted: 'this-update' },
  },
  {
    id: 'ocsp-signer-unchecked',
    title: 'An OCSP answer is believed whoever signed it',
    breaks: ['RFC6960-3.2-2'],
    implies: ['ocsp-delegate-unchecked'],
    settings: { ocspCheckOmitted: 'signer' },
  },
  {
    id: 'ocsp-delegate-unchecked',
    title: 'Any certificate of the authority may sign OCSP answers',
    breaks: ['RFC6960-4.2.2.2-1'],
    implies: [],
    settings: { ocspCheckOmitted: 'delegate-usage' },
  },
  {
    id: 'ocsp-serial-unchecked',
    title: 'An OCSP answer about another certificate is believed',
    breaks: ['RFC6960-3.2-1'],
    implies: [],
    settings: { ocspCheckOmitted: 'serial' },
  },
  {
    id: 'ocsp-nonce-unchecked',
    title: 'A nonce is sent to OCSP and any other taken back',
    breaks: ['RFC6960-4.4.1-1'],
    implies: [],
    settings: { ocspNonce: 'sent', ocspCheckOmitted: 'nonce' },
  },
  {
    id: 'crl-stale-believed',
    title: 'A CRL that has run out is believed',
    breaks: ['RFC5280-6.3.3-a'],
    implies: [],
    settings: { crlCheckOmitted: 'next-update' },
  },
  {
    id: 'crl-future-believed',
    title: 'A CRL of tomorrow is believed',
    breaks: ['RFC5280-6.3.3-a'],
    implies: [],
    settings: { crlCheckOmitted: 'this-update' },
  },
  {
    id: 'crl-signer-unchecked',
    title: 'A CRL is believed whoever signed it',
    breaks: ['RFC5280-6.3.3-g'],
    implies: [],
    settings: { crlCheckOmitted: 'signer' },
  },
];

export const directoryVariations: readonly Variation[] = [
  {
    id: 'ocsp-nonce',
    title: 'OCSP is asked with a nonce',
    settings: { ocspNonce: 'sent' },
  },
];
