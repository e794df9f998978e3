import { expect } from 'chai';
import { Chromium } from '../browser/chromium.ts';
import { findBrowser } from '../browser/find-browser.ts';
import type { TppExchange } from '../contract.ts';
import { NotShown, showPage } from './browser.ts';

const executable = findBrowser(process.env);

describe('a page in a real browser', function () {
  this.timeout(60_000);
  const chromium = new Chromium(executable);
  const escaped: unknown[] = [];
  const escapes = (reason: unknown): number => escaped.push(reason);
  before(function () {
    if (executable === null) this.skip();
    process.prependListener('unhandledRejection', escapes);
  });
  after(() => {
    process.removeListener('unhandledRejection', escapes);
    return chromium.close();
  });

  const show = async (body: string, timeoutMs = 30_000): Promise<{ text: string; png: Buffer; fetched: string[] }> => {
    const fetched: string[] = [];
    const fetch = async (url: string): Promise<TppExchange | null> => {
      fetched.push(url);
      return null;
    };
    const shown = { url: 'https://bank.example/consent', contentType: 'text/html; charset=utf-8', policy: null, body };
    const { text, screenshot } = await showPage(shown, { chromium, fetch, timeoutMs });
    return { text, png: Buffer.from(screenshot, 'base64'), fetched };
  };

  it('reads the text and takes a picture as high as the page', async () => {
    const { text, png } = await show('<h1>Päy 45.00 €</h1><div style="height:1500px"></div><p>to Bob</p>');
    expect(text).to.equal('Päy 45.00 € to Bob');
    expect(png.subarray(1, 4).toString()).to.equal('PNG');
    expect(png.readUInt32BE(20)).to.be.greaterThan(1500).and.at.most(3000);
  });

  it('lets no form be sent, no frame be loaded, no other page be reached and no dialog hold it', async () => {
    const { text, fetched } = await show(
      `<p>ours</p><form method=post action=/consent></form><iframe src=https://evil.example/f></iframe>
      <img src=https://evil.example/p><script>alert(1); document.forms[0].submit(); fetch('/consent', { method: 'POST' });
      open('https://evil.example/w'); new WebSocket('wss://evil.example/s'); setTimeout(() => { location = 'https://evil.example/' });</script>`,
      20_000,
    );
    expect(text).to.equal('ours');
    expect(fetched).to.deep.equal(['https://evil.example/p']);
  });

  // biome-ignore format: a table, one row a line
  const OPENS: [string, string][] = [
    ['window.open', '<script>open("https://bank.example/w")</script>'],
    ['very many windows', '<script>for (let i = 0; i < 30; i++) open("/w" + i)</script>'],
    ['a link', '<a target=_blank href=/w id=a></a><script>a.click()</script>'],
    ['a link that hides where it comes from', '<a target=_blank rel=noopener href=/w id=a></a><script>a.click()</script>'],
    ['a form that is posted', '<form target=_blank method=post action=/w id=a></form><script>a.submit()</script>'],
    ['a form that asks', '<form target=other action=/w id=a></form><script>a.submit()</script>'],
    ['a frame', '<iframe srcdoc="<script>parent.open(`/w`); open(`/v`)</script>"></iframe>'],
    ['a worker, a beacon, a file dialog and a printer', '<input type=file id=f><script>new Worker("/w"); navigator.sendBeacon("/b", "x"); new EventSource("/e"); f.click(); print(); close()</script>'],
  ];
  for (const [what, markup] of OPENS)
    it(`is shown all the same when it opens a window by ${what}, and nothing escapes`, async () => {
      const { text } = await show(`<p>ours</p>${markup}`);
      expect(text).to.equal('ours');
      // What a callback throws shows a turn of the loop later.
      await new Promise(setImmediate);
      expect(escaped).to.deep.equal([]);
    });

  it('gives up a page that never comes to rest', async () => {
    const told = await show('<script>for (;;) {}</script>', 1500).catch((error: unknown) => error);
    expect(told).to.be.instanceOf(NotShown);
  });

  it('says what is wrong when the browser does not start', async () => {
    const shown = { url: 'https://bank.example/', contentType: 'text/html', policy: null, body: '' };
    const told = await showPage(shown, {
      chromium: new Chromium('/bin/false'),
      fetch: async () => null,
      timeoutMs: 5000,
    }).catch((error: unknown) => error);
    expect(told).to.be.instanceOf(NotShown);
  });
});
