/** Faults of dynamic client registration, and what others do differently. */
import type { Defect, Variation } from '../behaviour.ts';
import { CHAIN_FAULTS } from '../tls/chain-defects.ts';

export const dcrDefects: readonly Defect[] = [
  {
    id: 'registration-certificate-optional',
    title: 'A client is registered for somebody who shows no certificate',
    breaks: ['RFC7591-3-N1'],
    implies: [],
    omits: ['register/certificate-of-registrant'],
  },
  {
    id: 'registration-header-trusted',
    title: 'A client is registered for somebody with a certificate in a request header',
    breaks: ['RFC7591-3-N1', 'RFC9700-4.13-1'],
    implies: [],
    replaces: { 'register/certificate-source': 'certificate-from-header' },
  },
  {
    id: 'registration-issuer-unchecked',
    title: 'A client is registered for somebody with a certificate of any issuer',
    breaks: ['RFC7591-3-N1', 'RFC5280-6.1.3-a1'],
    implies: CHAIN_FAULTS,
    omits: ['register/certificate-chain'],
  },
  {
    id: 'revocation-unchecked-at-registration',
    title: 'Certificate revocation is not checked when a client is registered',
    breaks: ['RFC5280-6.1.3-a3'],
    implies: [],
    omits: ['register/certificate-revocation'],
  },
  {
    id: 'registration-names-uncounted',
    title: 'A client is registered by two names of its certificate',
    breaks: ['RFC8705-2.1.2-1'],
    implies: [],
    omits: ['metadata-one-certificate-name'],
    replaces: { 'metadata-of-a-client': 'metadata-of-a-client-by-its-first-name' },
  },
  {
    id: 'registration-unknown-refused',
    title: 'A client is not registered when its metadata have a member that nobody knows',
    breaks: ['RFC7591-2-1'],
    implies: [],
    replaces: { 'metadata-of-a-client': 'metadata-of-a-client-and-no-more' },
  },
  {
    id: 'registration-error-status',
    title: 'A registration is refused for its metadata with 422',
    breaks: ['RFC7591-3.2.2-1'],
    implies: [],
    settings: { registrationErrorStatus: 422 },
  },
  {
    id: 'registration-status-200',
    title: 'A registration is answered with 200',
    breaks: ['RFC7591-3.2.1-1'],
    implies: [],
    settings: { registrationStatus: 200 },
  },
  {
    id: 'registration-metadata-untold',
    title: 'The answer to a registration does not tell what was registered',
    breaks: ['RFC7591-3.2.1-2'],
    implies: [],
    settings: { registrationUntold: 'metadata' },
  },
  {
    id: 'registration-id-untold',
    title: 'The answer to a registration does not tell the client_id',
    breaks: ['RFC7591-3.2.1-3'],
    implies: [],
    settings: { registrationUntold: 'client-id' },
  },
  {
    id: 'registration-token-untold',
    title: 'The answer to a registration tells where it is managed and not with which token',
    breaks: ['RFC7592-3-1'],
    implies: [],
    settings: { registrationManagement: 'without-token' },
  },
  {
    id: 'registration-token-of-anybody',
    title: 'Whoever has registered a client may manage all others',
    breaks: ['RFC7592-2-1'],
    implies: [],
    replaces: { 'registration-token': 'registration-token-of-anybody' },
  },
  {
    id: 'registration-token-optional',
    title: 'A registration is shown without its token',
    breaks: ['RFC7592-2-1'],
    implies: [],
    replaces: { 'registration-token': 'registration-token-if-present' },
  },
  {
    id: 'registration-token-unread',
    title: 'A registration is managed with any token',
    breaks: ['RFC7592-2-1'],
    implies: ['registration-token-of-anybody'],
    replaces: { 'registration-token': 'registration-token-unread' },
  },
  {
    id: 'registration-deletion-status',
    title: 'A deletion is answered with 200',
    breaks: ['RFC7592-2.3-1'],
    implies: [],
    settings: { registrationDeletionStatus: 200 },
  },
  {
    id: 'registration-deletion-ignored',
    title: 'A client that was deleted stays registered, and its token good',
    breaks: ['RFC7592-2.3-2'],
    implies: [],
    settings: { registrationDeletion: 'without-effect' },
  },
];

export const dcrVariations: readonly Variation[] = [
  {
    id: 'registration-unmanaged',
    title: 'Whoever registers a client cannot manage it afterwards',
    settings: { registrationManagement: 'none' },
    withdraws: ['registration.management'],
  },
  {
    id: 'registration-undeletable',
    title: 'Whoever registers a client can look at it afterwards, and not delete it',
    settings: { registrationDeletion: 'without-effect', registrationDeletionStatus: 405 },
  },
];
