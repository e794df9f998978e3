import { connect as connectTcp } from 'node:net';
import { connect, type SecureContextOptions } from 'node:tls';
import { describeDefects, type Probe } from '../testkit/probe.ts';
import { tlsDefects } from './defects.ts';

const not =
  (probe: Probe): Probe =>
  async (kit) =>
    !(await probe(kit));

/** Whether a handshake with nothing but this comes about, over the group that is wanted if one is. */
const agrees =
  ({ wanted, ...offer }: SecureContextOptions & { wanted?: string }): Probe =>
  ({ primary }) =>
    new Promise((resolve) => {
      const port = Number(new URL(primary.issuer).port);
      const socket = connect({ host: 'localhost', port, rejectUnauthorized: false, ...offer }, () => {
        const { name } = socket.getEphemeralKeyInfo() as { name?: string };
        socket.destroy();
        resolve(wanted === undefined || name === wanted);
      });
      socket.once('error', () => resolve(false));
    });

/** Whether the listener's answer to bare bytes fits. */
const answersBytes =
  (bytes: (port: number) => Buffer, fits: (answer: Buffer) => boolean): Probe =>
  ({ primary }) =>
    new Promise((resolve) => {
      const port = Number(new URL(primary.issuer).port);
      let answer = Buffer.alloc(0);
      const socket = connectTcp({ host: '127.0.0.1', port }, () => socket.write(bytes(port)));
      socket.on('data', (chunk: Buffer) => {
        answer = Buffer.concat([answer, chunk]);
        socket.end();
      });
      socket.on('error', () => undefined);
      socket.once('close', () => resolve(fits(answer)));
    });

/** A ClientHello for one suite of TLS 1.2, with DEFLATE and without compression, and no extensions. */
const HELLO = Buffer.from(`160301002e0100002a0303${'07'.repeat(32)}000002c02b020100`, 'hex');

/** The same with renegotiation_info and extended_master_secret. */
const HELLO_EXTENDED = Buffer.from(
  `1603010039010000350303${'07'.repeat(32)}000002c02b0201000009ff0100010000170000`,
  'hex',
);

/** Whether a ServerHello answers it with nothing but this extension. */
const acknowledgesOnly = (extension: string): Probe =>
  answersBytes(
    () => HELLO_EXTENDED,
    // Its extensions come last.
    (answer) => answer[0] === 22 && answer.subarray(47).toString('hex') === extension,
  );

/** Whether the certificate shown to a client that takes RSA alone has a key of 1024 bits. */
const showsShortKey: Probe = ({ primary }) =>
  new Promise((resolve) => {
    const port = Number(new URL(primary.issuer).port);
    const only = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0' } as const;
    const socket = connect({ host: 'localhost', port, rejectUnauthorized: false, ...only }, () => {
      resolve(socket.getPeerX509Certificate()?.publicKey.asymmetricKeyDetails?.modulusLength === 1024);
      socket.destroy();
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
  // Not the suite that is chosen by hand, with which no handshake ends.
  'tls-1-2-refused': not(agrees({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' })),
  'tls-1-3-refused': not(agrees({ minVersion: 'TLSv1.3' })),
  'tls-weak-group': agrees({
    maxVersion: 'TLSv1.2',
    ecdhCurve: 'prime192v1:P-256',
    ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0',
    wanted: 'prime192v1',
  }),
  'tls-short-key': showsShortKey,
  'tls-compression': answersBytes(
    () => HELLO,
    // The last byte of a ServerHello without extensions is its method of compression.
    (answer) => answer[0] === 22 && answer.at(-1) === 1,
  ),
  'tls-renegotiation-unsecured': acknowledgesOnly('000400170000'),
  'tls-main-secret-plain': acknowledgesOnly('0005ff01000100'),
  'plain-http-served': answersBytes(
    (port) => Buffer.from(`GET /.well-known/openid-configuration HTTP/1.1\r\nhost: localhost:${port}\r\n\r\n`),
    (answer) => answer.toString().startsWith('HTTP/1.1 200'),
  ),
};

describeDefects('defects of the TLS listener', tlsDefects, probes);
