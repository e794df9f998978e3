/** Faults of judging a certificate while its connection or its TLS session goes on, and what is lawful there. */
import type { Defect, Variation } from '../behaviour.ts';

export const sessionDefects: readonly Defect[] = [
  {
    id: 'resumed-session-trusted',
    title: 'TLS sessions are resumed, and the certificate of one is not judged again',
    breaks: ['RFC8446-4.6.1-1'],
    implies: [],
    settings: { handshake: 'resuming', resumedCertificate: 'trusted' },
  },
  {
    id: 'certificate-dates-once-per-connection',
    title: 'At the resources the dates of a certificate are looked at once for each connection',
    breaks: ['RFC5280-6.1.3-a2-N1'],
    implies: [],
    replaces: { 'resource/certificate-dates': 'certificate-dates-once-per-connection' },
  },
];

export const sessionVariations: readonly Variation[] = [
  {
    id: 'sessions-resumed',
    title: 'TLS sessions are resumed, and the certificate of each is judged at each request',
    settings: { handshake: 'resuming' },
  },
];
