import { expect } from 'chai';
import { hardenPage } from './harden.ts';

const ANALYTICS = `<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
<script>window.dataLayer = []; function gtag(){dataLayer.push(arguments);} gtag('config', 'G-1', {"report": "awesome"});</script>`;
const PAGE = `<!DOCTYPE html><html><head lang="en"><script>window.options = {}</script></head><body><script>app()</script>${ANALYTICS}<script>data('a')</script></body></html>`;

describe('a page of Allure', () => {
  it('loses its analytics, and only those', () => {
    const safe = hardenPage(PAGE);
    expect(safe).to.not.match(/googletagmanager|gtag|dataLayer/);
    for (const kept of ['window.options', 'app()', "data('a')"]) expect(safe).to.include(kept);
  });

  it('is told first of all that nothing foreign may be loaded', () => {
    const safe = hardenPage(PAGE);
    const head = safe.slice(0, safe.indexOf('<script'));
    expect(head).to.include(`http-equiv="Content-Security-Policy" content="default-src 'none';`);
    expect(head).to.include("script-src 'self' 'unsafe-inline' data:");
    expect(head).to.not.match(/https?:|\*/);
  });

  it('is refused when it still phones home, or has no head to hold the policy', () => {
    const other = PAGE.replace('</body>', '<img src="https://www.googletagmanager.com/x.gif"></body>');
    expect(() => hardenPage(other)).to.throw('analytics');
    expect(() => hardenPage('<p>no head</p>')).to.throw('without a head');
  });
});
