import { expect } from 'chai';
import { Rejected } from './exit.ts';
import { proxyNotice, proxyOf } from './proxy.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

describe('the proxy of a run', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, { [name: string]: string }, string | null, string[]][] = [
    ['nothing', {}, null, []],
    ['an empty variable', { HTTPS_PROXY: '' }, null, []],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128', LOOPBACK],
    ['what is written small, before what is written large', { HTTPS_PROXY: 'http://large.example', https_proxy: 'http://small.example' }, 'http://small.example', LOOPBACK],
    ['HTTP_PROXY where there is no other', { HTTP_PROXY: 'http://proxy.example' }, 'http://proxy.example', LOOPBACK],
    ['an address without a scheme', { HTTPS_PROXY: 'proxy.example:3128' }, 'http://proxy.example:3128', LOOPBACK],
    ['NO_PROXY', { HTTPS_PROXY: 'http://proxy.example', NO_PROXY: 'a.example, .b.example' }, 'http://proxy.example', ['a.example', '.b.example', ...LOOPBACK]],
  ];
  for (const [what, env, url, except] of ROWS)
    it(`comes from ${what} in the environment`, () => {
      const proxy = proxyOf(null, env);
      expect(proxy).to.deep.equal(url === null ? null : { url, except, trust: null });
    });

  it('is the one of the target file, which says for itself what is asked directly', () => {
    const env = { HTTPS_PROXY: 'http://other.example', NO_PROXY: '*' };
    const own = { url: 'http://proxy.example', except: ['a.example'], trust: null };
    expect(proxyOf({ proxy: own }, env)).to.deep.equal(own);
    expect(proxyOf({ proxy: 'none' }, env)).to.equal(null);
  });

  for (const written of ['socks5://proxy.example', 'http://me:50%@proxy.example', 'http://:3128'])
    it(`is the operator's mistake when it is ${written}, which is not repeated`, () => {
      expect(() => proxyOf(null, { HTTPS_PROXY: written }))
        .to.throw(Rejected, 'HTTPS_PROXY holds no http(s) address')
        .with.property('message')
        .that.does.not.include(written);
    });

  it('is named without its credentials', () => {
    const proxy = { url: 'http://me:secret@proxy.example:3128', except: ['a.example'], trust: null };
    expect(proxyNotice(proxy)).to.equal(
      'Requests go through the proxy http://proxy.example:3128, except to a.example.',
    );
    expect(proxyNotice(null)).to.equal(null);
  });
});
