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
  {
    id: 'tls-1-2-refused',
    title: 'Nothing but TLS 1.3 is negotiated',
    breaks: ['RFC9325-3.1.1-2'],
    implies: [],
    settings: { handshake: 'only-1.3' },
  },
  {
    id: 'tls-1-3-refused',
    title: 'Nothing newer than TLS 1.2 is negotiated',
    breaks: ['RFC9325-3.1.1-3'],
    implies: [],
    settings: { handshake: 'only-1.2' },
  },
  {
    id: 'tls-weak-group',
    title: 'A curve of 192 bits is taken for the key exchange',
    breaks: ['RFC9325-4.4-1'],
    implies: [],
    settings: { handshake: 'weak-groups' },
  },
  {
    id: 'tls-short-key',
    title: 'Clients that prefer RSA are shown a certificate with a key of 1024 bits',
    breaks: ['RFC9325-4.5-1'],
    implies: [],
    settings: { handshake: 'short-key' },
  },
  {
    id: 'tls-compression',
    title: 'TLS compresses for clients that offer it',
    breaks: ['RFC9325-3.3-1'],
    implies: [],
    settings: { firstBytes: 'compresses' },
  },
  {
    id: 'tls-renegotiation-unsecured',
    title: 'TLS 1.2 is chosen without a word of secured renegotiation',
    breaks: ['RFC9325-3.5-1'],
    implies: [],
    settings: { firstBytes: 'renegotiation-unsecured' },
  },
  {
    id: 'tls-main-secret-plain',
    title: 'TLS 1.2 is chosen with keys that are not bound to the handshake',
    breaks: ['RFC9325-3.5-2'],
    implies: [],
    settings: { firstBytes: 'main-secret-plain' },
  },
  {
    id: 'plain-http-served',
    title: 'The listener serves requests without TLS as well',
    breaks: ['FAPI2-SP-5.2.1-1'],
    implies: [],
    settings: { firstBytes: 'plain-too' },
  },
];
