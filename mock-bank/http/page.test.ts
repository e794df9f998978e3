import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { escapeHtml, originOf, page } from './page.ts';

describe('the pages of the bank', () => {
  const policyOf = (formTarget: string | null) => {
    const { headers } = page({ title: 'A', body: '', formTarget });
    return headers.find(([name]) => name === 'content-security-policy')?.[1];
  };

  it('let no script run, no frame hold them, and forms go to the bank and on to the client only', () => {
    expect(policyOf('https://tpp.example')).to.match(
      /^default-src 'none'; style-src 'self'; form-action 'self' https:\/\/tpp\.example; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(policyOf(null)).to.include("form-action 'self';");
  });

  it('let one script run where a response sends itself, by its hash', () => {
    const { headers, body } = page({ title: 'A', body: '', formTarget: 'https://tpp.example', script: 'run()' });
    const policy = headers.find(([name]) => name === 'content-security-policy')?.[1];
    const hash = createHash('sha256').update('run()').digest('base64');
    expect(policy).to.include(`script-src 'sha256-${hash}';`).and.not.include('unsafe');
    expect(body.kind === 'html' && body.text).to.include('<script>run()</script>');
  });

  it('escape what would be markup, in text and in attributes', () => {
    expect(escapeHtml(`<a href="x" id='y'>&`)).to.equal('&#60;a href=&#34;x&#34; id=&#39;y&#39;&#62;&#38;');
    const { body } = page({ title: '</title><script>', body: '' });
    expect(body.kind === 'html' && body.text).to.not.include('<script');
  });

  for (const [uri, origin] of [
    ['https://tpp.example/cb?x=1', 'https://tpp.example'],
    ['http://127.0.0.1:8080/cb', 'http://127.0.0.1:8080'],
    ['https://[::1]/cb', 'https://[::1]'],
    ['https://tpp.example;script-src%20*/cb', null],
    ["https://tpp.example;'unsafe-inline'/cb", null],
    ['com.example.app:/cb', null],
    ['no address', null],
  ] as const) {
    it(`send the browser from ${uri} on to ${origin ?? 'nowhere'}`, () => {
      expect(originOf(uri)).to.equal(origin);
    });
  }
});
