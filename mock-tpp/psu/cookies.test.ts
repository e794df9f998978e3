import { expect } from 'chai';
import { CookieJar } from './cookies.ts';

const HOME = 'https://login.bank.example/a/b';

describe('the cookie jar', () => {
  let now: number;
  let tainted: string[];
  let jar: CookieJar;
  beforeEach(() => {
    now = Date.parse('2025-01-01T00:00:00Z');
    tainted = [];
    jar = new CookieJar(
      () => now,
      (value) => tainted.push(value),
    );
  });

  const sent = (line: string, url: string, from = HOME): string | null => {
    jar.store([line], from);
    return jar.header(url);
  };

  const rows: [string, string, string, string | null][] = [
    ['to its host', 's=1', 'https://login.bank.example/a/x', 's=1'],
    ['not to a sibling host', 's=1', 'https://api.bank.example/a/x', null],
    ['to subdomains of its domain', 's=1; Domain=.bank.example', 'https://api.bank.example/a/x', 's=1'],
    ['not for a foreign domain', 's=1; Domain=evil.example', 'https://evil.example/', null],
    ['not for a whole top level', 's=1; Domain=example', 'https://evil.example/', null],
    ['not to another path by default', 's=1', 'https://login.bank.example/other', null],
    ['below its path only', 's=1; Path=/x', 'https://login.bank.example/xy', null],
    ['everywhere under /', 's=1; Path=/', 'https://login.bank.example/other', 's=1'],
    ['only over TLS when secure', 's=1; Secure; Path=/', 'http://login.bank.example/', null],
    ['not past its age', 's=1; Max-Age=0', HOME, null],
    ['not past its date', 's=1; Expires=Wed, 01 Jan 2020 00:00:00 GMT', HOME, null],
    ['not without a name', '=1', HOME, null],
    ['not with a control character', 's=1\u0001', HOME, null],
    ['not against the promise of __Host-', '__Host-s=1; Secure; Path=/a', HOME, null],
    ['with = in its value', 's=a=b', HOME, 's=a=b'],
  ];
  for (const [name, line, url, expected] of rows) {
    it(`sends a cookie ${name}`, () => {
      expect(sent(line, url)).to.equal(expected);
    });
  }

  it('does not take a secure cookie in the clear', () => {
    expect(sent('s=1; Secure; Path=/', 'https://login.bank.example/', 'http://login.bank.example/')).to.equal(null);
  });

  it('replaces, removes and orders by path', () => {
    jar.store(['s=1; Path=/', 's=2; Path=/', 't=3; Path=/a'], HOME);
    expect(jar.header(HOME)).to.equal('t=3; s=2');
    jar.store(['s=gone; Path=/; Max-Age=-1'], HOME);
    expect(jar.header(HOME)).to.equal('t=3');
  });

  it('lets a cookie die with the injected clock, and tells its value as a secret', () => {
    jar.store(['s=value; Max-Age=60'], HOME);
    now += 59_999;
    expect(jar.header(HOME)).to.equal('s=value');
    now += 1;
    expect(jar.header(HOME)).to.equal(null);
    expect(tainted).to.deep.equal(['value']);
  });
});
