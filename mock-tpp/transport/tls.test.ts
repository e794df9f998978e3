/** What is seen of TLS: facts, alerts under both versions, whom we trust, and that no identity rides on another's session. */
import { createHash, X509Certificate } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { SecureVersion } from 'node:tls';
import { expect } from 'chai';
import { mint } from './testing-certificates.ts';
import {
  always,
  CA,
  get,
  getOnce,
  identityOf,
  NOBODY,
  OK,
  onRequest,
  type Raw,
  SERVER,
  serveTls,
  wire,
} from './testing-wire.ts';

const VERSIONS: SecureVersion[] = ['TLSv1.2', 'TLSv1.3'];
const only = (version: SecureVersion) => ({ minVersion: version, maxVersion: version });
const ONCE = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
const STRICT = { requestCert: true, rejectUnauthorized: true };
const at = (server: Raw): string => `https://127.0.0.1:${server.port}/`;
const sha256 = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

describe('TLS facts', () => {
  for (const version of VERSIONS)
    it(`hold ${version}, its cipher, the chain of the server and our own certificate`, async () => {
      const server = await serveTls(always(OK), { ...only(version), requestCert: true, rejectUnauthorized: false });
      const a = identityOf('a');
      const { tls } = await getOnce(at(server), { certificate: a });
      await server.close();
      expect(tls).to.include({ version, identity: 'a', clientSha256: a.sha256, alert: null, connection: 1 });
      expect(tls?.cipher).to.match(/^(TLS_AES|ECDHE)/);
      expect(tls?.peerChain.map(({ subject, issuer }) => [subject, issuer])).to.deep.equal([
        ['CN=server', 'CN=Test CA'],
        ['CN=Test CA', 'CN=Test CA'],
      ]);
      expect(tls?.peerChain[0]).to.include({
        sha256: sha256(SERVER.certificate),
        notAfter: '2100-01-01T00:00:00.000Z',
      });
    });

  it('hold no identity for nobody', async () => {
    const server = await serveTls(always(OK));
    const { tls } = await getOnce(at(server));
    await server.close();
    expect(tls).to.include({ version: 'TLSv1.3', identity: null, clientSha256: null });
  });

  const ipv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
  if (ipv6)
    it('are found on IPv6 too', async () => {
      const server = await serveTls(always(OK), {}, '::1');
      const exchange = await getOnce(`https://[::1]:${server.port}/`);
      await server.close();
      expect(exchange.failure).to.equal(null);
      expect(exchange.tls?.version).to.equal('TLSv1.3');
    });

  it('of an earlier connection are not told of a handshake that fails', async () => {
    const trusted: { now: boolean } = { now: true };
    const server = await serveTls(
      onRequest((socket) => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n`)),
      {
        SNICallback: (_name, done) => (trusted.now ? done(null) : done(new Error('no'))),
      },
    );
    const over = wire();
    const first = await get(`https://localhost:${server.port}/`, over);
    trusted.now = false;
    const second = await get(`https://localhost:${server.port}/`, over);
    await over.connections.drop();
    await server.close();
    expect(first.tls).to.include({ version: 'TLSv1.3', connection: 1 });
    expect(second.failure).to.not.equal(null);
    expect(second.tls).to.include({ version: null, connection: 0 });
  });
});

describe('a server that wants a certificate', () => {
  // TLS 1.2 knows no alert of its own for this.
  const ALERTS: [SecureVersion, string][] = [
    ['TLSv1.2', 'handshake_failure'],
    ['TLSv1.3', 'certificate_required'],
  ];
  for (const [version, alert] of ALERTS)
    it(`is heard to refuse nobody with the alert ${alert} under ${version}, every time`, async () => {
      const server = await serveTls(always(OK), { ...only(version), ...STRICT });
      const over = wire();
      const seen = new Set<string>();
      for (let tries = 0; tries < 100; tries += 1) {
        const { failure, tls, response } = await get(at(server), over);
        seen.add(`${failure?.class} ${tls?.alert} ${response}`);
      }
      await over.connections.drop();
      await server.close();
      expect([...seen]).to.deep.equal([`tls-alert ${alert} null`]);
    });

  it('may close without an alert when it does not trust one, which is told as just that', async () => {
    const stranger = identityOf('stranger', mint({ name: 'Other CA', ca: true }));
    const classes: string[] = [];
    for (const version of VERSIONS) {
      const server = await serveTls(always(OK), { ...only(version), ...STRICT });
      const { failure, tls } = await getOnce(at(server), { certificate: stranger });
      await server.close();
      classes.push(`${failure?.class} ${tls?.alert} ${tls?.identity}`);
    }
    expect(classes).to.deep.equal(['tls-closed null stranger', 'tls-closed null stranger']);
  });
});

describe('a server certificate', () => {
  const otherCa = mint({ name: 'Test CA', ca: true });
  const wrong: [string, ReturnType<typeof mint>][] = [
    ['for another name', mint({ name: 'server', by: CA, dns: ['other.example'] })],
    ['without any name', mint({ name: '127.0.0.1', by: CA })],
    ['of another CA that has the same name', mint({ name: 'server', by: otherCa, loopback: true })],
    ['signed by itself', mint({ name: 'server', loopback: true })],
    ['that has expired', mint({ name: 'server', by: CA, loopback: true, notAfter: new Date('2021-01-01T00:00:00Z') })],
    ['of an issuer that is no CA', mint({ name: 'leaf', by: SERVER, loopback: true })],
  ];
  for (const [what, { certificate, key }] of wrong)
    it(`${what} is not trusted, and nothing is sent to it`, async () => {
      let asked = false;
      const server = await serveTls((socket) => socket.on('data', () => (asked = true)), { cert: certificate, key });
      const { failure, tls } = await getOnce(at(server));
      await server.close();
      expect(failure?.class).to.equal('tls-server-untrusted');
      expect(tls).to.include({ alert: null, version: null });
      expect(asked).to.equal(false);
    });
});

describe('an identity', () => {
  for (const version of VERSIONS)
    it(`never resumes the session of another, nor its own, under ${version}`, async () => {
      const server = await serveTls(
        onRequest((socket) => socket.end(ONCE)),
        {
          ...only(version),
          requestCert: true,
          rejectUnauthorized: false,
        },
      );
      const seen: string[] = [];
      const [a, b] = [identityOf('a'), identityOf('b')];
      const over = wire();
      for (const certificate of [a, b, NOBODY, b, NOBODY, a]) {
        await get(at(server), { ...over, certificate });
        const socket = server.sockets.at(-1);
        seen.push(`${server.sockets.length} ${socket?.isSessionReused()} ${certificate.name}`);
      }
      await over.connections.drop();
      await server.close();
      expect(seen).to.deep.equal([
        '1 false a',
        '2 false b',
        '3 false nobody',
        '4 false b',
        '5 false nobody',
        '6 false a',
      ]);
    });

  it('has connections of its own', async () => {
    const server = await serveTls(always(OK), { requestCert: true, rejectUnauthorized: false });
    const [a, b] = [identityOf('a'), identityOf('b')];
    const over = wire();
    const connections: (number | undefined)[] = [];
    for (const certificate of [a, b, a, b])
      connections.push((await get(at(server), { ...over, certificate })).tls?.connection);
    await over.connections.drop();
    await server.close();
    expect(connections).to.deep.equal([1, 2, 1, 2]);
  });
});
