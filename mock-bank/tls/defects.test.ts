import { connect, type SecureContextOptions } from 'node:tls';
import { describeDefects, type Probe } from '../testkit/probe.ts';
import { tlsDefects } from './defects.ts';

/** Whether a handshake with nothing but this comes about. */
const agrees =
  (offer: SecureContextOptions): Probe =>
  ({ primary }) =>
    new Promise((resolve) => {
      const port = Number(new URL(primary.issuer).port);
      const socket = connect({ host: 'localhost', port, rejectUnauthorized: false, ...offer }, () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });

const probes: Record<string, Probe> = {
  'tls-old-versions': agrees({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  'tls-outdated-suites': agrees({
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0',
  }),
  'tls-null-suites': agrees({
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-NULL-SHA:ECDHE-RSA-NULL-SHA:@SECLEVEL=0',
  }),
};

describeDefects('defects of the TLS listener', tlsDefects, probes);
