import { expect } from 'chai';
import type { TppExchange } from '../contract.ts';
import { NotShown, showPage } from './browser.ts';
import { findBrowser } from './find-browser.ts';

const executable = findBrowser(process.env);

describe('a page in a real browser', function () {
  this.timeout(60_000);
  before(function () {
    if (executable === null) this.skip();
  });

  const show = async (body: string, timeoutMs = 30_000): Promise<{ text: string; png: Buffer; fetched: string[] }> => {
    const fetched: string[] = [];
    const fetch = async (url: string): Promise<TppExchange | null> => {
      fetched.push(url);
      return null;
    };
    const shown = { url: 'https://bank.example/consent', contentType: 'text/html; charset=utf-8', policy: null, body };
    const { text, screenshot } = await showPage(shown, { executable: executable ?? '', fetch, timeoutMs });
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

  it('gives up a page that never comes to rest', async () => {
    const told = await show('<script>for (;;) {}</script>', 1500).catch((error: unknown) => error);
    expect(told).to.be.instanceOf(NotShown);
  });

  it('says what is wrong when the browser does not start', async () => {
    const shown = { url: 'https://bank.example/', contentType: 'text/html', policy: null, body: '' };
    const told = await showPage(shown, { executable: '/bin/false', fetch: async () => null, timeoutMs: 5000 }).catch(
      (error: unknown) => error,
    );
    expect(told).to.be.instanceOf(NotShown);
  });
});
