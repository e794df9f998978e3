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
    // Who never asks is not troubled by silence, nor by what changes on an open connection.
    implies: ['revocation-soft-fail', 'revocation-once-per-connection'],
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
];

export const directoryVariations: readonly Variation[] = [];
