/** A bank behind a proxy is asked as any other: what TLS shows is the bank's, and what the proxy does is told as the proxy's. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { expect } from 'chai';
import type { TppProxy } from '../contract.ts';
import { Connections } from './connections.ts';
import { goesThrough } from './proxy.ts';
import { mint } from './testing-certificates.ts';
import { always, getOnce, identityOf, listening, OK, onRequest, type Raw, serveTls } from './testing-wire.ts';

const proxied = (proxy: TppProxy) => ({ connections: new Connections(60_000, { next: 1 }, proxy) });
const at = (url: string, more: Partial<TppProxy> = {}): TppProxy => ({ url, except: [], trust: null, ...more });

describe('the way through a proxy', () => {
  let bank: Raw;
  let asked: string[];
  let close: () => Promise<void>;
  before(async () => {
    bank = await serveTls(always(OK), { requestCert: true, rejectUnauthorized: false });
  });
  after(() => bank.close());
  beforeEach(() => {
    asked = [];
    close = async () => undefined;
  });
  afterEach(() => close());

  /** Lets everything through, or answers as told. */
  async function open(server: Server, refuse: number | null = null): Promise<number> {
    server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
      if (refuse !== null) {
        socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
        return;
      }
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const onward: Socket = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket);
        socket.pipe(onward);
      });
      for (const side of [onward, socket]) side.on('error', () => undefined);
    });
    const { port, close: closing } = await listening(server as never);
    close = closing;
    return port;
  }

  it('is a tunnel: certificates and all facts of TLS are those of the bank and of the client', async () => {
    const port = await open(createHttp());
    const certificate = identityOf('me');
    const { response, tls, failure } = await getOnce(`https://localhost:${bank.port}/`, {
      ...proxied(at(`http://127.0.0.1:${port}`)),
      certificate,
    });
    expect(failure).to.equal(null);
    expect(response?.status).to.equal(200);
    expect(tls?.peerChain[0]?.subject).to.include('server');
    expect(tls?.clientSha256).to.equal(certificate.sha256);
    expect(asked).to.deep.equal([`localhost:${bank.port} nobody`]);
  });

  it('carries the alert of a bank that refuses a certificate', async () => {
    const strict = await serveTls(
      onRequest(() => undefined),
      { requestCert: true, rejectUnauthorized: true },
    );
    const port = await open(createHttp());
    const { tls, failure } = await getOnce(
      `https://localhost:${strict.port}/`,
      proxied(at(`http://127.0.0.1:${port}`)),
    );
    expect([failure?.class, tls?.alert]).to.deep.equal(['tls-alert', 'certificate_required']);
    await strict.close();
  });

  it('sends credentials, and never tells them', async () => {
    const port = await open(createHttp(), 407);
    const { failure } = await getOnce(
      `https://localhost:${bank.port}/`,
      proxied(at(`http://me:s%40cret@127.0.0.1:${port}`)),
    );
    expect(asked).to.deep.equal([`localhost:${bank.port} Basic ${Buffer.from('me:s@cret').toString('base64')}`]);
    expect(failure?.class).to.equal('proxy');
    expect(failure?.message)
      .to.include(`the proxy http://127.0.0.1:${port} answered 407`)
      .and.to.not.match(/s%40cret|s@cret/);
  });

  for (const status of [403, 502])
    it(`that answers ${status} is told as the proxy's answer`, async () => {
      const port = await open(createHttp(), status);
      const { failure } = await getOnce(`https://localhost:${bank.port}/`, proxied(at(`http://127.0.0.1:${port}`)));
      expect([failure?.class, failure?.message.includes(`answered ${status}`)]).to.deep.equal(['proxy', true]);
    });

  it('that is down is told as that', async () => {
    const { failure } = await getOnce(`https://localhost:${bank.port}/`, proxied(at('http://127.0.0.1:9')));
    expect(failure?.class).to.equal('proxy');
    expect(failure?.message).to.include('opens no way to');
  });

  it('may itself be TLS, with a CA of its own', async () => {
    const ca = mint({ name: 'Proxy CA', ca: true });
    const own = mint({ name: 'proxy', by: ca, dns: ['localhost'], loopback: true });
    const port = await open(createHttps({ cert: own.certificate, key: own.key }) as never);
    const url = `https://localhost:${port}`;
    const trusted = await getOnce(`https://localhost:${bank.port}/`, proxied(at(url, { trust: ca.certificate })));
    expect(trusted.response?.status, trusted.failure?.message).to.equal(200);
    const strange = await getOnce(`https://localhost:${bank.port}/`, proxied(at(url)));
    expect(strange.failure?.class).to.equal('proxy');
  });

  it('is asked for an IPv6 address in brackets', async () => {
    const port = await open(createHttp(), 403);
    const { failure } = await getOnce('https://[::1]:8443/', proxied(at(`http://127.0.0.1:${port}`)));
    expect(asked).to.deep.equal(['[::1]:8443 nobody']);
    expect(failure?.message).to.include('CONNECT [::1]:8443');
  });

  it('is not taken to a host that is excepted', async () => {
    const port = await open(createHttp(), 403);
    const { response } = await getOnce(
      `https://localhost:${bank.port}/`,
      proxied(at(`http://127.0.0.1:${port}`, { except: ['localhost'] })),
    );
    expect(response?.status).to.equal(200);
    expect(asked).to.deep.equal([]);
  });

  // biome-ignore format: one row, one line
  const EXCEPT: [string[], string, boolean][] = [
    [[], 'https://bank.example/', true], [['bank.example'], 'https://bank.example/', false], [['bank.example'], 'https://api.bank.example/', false],
    [['.bank.example'], 'https://api.bank.example/', false], [['bank.example'], 'https://mybank.example/', true], [['*'], 'https://bank.example/', false],
    [['bank.example:443'], 'https://bank.example/', false], [['bank.example:8443'], 'https://bank.example/', true], [['[::1]'], 'https://[::1]:1/', false],
    [['BANK.example'], 'https://bank.EXAMPLE/', false], [[''], 'https://bank.example/', true], [['other.example', 'bank.example'], 'https://bank.example/', false],
  ];
  for (const [except, url, wanted] of EXCEPT)
    it(`${wanted ? 'is' : 'is not'} taken to ${url} with ${JSON.stringify(except)} excepted`, () => {
      expect(goesThrough(at('http://proxy.example', { except }), new URL(url))).to.equal(wanted);
      expect(goesThrough(null, new URL(url))).to.equal(false);
    });

  it('works with tinyproxy', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'assay-proxy-'));
    const free = await listening(createHttp() as never);
    await free.close();
    const file = join(folder, 'tinyproxy.conf');
    writeFileSync(file, `Port ${free.port}\nListen 127.0.0.1\nTimeout 60\nLogLevel Error\nConnectPort ${bank.port}\n`);
    const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    close = async () => {
      child.kill();
      rmSync(folder, { recursive: true });
    };
    const missing = await new Promise((resolve) => {
      child.once('error', () => resolve(true));
      child.once('spawn', () => resolve(false));
    });
    if (missing) return this.skip();
    let seen = await getOnce(`https://localhost:${bank.port}/`, proxied(at(`http://127.0.0.1:${free.port}`)));
    // It listens a moment after it was started.
    for (let tries = 0; seen.failure?.message.includes('ECONNREFUSED') && tries < 200; tries += 1)
      seen = await getOnce(`https://localhost:${bank.port}/`, proxied(at(`http://127.0.0.1:${free.port}`)));
    expect(seen.response?.status, seen.failure?.message).to.equal(200);
    expect(seen.tls?.peerChain[0]?.subject).to.include('server');
  });
});
