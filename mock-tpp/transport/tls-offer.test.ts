/** What outdated offers come to: at a server that takes them, at one that does not, and where we cannot make them. */
import type { TlsOptions } from 'node:tls';
import { expect } from 'chai';
import { failureOf, outcomeOfFailure } from './failure.ts';
import { always, getOnce, identityOf, OK, serveTls } from './testing-wire.ts';
import { TLS_OFFERS } from './tls-offer.ts';

const LAX: TlsOptions = { minVersion: 'TLSv1', ciphers: 'ALL:eNULL:@SECLEVEL=0' };

// biome-ignore format: one row, one line
const ROWS: [offer: string, version: string, cipher: RegExp, refused: string][] = [
  ['TLSv1', 'TLSv1', /SHA$/, 'protocol_version'],
  ['TLSv1.1', 'TLSv1.1', /SHA$/, 'protocol_version'],
  ['suites-null', 'TLSv1.2', /NULL/, 'handshake_failure'],
  ['suites-outdated', 'TLSv1.2', /AES128/, 'handshake_failure'],
];

const over = async (offer: string, options: TlsOptions) => {
  const server = await serveTls(always(OK), { requestCert: true, rejectUnauthorized: false, ...options });
  const exchange = await getOnce(`https://127.0.0.1:${server.port}/`, { certificate: identityOf('a').offering(offer) });
  await server.close();
  return exchange;
};

describe('an outdated offer', () => {
  it('is tried here, each of them', () => {
    const sound = ['TLSv1.2', 'TLSv1.3'];
    expect(ROWS.map(([offer]) => offer)).to.deep.equal(
      Object.keys(TLS_OFFERS).filter((offer) => !sound.includes(offer)),
    );
  });

  for (const [offer, version, cipher, alert] of ROWS) {
    it(`of ${offer} is what a lax server negotiates, over the same certificate`, async () => {
      const { tls, failure } = await over(offer, LAX);
      expect(failure).to.equal(null);
      expect(tls).to.include({ version, identity: 'a' });
      expect(tls?.cipher).to.match(cipher);
    });

    it(`of ${offer} meets the alert ${alert} of a server as it should be`, async () => {
      const { failure, tls } = await over(offer, {
        ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
      });
      expect(failure?.class).to.equal('tls-alert');
      expect(tls?.alert).to.equal(alert);
    });
  }

  it('that our own OpenSSL cannot make is no alert of the server', () => {
    const error = Object.assign(new Error('error:0A0000BF:SSL routines:tls_setup_handshake:no protocols available'), {
      code: 'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
    });
    expect(outcomeOfFailure(failureOf(error, { begun: false, limitMs: 1000 }), null).codes).to.not.include.oneOf([
      'tls.alert.protocol_version',
      'tls.alert.handshake_failure',
    ]);
  });
});
