/** Faults of the TLS listener. */
import type { Defect } from '../behaviour.ts';

export const tlsDefects: readonly Defect[] = [
  {
    id: 'tls-old-versions',
    title: 'TLS 1.0 and 1.1 are negotiated',
    breaks: ['FAPI2-SP-5.2.1-2', 'RFC9325-3.1.1-1'],
    // What carries them are suites of their time.
    implies: ['tls-outdated-suites'],
    settings: { handshake: 'old-versions' },
  },
  {
    id: 'tls-outdated-suites',
    title: 'Suites with CBC are negotiated',
    breaks: ['FAPI2-SP-5.2.2-1', 'RFC9325-4.2-1'],
    implies: [],
    settings: { handshake: 'outdated-suites' },
  },
  {
    id: 'tls-null-suites',
    title: 'Suites without encryption are negotiated',
    breaks: ['RFC9325-4.1-1'],
    implies: [],
    settings: { handshake: 'null-suites' },
  },
];
