import { expect } from 'chai';
import type { TppOutcome } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { friendly, html, login, opens, REDIRECT_URI, surroundings, to } from './testing-bank.ts';
import { type Answer, type Routes, type Served, serve } from './testing-server.ts';
import { walkAuthorization } from './walk.ts';
import type { WalkSurroundings } from './way.ts';

describe('a walk that does not come back', () => {
  let served: Served;
  afterEach(() => served.close());

  const outcome = async (routes: Routes, more: Partial<WalkSurroundings> = {}): Promise<TppOutcome> => {
    served = await serve({ ...friendly, ...routes });
    const request = {
      first: opens(`${served.origin}/authorize`),
      redirectUri: REDIRECT_URI,
      state: null,
      foreignUri: 'https://attacker.example/callback',
      decision: 'approve',
      openTwice: false,
    } as const;
    const { end } = await walkAuthorization(request, surroundings(served, more));
    if (end.kind !== 'stopped') throw new Error(`came back with ${end.callback.url}`);
    return end.outcome;
  };

  const error = '<p>No.</p><span id=error-code>invalid_request</span>';
  const rows: [string, Routes, string[], boolean][] = [
    ['an error page by its id', { 'GET /login': () => html(error) }, ['page.error', 'http.200'], true],
    ['an error page by its status', { 'GET /login': () => html('no', 400) }, ['page.error', 'http.400'], true],
    ['a page of a broken server', { 'GET /login': () => html('oops', 500) }, ['page.error', 'http.500'], false],
    ['a page with another refusal', { 'GET /login': () => html('no', 404) }, ['http.404'], true],
    ['a page no rule knows', { 'GET /login': () => html('<input name=pin>') }, ['malformed', 'http.200'], false],
    ['a login that comes back', { 'POST /login': () => html(login) }, ['page.error', 'http.200'], false],
    [
      'an answer sent to the address of an attacker',
      { 'POST /consent': () => to('https://attacker.example/callback?code=c') },
      ['redirect-uri.foreign'],
      true,
    ],
    [
      'an answer posted to the address of an attacker',
      {
        'GET /login': () => html('<form method=post action=https://attacker.example/callback><input name=code></form>'),
      },
      ['redirect-uri.foreign'],
      true,
    ],
    [
      'an address that only begins like that of an attacker',
      { 'POST /consent': () => to('https://attacker.example/callbacks?code=c') },
      ['host-not-allowed'],
      false,
    ],
    ['a foreign host', { 'GET /login': () => to('https://evil.example/x') }, ['host-not-allowed'], false],
    ['a foreign scheme', { 'GET /login': () => to('javascript:alert(1)') }, ['host-not-allowed'], false],
    [
      'a user in the address',
      { 'GET /login': () => to('https://127.0.0.1@evil.example/') },
      ['host-not-allowed'],
      false,
    ],
    ['a redirect to itself', { 'GET /login': () => to('/login?i=1') }, ['redirect.loop'], false],
    ['a redirect to nowhere', { 'GET /login': () => ({ status: 302 }) }, ['malformed', 'http.302'], false],
    [
      'a code to another address of the client',
      { 'GET /login': () => to('https://tpp.example/other?code=c') },
      ['redirect-uri.foreign'],
      true,
    ],
    [
      'a form with a code to another address of the client',
      {
        'GET /login': () => html('<form method=post action=https://tpp.example/other><input name=code value=c></form>'),
      },
      ['redirect-uri.foreign'],
      true,
    ],
    ['a redirect to no URL', { 'GET /login': () => to('http://[') }, ['malformed', 'http.303'], false],
    [
      'a password sent on to a foreign host',
      { 'POST /login': () => to('https://evil.example/x', 307) },
      ['host-not-allowed'],
      false,
    ],
    ['a password sent in circles', { 'POST /login': () => to('/login', 307) }, ['redirect.loop'], false],
    [
      'a form of script',
      { 'GET /login': () => html(login.replace('/login', 'javascript:steal()')) },
      ['malformed', 'http.200'],
      false,
    ],
    [
      'a form to a foreign host',
      { 'GET /login': () => html(login.replace('/login', '//evil.example/')) },
      ['host-not-allowed'],
      false,
    ],
    [
      'a base to a foreign host',
      { 'GET /login': () => html(`<base href=//evil.example>${login}`) },
      ['host-not-allowed'],
      false,
    ],
    [
      'JSON',
      { 'GET /login': () => ({ headers: { 'content-type': 'application/json' }, html: '{}' }) },
      ['malformed', 'http.200'],
      false,
    ],
    [
      'a JSON refusal',
      { 'GET /login': () => ({ status: 403, headers: { 'content-type': 'application/json' } }) },
      ['page.error', 'http.403'],
      true,
    ],
    ['endless nesting', { 'GET /login': () => html('<div>'.repeat(100_000)) }, ['malformed', 'http.200'], false],
    [
      'endless attributes',
      { 'GET /login': () => html(`<a ${'x=1 '.repeat(100_000)}`) },
      ['malformed', 'http.200'],
      false,
    ],
    [
      'a refresh',
      { 'GET /login': () => html('<meta http-equiv=refresh content="0;url=/consent">') },
      ['malformed', 'http.200'],
      false,
    ],
    [
      'a page without the button',
      { 'GET /login': () => html(login.replace('id=go>Go', '>Enter')) },
      ['malformed', 'http.200'],
      false,
    ],
  ];
  for (const [name, routes, codes, clear] of rows) {
    it(`ends at ${name}`, async () => {
      const told = await outcome(routes);
      expect(told).to.deep.include({ ok: false, codes, clear });
      expect(told.detail).to.not.equal('');
    });
  }

  it('gives up endless redirects that never repeat', async () => {
    let n = 0;
    const onward = (): Answer => {
      n += 1;
      return to(`/login?n=${n}`);
    };
    const told = await outcome({ 'GET /login': onward });
    expect(told.codes).to.deep.equal(['redirect.loop']);
    expect(n).to.be.at.most(21);
  });

  it('says so when the operator has no one-time code', async () => {
    const oneTimeCode = async (): Promise<string> => {
      throw new HookFailed('the hook psu.otp answered 503');
    };
    const told = await outcome({}, { oneTimeCode });
    expect(told).to.deep.include({ clear: false, detail: 'the hook psu.otp answered 503' });
  });

  it('does not show the way it could not finish as the decision of a bank', async () => {
    const told = await outcome(
      {},
      {
        browse: async (request) => ({
          id: 1,
          label: '',
          startedAt: '',
          durationMs: 0,
          request,
          response: null,
          tls: null,
          failure: { class: 'timeout', message: 'no answer within 1000 ms' },
        }),
      },
    );
    expect(told).to.deep.equal({ ok: false, codes: ['timeout'], clear: false, detail: 'no answer within 1000 ms' });
  });
});
