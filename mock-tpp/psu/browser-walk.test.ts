import { expect } from 'chai';
import { Chromium } from '../browser/chromium.ts';
import { findBrowser } from '../browser/find-browser.ts';
import type { TppPageRule } from '../contract.ts';
import { inBrowser } from './browser-walk.ts';
import { consent, friendly, html, login, opens, pages, REDIRECT_URI, surroundings, to } from './testing-bank.ts';
import { type Answer, type Routes, type Served, serve } from './testing-server.ts';
import { walkAuthorization, walkToPage } from './walk.ts';
import type { Walk, WalkRequest, WalkSurroundings } from './way.ts';

const executable = findBrowser(process.env);

/** A bank whose pages are all made by script. */
const APP = `<!doctype html><title>Bank</title><div id=app>One moment</div><script>
  const app = document.getElementById('app');
  const send = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf': document.cookie }, body: JSON.stringify(body) }).then((r) => r.json());
  setTimeout(() => {
    app.innerHTML = '<label>User <input id=u></label><label>Password <input id=p type=password></label><label><input type=checkbox id=t style="display:none"> I agree</label><button type=button id=in disabled>Sign in</button><p id=told></p>';
    document.getElementById('t').onchange = (event) => { document.getElementById('in').disabled = !event.target.checked; };
    document.getElementById('in').onclick = () => send('/api/login', { u: document.getElementById('u').value, p: document.getElementById('p').value }).then(asks);
  }, 150);
  const asks = () => {
    app.innerHTML = '<h1>May they?</h1><select id=account><option value=1>One<option value=2>Two</select><div role=button id=yes>Allow</div><a id=no>Refuse</a>';
    const decide = (yes) => send('/api/consent', { yes, account: document.getElementById('account').value }).then(({ to }) => location.assign(to));
    document.getElementById('yes').onclick = () => decide(true);
    document.getElementById('no').onclick = () => { if (confirm('Sure?')) decide(false); };
  };
</script>`;
const RULE = { tick: [], clear: [], deny: null, buttons: [], fields: [], fill: {} };
const APP_RULES: TppPageRule[] = [
  {
    ...{
      ...RULE,
      id: 'sign-in',
      fields: ['user', 'type=password'],
      tick: ['I agree'],
      press: 'Sign in',
      means: 'login',
    },
    fill: { user: '${psu.username}', 'type=password': '${psu.password}' },
  },
  {
    ...RULE,
    id: 'allow',
    buttons: ['Allow'],
    fill: { account: 'Two' },
    press: 'Allow',
    deny: 'Refuse',
    means: 'consent',
  },
];
const json = (value: object): Answer => ({
  html: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
});
const APP_ROUTES: Routes = {
  'GET /authorize': () => ({
    ...html(APP),
    headers: { 'set-cookie': ['csrf=of-this-visit; Path=/', 'sid=kept-from-scripts; HttpOnly'] },
  }),
  'POST /api/login': () => json({}),
  'POST /api/consent': ({ body }) =>
    json({
      to: `${REDIRECT_URI}?${JSON.parse(body).yes ? `code=c${JSON.parse(body).account}` : 'error=access_denied'}`,
    }),
};

