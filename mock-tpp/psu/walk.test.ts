import { expect } from 'chai';
import type { TppPageRule } from '../contract.ts';
import { HookFailed } from '../operator/hook.ts';
import { type Answer, type Routes, type Served, serve } from './served.ts';
import { type WalkRequest, type WalkSurroundings, walkAuthorization, walkToConsent } from './walk.ts';

const REDIRECT_URI = 'https://tpp.example/callback';

const pages: TppPageRule[] = [
  {
    id: 'login',
    fields: ['username', 'password'],
    buttons: [],
    fill: { username: '${psu.username}', password: '${psu.password}' },
    press: 'go',
    means: 'login',
    deny: null,
  },
  { id: 'otp', fields: ['otp'], buttons: [], fill: { otp: '${psu.otp}' }, press: 'go', means: 'sca', deny: null },
  { id: 'consent', fields: [], buttons: ['approve', 'deny'], fill: {}, press: 'approve', means: 'consent', deny: 'deny' },
];

const login = '<form method=post action=/login><input name=username><input name=password type=password><button id=go>Go</button></form>';
const otp = '<form method=post action=/otp><input type=hidden name=csrf value=t1><input id=otp name=otp><button id=go>Go</button></form>';
const consent =
  '<form method=post action=/consent><button id=approve name=decision value=yes>A</button><button id=deny name=decision value=no>D</button></form>';

const html = (text: string, status = 200): Answer => ({ status, html: text });
const to = (location: string, status = 303): Answer => ({ status, headers: { location } });

const friendly: Routes = {
  'GET /authorize': () => ({ ...to('/login?i=1'), headers: { location: '/login?i=1', 'set-cookie': 'session=abcdefghij; HttpOnly' } }),
  'GET /login': () => html(login),
  'POST /login': () => to('/otp'),
  'GET /otp': () => html(otp),
  'POST /otp': () => to('/consent'),
  'GET /consent': () => html(consent),
  'POST /consent': ({ form }) =>
    to(form.get('decision') === 'yes' ? `${REDIRECT_URI}?code=secret-code&state=s` : `${REDIRECT_URI}?error=access_denied`),
};

