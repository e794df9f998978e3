/** Faults of knowing a client by its certificate. */
import type { Defect } from '../behaviour.ts';

export const subjectDefects: readonly Defect[] = [
  {
    id: 'tls-subject-as-text',
    title: 'The subject of a certificate is compared as text without escapes',
    breaks: ['RFC8705-2.1-2'],
    implies: [],
    clients: ['mtls'],
    replaces: { 'mtls-subject': 'mtls-subject-as-text', 'certificate-owner': 'certificate-owner-unless-mtls' },
  },
  {
    id: 'tls-subject-to-the-letter',
    title: 'A subject in another case and kind of text is taken for another one',
    breaks: ['RFC8705-2.1-2'],
    implies: [],
    clients: ['mtls'],
    replaces: { 'mtls-subject': 'mtls-subject-to-the-letter' },
  },
  {
    id: 'tls-certificate-pinned',
    title: 'A client that registered a subject is known by one certificate only',
    breaks: ['RFC8705-2.1-1-N1'],
    implies: ['tls-subject-to-the-letter'],
    clients: ['mtls'],
    replaces: { 'mtls-subject': 'mtls-subject-pinned' },
  },
  {
    id: 'mtls-certificate-optional',
    title: 'A client that authenticates by certificate is known by its client_id alone',
    breaks: ['RFC8705-2-1', 'RFC8705-2-4'],
    implies: [],
    clients: ['mtls'],
    omits: [
      'par/certificate-present',
      'token/certificate-present',
      'token/certificate-to-bind',
      'introspect/certificate-present',
      'revoke/certificate-present',
    ],
  },
  {
    id: 'self-signed-by-subject',
    title: 'A client that registered a self-signed certificate is known by its subject',
    breaks: ['RFC8705-2.2-1'],
    implies: [],
    clients: ['self-signed'],
    replaces: {
      'certificate-chain': 'certificate-chain-unless-self-signed-client',
      'certificate-owner': 'certificate-owner-by-subject',
    },
  },
];
