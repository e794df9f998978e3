/** The browser has no network of its own, and what its callbacks throw goes nowhere. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findBrowser } from './find-browser.ts';
import { guarded, Launched } from './launched.ts';
import { sandboxed } from './sandbox.ts';

const executable = findBrowser(process.env);

/** Everything a page can ask a network for, at one host. `done` is set when WebRTC has looked for its ways. */
const reachesFor = (host: string, udp: number, tcp: number): string => `(async () => {
  const link = (rel, href) => document.head.append(Object.assign(document.createElement('link'), { rel, href }));
  const tries = [
    () => new WebSocket('ws://${host}:${tcp}/'), () => new WebSocket('wss://${host}:${tcp}/'),
    () => new WebTransport('https://${host}:${udp}/'), () => fetch('http://${host}:${tcp}/f').catch(() => 0),
    () => { new Image().src = 'http://${host}:${tcp}/i'; }, () => new EventSource('http://${host}:${tcp}/e'),
    () => link('preconnect', 'http://${host}:${tcp}'), () => link('prefetch', 'http://${host}:${tcp}/p'),
    () => navigator.sendBeacon('http://${host}:${tcp}/b', 'x'),
  ];
  for (const one of tries) try { one(); } catch {}
  const login = { username: 'a', credential: 'b' };
  const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${host}:${udp}' },
    { urls: 'turn:${host}:${udp}', ...login }, { urls: 'turn:${host}:${tcp}?transport=tcp', ...login }] });
  const gathered = new Promise((resolve) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve(); });
  peer.createDataChannel('x');
  await peer.setLocalDescription(await peer.createOffer());
  await Promise.race([gathered, new Promise((resolve) => setTimeout(resolve, 5000))]);
})()`;

describe('the Chromium of the agent', function () {
  this.timeout(60_000);

  it('reaches no network past the routes of its context: not by WebRTC, sockets, or what a page loads ahead', async function () {
    if (executable === null) return this.skip();
    const heard: string[] = [];
    const udp = createSocket('udp4', (packet) => heard.push(`UDP ${packet.toString('hex').slice(0, 40)}`));
    udp.bind(0);
    await once(udp, 'listening');
    const tcp = createServer((socket) => {
      heard.push('TCP');
      socket.destroy();
    });
    tcp.listen(0);
    await once(tcp, 'listening');
    const chromium = new Launched(executable);
    try {
      const context = await chromium.context();
      await context.route('**/*', (route) =>
        route.request().isNavigationRequest()
          ? route.fulfill({ contentType: 'text/html', body: '<p>' })
          : route.abort(),
      );
      const tab = await context.newPage();
      await tab.goto('https://bank.example/');
      const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
      const outward = own.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
      for (const host of ['127.0.0.1', 'localhost', ...(outward === undefined ? [] : [outward])])
        await tab.evaluate(reachesFor(host, udp.address().port, (tcp.address() as AddressInfo).port));
      expect(heard).to.deep.equal([]);
    } finally {
      await chromium.close();
      udp.close();
      tcp.close();
    }
  });

  it('is one for all tabs, also those that are opened while it starts, and another when it has gone', async function () {
    if (executable === null) return this.skip();
    const chromium = new Launched(executable);
    try {
      const [one, other] = await Promise.all([chromium.context(), chromium.context()]);
      expect(one.browser()).to.equal(other.browser());
      await one.browser()?.close();
      const third = await chromium.context();
      expect(third.browser()).to.not.equal(one.browser());
      expect(third.browser()?.isConnected()).to.equal(true);
    } finally {
      await chromium.close();
    }
  });

  it('keeps the sandbox for all but root, and those who say that there is none', () => {
    expect(sandboxed({}, 1000)).to.equal(true);
    expect(sandboxed({}, 0)).to.equal(false);
    expect(sandboxed({ ASSAY_BROWSER_SANDBOX: 'off' }, 1000)).to.equal(false);
    expect(sandboxed({ ASSAY_BROWSER_SANDBOX: '' }, 1000)).to.equal(true);
  });

  it('catches what a callback throws, and what refusing it throws', async () => {
    const refused: number[] = [];
    const throws = (_given?: number): never => {
      throw new Error('no frame');
    };
    await guarded(throws)();
    await guarded(async () => throws())();
    await guarded(throws, (one) => refused.push(one ?? 0))(7);
    await guarded(throws, throws)();
    expect(refused).to.deep.equal([7]);
  });

  it('is given no callback that is not guarded', () => {
    const callbacks = ['driven-tab.js', 'launched.js']
      .flatMap((name) => readFileSync(join(import.meta.dirname, name), 'utf8').split('\n'))
      .filter((line) => /\.(?:on|once|route|addListener|exposeFunction|exposeBinding)\(/u.test(line));
    expect(callbacks.length).to.be.greaterThan(5);
    for (const line of callbacks) expect(line).to.include('guarded(');
  });
});