describe('the PSU agent', () => {
  let served: Served;
  let tainted: [string, string][];
  afterEach(() => served.close());

  const around = (more: Partial<WalkSurroundings> = {}): WalkSurroundings => ({
    browse: served.browse,
    bank: {
      hosts: [served.host],
      psu: { users: [], pages, error: { fields: ['error-code'], status: [400, 403, 500] } },
      limits: { requestMs: 1000, bodyBytes: 1_000_000, redirects: 20, waitMs: 0 },
    },
    psu: { username: 'anna', password: 'p&ss word', otp: null },
    now: () => 0,
    random: (bytes) => new Uint8Array(bytes),
    taint: (value, kind) => tainted.push([kind, value]),
    oneTimeCode: async () => '123456',
    ...more,
  });

  const walk = async (routes: Routes, request: Partial<WalkRequest> = {}, more: Partial<WalkSurroundings> = {}) => {
    served = await serve(routes);
    tainted = [];
    return walkAuthorization(
      { url: `${served.origin}/authorize`, redirectUri: REDIRECT_URI, decision: 'approve', openTwice: false, ...request },
      around(more),
    );
  };

  const ending = async (routes: Routes, more: Partial<WalkSurroundings> = {}) => {
    const { end } = await walk({ ...friendly, ...routes }, {}, more);
    if (end.kind !== 'ended') throw new Error(`came back with ${end.callback.url}`);
    return end.ending;
  };

  it('walks login, one-time code and consent and comes back with the code', async () => {
    const done = await walk(friendly);
    expect(done.pages).to.deep.equal(['login', 'otp', 'consent']);
    expect(done).to.include({ sca: true, decided: 'approve' });
    expect(done.end).to.deep.include({ kind: 'callback' });
    if (done.end.kind !== 'callback') return;
    expect(done.end.callback).to.deep.include({ mode: 'query', status: 303, params: [['code', 'secret-code'], ['state', 's']] });
  });

  it('sends what a browser sends: cookies, hidden fields, the button pressed', async () => {
    await walk(friendly);
    const posts = served.asked.filter(({ method }) => method === 'POST');
    expect(posts.map(({ body }) => body)).to.deep.equal([
      'username=anna&password=p%26ss+word',
      'csrf=t1&otp=123456',
      'decision=yes',
    ]);
    expect(posts.every(({ headers }) => headers.cookie === 'session=abcdefghij')).to.equal(true);
  });

  it('taints password, one-time code, cookie and code in each spelling', async () => {
    await walk(friendly);
    expect(tainted).to.deep.include.members([
      ['password', 'p&ss word'],
      ['password', 'p%26ss+word'],
      ['password', 'p%26ss%20word'],
      ['otp', '123456'],
      ['cookie', 'abcdefghij'],
      ['code', 'secret-code'],
    ]);
  });

  it('denies with the button that denies', async () => {
    const done = await walk(friendly, { decision: 'deny' });
    expect(done.decided).to.equal('deny');
    expect(done.end.kind === 'callback' && done.end.callback.params).to.deep.equal([['error', 'access_denied']]);
  });

  it('opens the address twice with fresh cookies when asked to', async () => {
    const done = await walk(friendly, { openTwice: true });
    const loads = served.asked.filter(({ path }) => path === '/authorize');
    expect(loads.map(({ headers }) => headers.cookie)).to.deep.equal([undefined, undefined]);
    expect(done.end.kind).to.equal('callback');
  });

  it('never contacts the redirect_uri, not even on an allowed host, and asks for an address only to the character', async () => {
    served = await serve({ 'GET /authorize': () => to('/callback-elsewhere'), 'GET /callback-elsewhere': () => html('x') });
    tainted = [];
    const request = { url: `${served.origin}/authorize`, decision: 'approve', openTwice: false } as const;
    const passed = await walkAuthorization({ ...request, redirectUri: `${served.origin}/callback` }, around());
    expect(passed.end).to.have.nested.property('ending.atoms[0]', 'malformed');
    const known = await walkAuthorization({ ...request, redirectUri: `${served.origin}/callback-elsewhere` }, around());
    expect(known.end.kind).to.equal('callback');
    expect(served.asked.filter(({ path }) => path === '/callback-elsewhere')).to.have.length(1);
  });

  it('reads a fragment and a posted form as a response', async () => {
    const fragment = await walk({ ...friendly, 'POST /consent': () => to(`${REDIRECT_URI}#response=jwt.jwt.jwt`) });
    expect(fragment.end.kind === 'callback' && fragment.end.callback.mode).to.equal('fragment');
    await served.close();
    const form = `<body onload=submit()><form method=post action=${REDIRECT_URI}><input type=hidden name=code value=c1></form>`;
    const posted = await walk({ ...friendly, 'POST /consent': () => html(form) });
    expect(posted.end.kind === 'callback' && posted.end.callback).to.deep.include({ mode: 'form_post', params: [['code', 'c1']] });
  });

  it('stops at the consent page when it only looks', async () => {
    served = await serve(friendly);
    tainted = [];
    const done = await walkToConsent({ url: `${served.origin}/authorize`, redirectUri: REDIRECT_URI }, around());
    expect(done.end.kind).to.equal('seen');
    expect(done.decided).to.equal(null);
    expect(served.asked.some(({ method, path }) => method === 'POST' && path === '/consent')).to.equal(false);
  });

  const error = '<p>No.</p><span id=error-code>invalid_request</span>';
  const rows: [string, Routes, string[], boolean][] = [
    ['an error page by its id', { 'GET /login': () => html(error) }, ['page.error', 'http.200'], true],
    ['an error page by its status', { 'GET /login': () => html('no', 400) }, ['page.error', 'http.400'], true],
    ['a page of a broken server', { 'GET /login': () => html('oops', 500) }, ['page.error', 'http.500'], false],
    ['a page with another refusal', { 'GET /login': () => html('no', 404) }, ['http.404'], true],
    ['a page no rule knows', { 'GET /login': () => html('<input name=pin>') }, ['malformed', 'http.200'], false],
    ['a login that comes back', { 'POST /login': () => html(login) }, ['page.error', 'http.200'], false],
    ['a foreign host', { 'GET /login': () => to('https://evil.example/x') }, ['host-not-allowed'], false],
    ['a foreign scheme', { 'GET /login': () => to('javascript:alert(1)') }, ['host-not-allowed'], false],
    ['a user in the address', { 'GET /login': () => to('https://127.0.0.1@evil.example/') }, ['host-not-allowed'], false],
    ['a redirect to itself', { 'GET /login': () => to('/login?i=1') }, ['redirect.loop'], false],
    ['a redirect to nowhere', { 'GET /login': () => ({ status: 302 }) }, ['malformed', 'http.302'], false],
    ['a redirect to no URL', { 'GET /login': () => to('http://[') }, ['malformed', 'http.303'], false],
    ['a password sent on', { 'POST /login': () => to('/elsewhere', 307) }, ['malformed', 'http.307'], false],
    ['a form of script', { 'GET /login': () => html(login.replace('/login', 'javascript:steal()')) }, ['malformed', 'http.200'], false],
    ['a form to a foreign host', { 'GET /login': () => html(login.replace('/login', '//evil.example/')) }, ['host-not-allowed'], false],
    ['a base to a foreign host', { 'GET /login': () => html(`<base href=//evil.example>${login}`) }, ['host-not-allowed'], false],
    ['JSON', { 'GET /login': () => ({ headers: { 'content-type': 'application/json' }, html: '{}' }) }, ['malformed', 'http.200'], false],
    ['a JSON refusal', { 'GET /login': () => ({ status: 403, headers: { 'content-type': 'application/json' } }) }, ['http.403'], true],
    ['endless nesting', { 'GET /login': () => html('<div>'.repeat(100_000)) }, ['malformed', 'http.200'], false],
    ['endless attributes', { 'GET /login': () => html(`<a ${'x=1 '.repeat(100_000)}`) }, ['malformed', 'http.200'], false],
    ['a refresh', { 'GET /login': () => html('<meta http-equiv=refresh content="0;url=/consent">') }, ['malformed', 'http.200'], false],
    ['a page without the button', { 'GET /login': () => html(login.replace('id=go', '')) }, ['malformed', 'http.200'], false],
  ];
  for (const [name, routes, atoms, clear] of rows) {
    it(`ends at ${name}`, async () => {
      const told = await ending(routes);
      expect(told).to.deep.include({ ok: false, atoms, clear });
      expect(told.detail).to.not.equal('');
    });
  }

  it('gives up endless redirects that never repeat', async () => {
    let n = 0;
    const told = await ending({ 'GET /login': () => to(`/login?n=${(n += 1)}`) });
    expect(told.atoms).to.deep.equal(['redirect.loop']);
    expect(n).to.be.at.most(21);
  });

  it('says so when the operator has no one-time code', async () => {
    const oneTimeCode = async (): Promise<string> => {
      throw new HookFailed('the hook psu.otp answered 503');
    };
    const told = await ending({}, { oneTimeCode });
    expect(told).to.deep.include({ clear: false, detail: 'the hook psu.otp answered 503' });
  });

  it('does not show the way it could not finish as the decision of a bank', async () => {
    const told = await ending({}, { browse: async (request) => ({
      id: 1, label: '', startedAt: '', durationMs: 0, request, response: null, tls: null,
      failure: { class: 'timeout', message: 'no answer within 1000 ms' },
    }) });
    expect(told).to.deep.equal({ ok: false, atoms: ['timeout'], clear: false, detail: 'no answer within 1000 ms' });
  });
});
