/** What the public listener takes in a TLS handshake. */
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

export interface ListenerKeys {
  /** Leaf and issuing CA. */
  certificate: string;
  key: string;
  /** Names offered to clients in the certificate request. */
  trusted: readonly string[];
  /** A certificate with a short RSA key, for a bank that has one beside the other. */
  short: { certificate: string; key: string };
}

/** @requirement FAPI2-SP-5.2.1-2 FAPI2-SP-5.2.2-1 */
const TLS_12_SUITES = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

/** What the listener takes beside what it should, or does not take though it should. */
interface Deviation {
  /** Beside the sound suites. */
  suites?: string;
  versions?: SecureContextOptions;
  /** Groups for the key exchange. */
  groups?: string;
  shortKey?: boolean;
  /** Sessions may be resumed by tickets. */
  tickets?: boolean;
}

const CBC = 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA';

const DEVIATIONS = {
  sound: {},
  'old-versions': { suites: `${CBC}:@SECLEVEL=0`, versions: { minVersion: 'TLSv1' } },
  'outdated-suites': { suites: CBC },
  'null-suites': { suites: 'ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:@SECLEVEL=0' },
  'weak-groups': { suites: '@SECLEVEL=0', groups: 'prime192v1:X25519:P-256:P-384' },
  'short-key': { suites: '@SECLEVEL=0', shortKey: true },
  'only-1.2': { versions: { maxVersion: 'TLSv1.2' } },
  'only-1.3': { versions: { minVersion: 'TLSv1.3' } },
  resuming: { tickets: true },
} as const satisfies Record<string, Deviation>;

export type Handshake = keyof typeof DEVIATIONS;

/** What the listener takes in a handshake; new connections follow it at once. */
export function handshakeOf(keys: ListenerKeys, handshake: Handshake): SecureContextOptions {
  const { suites, versions, groups, shortKey, tickets }: Deviation = DEVIATIONS[handshake];
  return {
    cert: shortKey ? [keys.certificate, keys.short.certificate] : keys.certificate,
    key: shortKey ? [keys.key, keys.short.key] : keys.key,
    ca: [...keys.trusted],
    minVersion: 'TLSv1.2',
    ...versions,
    ciphers: suites === undefined ? TLS_12_SUITES : `${TLS_12_SUITES}:${suites}`,
    ...(groups === undefined ? {} : { ecdhCurve: groups }),
    // A session that is resumed brings its certificate along, but not those of its issuers, which a client of its own CA needs.
    ...(tickets ? {} : { secureOptions: constants.SSL_OP_NO_TICKET }),
  };
}
