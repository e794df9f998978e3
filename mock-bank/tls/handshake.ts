/** What the public listener takes in a TLS handshake. */
import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

export interface ListenerKeys {
  /** Leaf and issuing CA. */
  certificate: string;
  key: string;
  /** Names offered to clients in the certificate request. */
  trusted: readonly string[];
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

export type Handshake = 'sound' | 'old-versions' | 'outdated-suites' | 'null-suites';

/** What the listener takes in a handshake; new connections follow it at once. */
export function handshakeOf(keys: ListenerKeys, handshake: Handshake): SecureContextOptions {
  const suites = {
    sound: TLS_12_SUITES,
    'old-versions': `${TLS_12_SUITES}:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0`,
    'outdated-suites': `${TLS_12_SUITES}:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA`,
    'null-suites': `${TLS_12_SUITES}:ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:@SECLEVEL=0`,
  };
  return {
    cert: keys.certificate,
    key: keys.key,
    ca: [...keys.trusted],
    minVersion: handshake === 'old-versions' ? 'TLSv1' : 'TLSv1.2',
    ciphers: suites[handshake],
    // A resumed session would carry its certificate past later checks of the handshake.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}
