/** What headers and markup of pages say of how they are protected. */
import { expect } from 'chai';
import type { TppExchange } from '../contract.ts';
import { protectionFacts } from './page-protection.ts';

const answer = (headers: { [name: string]: string }, body = '<p>page</p>', status = 200): TppExchange =>
  ({
    request: { url: 'https://bank.example/login' },
    response: { status, headers: Object.entries({ 'content-type': 'text/html', ...headers }), body },
  }) as unknown as TppExchange;

const told = (...answers: TppExchange[]) => protectionFacts(answers, ['bank.example', 'login.bank.example:8443']);

describe('the protection of pages', () => {
  it('is not told of what nobody saw', () => {
    expect(new Set(Object.values(told()))).to.deep.equal(new Set([null]));
  });

  // biome-ignore format: one row, one line
  const FRAMES: [title: string, page: TppExchange, framable: boolean | null][] = [
    ['nothing', answer({}), true],
    ['X-Frame-Options', answer({ 'x-frame-options': 'sameorigin' }), false],
    ['an option that no browser knows', answer({ 'x-frame-options': 'ALLOW-FROM https://x.example' }), true],
    ['frame-ancestors', answer({ 'content-security-policy': "default-src 'self'; frame-ancestors 'none'" }), false],
    ['frame-ancestors for everybody', answer({ 'content-security-policy': 'frame-ancestors *' }), true],
    ['a script that may do it', answer({}, '<script>if (top !== self) top.location = self.location</script>'), null],
  ];
  for (const [title, page, framable] of FRAMES)
    it(`against frames, with ${title}, is ${framable === null ? 'unknown' : framable ? 'none' : 'there'}`, () => {
      expect(told(answer({ 'x-frame-options': 'DENY' }), page)['psu.framable']).to.equal(framable);
    });

  it('against stripped TLS is the weakest of all answers, redirects as well', () => {
    const long = answer({ 'strict-transport-security': 'includeSubDomains; max-age="31536000"' });
    const short = answer({ 'strict-transport-security': 'max-age=60' }, '', 303);
    expect(told(long, short)['psu.hsts_seconds']).to.equal(60);
    expect(told(long, answer({}, '', 303))['psu.hsts_seconds']).to.equal(0);
  });

  it('against values of a request sees the element that one became, also on a page of an error', () => {
    const [escaped, raw] = ['&quot;&gt;&lt;assay-probe&gt;', '"><assay-probe>'];
    expect(told(answer({}, `<input value="${escaped}">`))['psu.injected']).to.equal(null);
    expect(told(answer({}), answer({}, `<input value="${raw}">`, 400))['psu.injected']).to.equal(true);
    expect(told(answer({ 'content-type': 'application/json' }, raw))['psu.injected']).to.equal(null);
  });

  it('against others sees what is loaded from elsewhere, and not what is linked', () => {
    const html =
      '<img src="/own.png"><img src="https://login.bank.example/a"><script src="//cdn.example/x.js"></script>' +
      '<a href="https://other.example">other</a><img src="data:image/png;base64,AA==">';
    expect(told(answer({}, html))['psu.foreign_content']).to.deep.equal(['cdn.example']);
  });

  it('of its address counts the last policy of the header, or the page’s own', () => {
    const says = (page: TppExchange) => told(page)['psu.referrer_policy'];
    expect(says(answer({ 'referrer-policy': 'no-referrer' }))).to.equal(true);
    expect(says(answer({ 'referrer-policy': 'no-referrer, unsafe-url' }))).to.equal(false);
    expect(says(answer({}))).to.equal(false);
    expect(says(answer({}, '<meta name="referrer" content="origin">'))).to.equal(true);
  });
});