describe('the PSU agent in a browser', function () {
  this.timeout(60_000);
  const chromium = new Chromium(executable);
  let served: Served;
  let tainted: string[];
  before(function () {
    if (executable === null) this.skip();
  });
  after(() => chromium.close());
  afterEach(() => served.close());

  const surrounded = (rules: TppPageRule[], requestMs: number): WalkSurroundings => {
    const around = surroundings(served, { taint: (value) => tainted.push(value) });
    const { bank } = around;
    return { ...around, bank: { ...bank, psu: { ...bank.psu, pages: rules }, limits: { ...bank.limits, requestMs } } };
  };
  const walker = (timeoutMs: number) =>
    inBrowser({ chromium, timeoutMs, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
  const start = async (routes: Routes): Promise<Pick<WalkRequest, 'first' | 'redirectUri' | 'state'>> => {
    served = await serve(routes);
    tainted = [];
    return { first: opens(`${served.origin}/authorize`), redirectUri: REDIRECT_URI, state: null };
  };
  const walk = async (
    routes: Routes,
    {
      rules = pages,
      requestMs = 10_000,
      timeoutMs = 40_000,
      ...request
    }: Partial<WalkRequest> & { rules?: TppPageRule[]; requestMs?: number; timeoutMs?: number } = {},
  ): Promise<Walk> => {
    const begin = await start(routes);
    const asked = { ...begin, foreignUri: null, decision: 'approve' as const, openTwice: false, ...request };
    return walkAuthorization(asked, surrounded(rules, requestMs), walker(timeoutMs));
  };
  const params = ({ end }: Walk) => (end.kind === 'callback' ? end.callback.params : end.outcome);

  it('walks a bank without scripts as one without a browser does', async () => {
    const done = await walk(friendly);
    expect(params(done)).to.deep.equal([
      ['code', 'secret-code'],
      ['state', 's'],
    ]);
    expect(done).to.deep.include({ pages: ['login', 'otp', 'consent'], sca: true, decided: 'approve' });
    expect([...(done.formRedirects ?? [])]).to.deep.equal([303]);
    expect(tainted).to.include.members(['p&ss word', '123456', 'secret-code', 'abcdefghij']);
    const posts = served.asked.filter(({ method }) => method === 'POST');
    expect(posts.map(({ path, body }) => `${path} ${body}`)).to.deep.equal([
      '/login username=anna&password=p%26ss+word',
      '/otp csrf=t1&otp=123456',
      '/consent decision=yes',
    ]);
    expect(posts.every(({ headers }) => headers.cookie === 'session=abcdefghij')).to.equal(true);
  });

  it('fills in, ticks and presses what scripts have made, and follows where they lead', async () => {
    const done = await walk(APP_ROUTES, { rules: APP_RULES });
    expect(params(done)).to.deep.equal([['code', 'c2']]);
    expect(done.pages).to.deep.equal(['sign-in', 'allow']);
    const [signIn] = served.asked.filter(({ path }) => path === '/api/login');
    expect(signIn?.body).to.equal('{"u":"anna","p":"p&ss word"}');
    expect(signIn?.headers['x-csrf']).to.equal('csrf=of-this-visit');
    expect(signIn?.headers.cookie).to.equal('csrf=of-this-visit; sid=kept-from-scripts');
  });

  it('declines by a link that is a script, and means it', async () => {
    const done = await walk(APP_ROUTES, { rules: APP_RULES, decision: 'deny' });
    expect(params(done)).to.deep.equal([['error', 'access_denied']]);
    expect(done.decided).to.equal('deny');
  });

  it('looks at the consent page and shows it', async () => {
    const begin = await start(APP_ROUTES);
    const { end } = await walkToPage(begin, 'look', surrounded(APP_RULES, 10_000), walker(40_000));
    expect(end.kind === 'seen' && end.shown?.text)
      .to.contain('May they?')
      .and.to.contain('Allow');
    expect(end.kind === 'seen' && end.shown?.screenshot).to.match(/^iVBOR/);
    expect(served.asked.some(({ path }) => path === '/api/consent')).to.equal(false);
  });

  const form = (fields: string): string =>
    `<body onload="document.forms[0].submit()"><form method=post action="${REDIRECT_URI}">${fields}</form>`;
  // biome-ignore format: one row, one line
  const BACK: [string, Answer, string, [string, string][]][] = [
    ['a fragment that a script goes to', html(`<script>location.href = '${REDIRECT_URI}#response=a.b.c'</script>`), 'fragment', [['response', 'a.b.c']]],
    ['a form that is posted', html(form('<input type=hidden name=code value=c1>')), 'form_post', [['code', 'c1']]],
    ['a form that only a script can make', html(`<script>document.write(atob('${Buffer.from(form('<input name=code value=c1>')).toString('base64')}'))</script>`), 'form_post', [['code', 'c1']]],
    ['another window', html(`<script>open('${REDIRECT_URI}?code=c1')</script>`), 'query', [['code', 'c1']]],
  ];
  for (const [what, answer, carrier, expected] of BACK)
    it(`comes back by ${what}, and nobody is asked there`, async () => {
      const done = await walk({ 'GET /authorize': () => answer });
      expect(params(done)).to.deep.equal(expected);
      expect(done.end.kind === 'callback' && done.end.callback.carrier).to.equal(carrier);
      expect(served.asked).to.have.length(1);
    });

  const typing = { 'GET /authorize': () => html(login), 'POST /login': () => html(`<h1>Wait</h1>${consent}`) };
  // biome-ignore format: one row, one line
  const STOPS: [string, Routes, string, RegExp][] = [
    ['a page that no rule fits', { 'GET /authorize': () => html('<h1>Maintenance</h1><form><button>Back soon</button></form>') }, 'malformed', /no rule of the target file fits the page.*a rule for it may be/],
    ['an error page', { 'GET /authorize': () => html('<p id=error-code>no', 403) }, 'page.error', /shows an error page with status 403/],
    ['a button without an effect', { 'GET /authorize': () => html(login.replace('<button', '<button type=button')) }, 'timeout', /nothing came of page login: the page stayed as it was/],
    ['a redirect to a host that is not allowed', { 'GET /authorize': () => html("<script>location = 'https://evil.example/'</script><p>x") }, 'host-not-allowed', /not allowed/],
    ['pages that lead on and on', { 'GET /authorize': () => html('<script>location.search = Math.random()</script>') }, 'redirect.loop', /led on 20 times/],
    ['a page without an end', { 'GET /authorize': () => html('<script>for (;;) {}</script>') }, 'timeout', /not through within \d+ s/],
    ['a page that grows without an end', { 'GET /authorize': () => html('<body><script>const more = () => { document.body.append("x".repeat(1e7)); setTimeout(more); }; more()</script>') }, '', /./],
    ['a page that floods windows and dialogs', { 'GET /authorize': () => html('<script>for (let i = 0; i < 50; i++) { open("/x"); alert(i); confirm("?"); } window.onbeforeunload = () => "no"; Array.prototype.map = () => { throw 1 }; document.querySelectorAll = null</script>') }, '', /./],
    ['a page that is none', { 'GET /authorize': () => ({ html: 'BM', headers: { 'content-type': 'image/bmp' } }) }, 'malformed', /image\/bmp/],
  ];
  for (const [what, routes, code, detail] of STOPS)
    it(`stops at ${what}`, async () => {
      // Those that never come to rest are given up; the others are given the time that they need.
      const { end } = await walk(routes, {
        requestMs: 1000,
        timeoutMs: /without an end|floods/.test(what) ? 4000 : 50_000,
      });
      expect(end.kind).to.equal('stopped');
      if (end.kind !== 'stopped') return;
      if (code !== '') expect(end.outcome.codes).to.include(code);
      expect(end.outcome.detail).to.match(detail);
      expect(end.outcome.clear).to.equal(code === 'page.error');
    });

  it('shows in a picture where it stopped, and none where the page tells what was typed', async () => {
    const rules = pages.slice(0, 1);
    const stopped = await walk(typing, { rules, requestMs: 500 });
    expect(stopped.screenshots?.[0]?.base64).to.match(/^iVBOR/);
    await served.close();
    const telling = await walk(
      { ...typing, 'POST /login': ({ form: sent }) => html(`<h1>Is ${sent.get('password')} right?`) },
      { rules, requestMs: 500 },
    );
    expect(telling.end.kind).to.equal('stopped');
    expect(telling.screenshots).to.equal(undefined);
  });

  it('says so where the browser does not start, and starts another after one has died', async () => {
    const begin = await start(friendly);
    const request = { ...begin, foreignUri: null, decision: 'approve' as const, openTwice: false };
    const sleep = async (): Promise<void> => undefined;
    const none = inBrowser({ chromium: new Chromium('/bin/false'), timeoutMs: 10_000, sleep });
    const { end } = await walkAuthorization(request, surrounded(pages, 1000), none);
    expect(end.kind === 'stopped' && end.outcome.detail).to.match(/^the browser did not start: /);
    await chromium.close();
    expect((await walkAuthorization(request, surrounded(pages, 10_000), walker(40_000))).end.kind).to.equal('callback');
  });

  it('leaves in doubt what was under way when the browser ended, for no fault of the bank', async () => {
    const ends = (): Answer => {
      void chromium.close();
      return html(login);
    };
    const { end, screenshots } = await walk({ 'GET /authorize': ends });
    expect(end.kind === 'stopped' && end.outcome).to.deep.include({ codes: ['timeout'], clear: false });
    expect(screenshots).to.equal(undefined);
  });

  it('follows a redirect of a form to the page that it names', async () => {
    const done = await walk({
      ...friendly,
      'POST /login': () => to('/deep/otp'),
      'GET /deep/otp': () =>
        html('<form method=post action=../otp><input id=otp name=otp><button id=go>Go</button></form>'),
    });
    expect(done.end.kind).to.equal('callback');
    expect(served.asked.some(({ method, path }) => method === 'POST' && path === '/otp')).to.equal(true);
  });
});
