/** Faults of reading what the certificate of a payment service provider says, and lawful differences. */
import type { Defect, Variation } from '../behaviour.ts';

export const providerDefects: readonly Defect[] = [
  {
    id: 'role-unchecked',
    title: 'No service asks for the role of the provider',
    breaks: ['RTS-34-3-N1'],
    implies: ['role-by-name'],
    omits: ['certificate-role', 'certificate-role-names'],
  },
  {
    id: 'role-by-name',
    title: 'The role of a provider is read from its name, whatever its object identifier says',
    breaks: ['TS119495-5.2.2-N1'],
    implies: [],
    omits: ['certificate-role-names'],
    replaces: { 'certificate-role': 'certificate-role-by-name' },
  },
  {
    id: 'roles-two-at-most',
    title: 'The third role of a provider and those behind it are not read',
    breaks: ['TS119495-5.2.2-N2'],
    implies: [],
    replaces: { 'certificate-role': 'certificate-role-of-two' },
  },
  {
    id: 'roles-in-order-only',
    title: 'A role of a provider is not read when it stands behind one with a higher number',
    breaks: ['TS119495-5.2.2-N2'],
    implies: [],
    replaces: { 'certificate-role': 'certificate-role-in-order' },
  },
  {
    id: 'qualified-statements-unneeded',
    title: 'A certificate without statements is taken for that of a payment service provider',
    breaks: ['RTS-34-1-N1'],
    implies: [],
    omits: ['certificate-statements'],
  },
  {
    id: 'qualified-statements-known-only',
    title: 'A certificate with a statement that the bank does not know is refused',
    breaks: ['RTS-34-1-N2'],
    implies: [],
    replaces: { 'certificate-statements': 'certificate-statements-known' },
  },
  {
    id: 'seal-certificate-for-tls',
    title: 'A certificate for seals is accepted for a connection',
    breaks: ['RTS-34-1-N1'],
    implies: [],
    omits: ['certificate-type'],
  },
  {
    id: 'certificate-authority-unchecked',
    title: 'A certificate that names two authorities is accepted',
    breaks: ['TS119495-5.2.3-N1'],
    implies: [],
    omits: ['certificate-authority'],
  },
  {
    id: 'authorisation-number-unchecked',
    title: 'A client that signs its assertions may present the certificate of any provider',
    breaks: ['RTS-34-2-N1'],
    implies: [],
    replaces: { 'certificate-owner': 'certificate-owner-unless-asserting' },
  },
];

export const providerVariations: readonly Variation[] = [
  {
    // The object identifier of a role is what binds; TS 119 495 lays the name beside it on the issuer.
    id: 'role-names-unread',
    title: 'The names of roles are not read, only their object identifiers',
    omits: ['certificate-role-names'],
  },
];
