import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hardenFolder, hardenPage } from './harden.ts';

const ANALYTICS = `<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
<script>window.dataLayer = []; function gtag(){dataLayer.push(arguments);} gtag('config', 'G-1', {"report": "awesome"});</script>`;
const PAGE = `<!DOCTYPE html><html><head lang="en"><script>window.options = {}</script></head><body><script>app()</script>${ANALYTICS}<script>data('a')</script></body></html>`;

describe('a page of Allure', () => {
  it('loses its analytics, and only those', () => {
    const safe = hardenPage(PAGE, { singleFile: false });
    expect(safe).to.not.match(/googletagmanager|gtag|dataLayer/);
    for (const kept of ['window.options', 'app()', "data('a')"]) expect(safe).to.include(kept);
  });

  it('is told first of all that nothing foreign may be loaded', () => {
    for (const singleFile of [true, false]) {
      const safe = hardenPage(PAGE, { singleFile });
      const head = safe.slice(0, safe.indexOf('<script'));
      expect(head).to.include(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
      expect(head.includes("script-src 'self' 'unsafe-inline' data:")).to.equal(singleFile);
      expect(head).to.not.match(/https?:|\*/);
    }
  });

  it('is refused when it still phones home, or has no head to hold the policy', () => {
    const other = PAGE.replace('</body>', '<img src="https://www.googletagmanager.com/x.gif"></body>');
    expect(() => hardenPage(other, { singleFile: false })).to.throw('analytics');
    expect(() => hardenPage('<p>no head</p>', { singleFile: false })).to.throw('without a head');
  });

  it('is found at any depth', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-harden-'));
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    const paths = [join(folder, 'index.html'), join(folder, 'a', 'b', 'other.html')];
    for (const path of paths) writeFileSync(path, PAGE);
    hardenFolder(folder, { singleFile: false });
    for (const path of paths)
      expect(readFileSync(path, 'utf8')).to.include('Content-Security-Policy').and.not.include('gtag');
    rmSync(folder, { recursive: true });
  });
});
