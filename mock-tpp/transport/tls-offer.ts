/** What a client offers in a TLS handshake when it is asked to offer one version alone, or what nobody should take. */
import type { SecureContextOptions, SecureVersion } from 'node:tls';

/** Suites of TLS 1.2 that an old client may ask for, by what is wrong with them. Names as OpenSSL has them. */
const SUITES = {
  /** Without encryption. */
  null: 'ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:NULL-SHA256:NULL-SHA',
  /** Encrypted, and not among those that BCP 195 recommends: CBC, and keys under RSA without forward secrecy. */
  outdated:
    'ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:AES128-GCM-SHA256:AES128-SHA256:AES128-SHA',
} as const;

const only = (version: SecureVersion) => ({ minVersion: version, maxVersion: version });

/** By the name that scenarios use. OpenSSL offers old versions and suites only at its lowest level of security. */
export const TLS_OFFERS: { readonly [offer: string]: SecureContextOptions } = {
  TLSv1: { ...only('TLSv1'), ciphers: 'DEFAULT@SECLEVEL=0' },
  'TLSv1.1': { ...only('TLSv1.1'), ciphers: 'DEFAULT@SECLEVEL=0' },
  'TLSv1.2': only('TLSv1.2'),
  'TLSv1.3': only('TLSv1.3'),
  'suites-null': { ...only('TLSv1.2'), ciphers: `${SUITES.null}:@SECLEVEL=0` },
  'suites-outdated': { ...only('TLSv1.2'), ciphers: `${SUITES.outdated}:@SECLEVEL=0` },
};
