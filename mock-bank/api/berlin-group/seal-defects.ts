/** Faults of the seals of requests. */
import type { Defect } from '../../behaviour.ts';

/** The bundled clients that seal them. */
const clients = ['berlin-sealed', 'berlin-sealed-second'];

export const sealDefects: readonly Defect[] = [
  {
    id: 'seal-optional',
    title: 'A request without a seal is taken',
    breaks: ['BG-1.3-SIG-1'],
    implies: [],
    clients,
    omits: ['seal-present'],
  },
  {
    id: 'seal-digest-unchecked',
    title: 'A request is taken whose Digest is that of another body',
    breaks: ['BG-1.3-SIG-2'],
    implies: [],
    clients,
    omits: ['seal-digest-holds'],
  },
  {
    id: 'seal-unchecked',
    title: 'Whether the seal of a request holds is not checked',
    breaks: ['BG-1.3-SIG-2'],
    implies: [],
    clients,
    omits: ['seal-holds'],
  },
  {
    id: 'seal-of-anybody',
    title: 'A request is taken with the seal of another provider',
    breaks: ['BG-1.3-SIG-3'],
    implies: [],
    clients,
    omits: ['seal-certificate-owner'],
  },
  {
    id: 'seal-of-any-authority',
    title: 'A request is taken with a seal whose certificate no trusted authority issued',
    breaks: ['BG-1.3-SIG-6'],
    implies: [],
    clients,
    omits: ['seal-certificate-chain'],
  },
  {
    id: 'seal-expired-accepted',
    title: 'A request is taken with a seal whose certificate has run out',
    breaks: ['BG-1.3-SIG-6'],
    implies: [],
    clients,
    omits: ['seal-certificate-dates'],
  },
  {
    id: 'seal-revoked-accepted',
    title: 'A request is taken with a seal whose certificate is revoked',
    breaks: ['BG-1.3-SIG-6'],
    implies: [],
    clients,
    omits: ['seal-certificate-status'],
  },
  {
    id: 'seal-by-website-certificate',
    title: 'A request is taken that is sealed with a certificate for websites',
    breaks: ['BG-1.3-SIG-3'],
    implies: [],
    clients,
    omits: ['seal-certificate-type'],
  },
  {
    id: 'seal-covers-anything',
    title: 'A seal is taken that does not cover what it has to',
    breaks: ['BG-1.3-SIG-4'],
    implies: [],
    clients,
    omits: ['seal-covers'],
  },
  {
    id: 'seal-order-fixed',
    title: 'A seal is refused that names its parameters in another order',
    breaks: ['BG-1.3-SIG-5'],
    implies: [],
    clients,
    replaces: { 'seal-readable': 'seal-in-own-order' },
  },
  {
    id: 'seal-name-in-lower-case',
    title: 'A seal is not found in a header that is written in capitals',
    breaks: ['BG-1.3-SIG-5'],
    implies: [],
    clients,
    replaces: { 'seal-present': 'seal-name-in-lower-case' },
  },
];
