import { expect } from 'chai';
import type { TppPageRule } from '../contract.ts';
import { friendly, html, opens, pages, REDIRECT_URI, surroundings, to } from './testing-bank.ts';
import { type Routes, type Served, serve } from './testing-server.ts';
import { walkAuthorization, walkToPage } from './walk.ts';
import type { WalkRequest, WalkSurroundings } from './way.ts';

const DECLINED = [['error', 'access_denied']];

describe('the PSU agent', () => {
  let served: Served;
  let tainted: [string, string][];
  afterEach(() => served.close());

  const around = (): WalkSurroundings => surroundings(served, { taint: (value, kind) => tainted.push([kind, value]) });

  const walk = async (routes: Routes, request: Partial<WalkRequest> = {}, rules: TppPageRule[] | null = null) => {
    served = await serve(routes);
    tainted = [];
    return walkAuthorization(
      {
        first: opens(`${served.origin}/authorize`),
        redirectUri: REDIRECT_URI,
        state: null,
        foreignUri: null,
        decision: 'approve',
        openTwice: false,
        ...request,
      },
      rules === null ? around() : withRules(around(), rules),
    );
  };
  const withRules = ({ bank, ...rest }: WalkSurroundings, pages: TppPageRule[]): WalkSurroundings => ({
    ...rest,
    bank: { ...bank, psu: { ...bank.psu, pages } },
  });

  it('walks login, one-time code and consent and comes back with the code', async () => {
    const done = await walk(friendly);
    expect(done.pages).to.deep.equal(['login', 'otp', 'consent']);
    expect(done).to.include({ sca: true, decided: 'approve' });
    expect(done.end).to.deep.include({ kind: 'callback' });
    if (done.end.kind !== 'callback') return;
    expect(done.end.callback).to.deep.include({
      carrier: 'query',
      status: 303,
      params: [
        ['code', 'secret-code'],
        ['state', 's'],
      ],
    });
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

  it('sends a form on where a 307 says so, as a browser does, and tells it', async () => {
    const done = await walk({
      ...friendly,
      'POST /login': () => to('/signin', 307),
      'POST /signin': friendly['POST /login'] ?? (() => html('')),
    });
    expect(done.end).to.deep.include({ kind: 'callback' });
    expect([...(done.formRedirects ?? [])]).to.deep.equal([307, 303]);
    const sent = served.asked.filter(({ body }) => body.includes('password'));
    expect(sent.map(({ path }) => path)).to.deep.equal(['/login', '/signin']);
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

  it('taints what a page holds in a password field of its own accord', async () => {
    const page =
      '<form method=post action=/login><input type=password name=pin value="4711-of-another"><button id=go>Go</button></form>';
    await walk({ 'GET /authorize': () => html(page) });
    expect(tainted).to.deep.include(['password', '4711-of-another']);
  });

  it('denies with the button that denies', async () => {
    const done = await walk(friendly, { decision: 'deny' });
    expect(done.decided).to.equal('deny');
    expect(done.end.kind === 'callback' && done.end.callback.params).to.deep.equal(DECLINED);
  });

  it('denies by a link, and ticks no box when it denies', async () => {
    const rule = { id: 'ask', fields: [], buttons: [], means: 'consent' as const };
    const denied = async (page: string, more: { press: string; deny: string; fill: { [field: string]: string } }) => {
      const back: Routes[string] = ({ form }) =>
        to(`${REDIRECT_URI}?${form.has('s') ? 'code=c' : 'error=access_denied'}`);
      const routes: Routes = { 'GET /authorize': () => html(page), 'GET /abort': back, 'POST /consent': back };
      const done = await walk(routes, { decision: 'deny' }, [{ ...rule, tick: [], clear: [], ...more }]);
      expect(done.decided).to.equal('deny');
      return done.end.kind === 'callback' && done.end.callback.params;
    };
    const link =
      '<form method=post action=/consent><button name=s>Go on</button></form><a href="/abort?x=1#f">[ Cancel ]</a>';
    const box = '<form method=post action=/consent><input type=checkbox name=s><button id=go>Go</button></form>';
    expect(await denied(link, { press: 'Go on', deny: '[ Cancel ]', fill: {} })).to.deep.equal(DECLINED);
    expect(served.asked.at(-1)).to.include({ method: 'GET' });
    await served.close();
    expect(await denied(box, { press: 'go', deny: 'go', fill: { s: 'on' } })).to.deep.equal(DECLINED);
    await served.close();
    const radio =
      '<form method=post action=/consent><input type=radio name=s value=1 checked><input type=radio name=d value=no> <button>Go</button></form>';
    expect(await denied(radio.replace(' checked', ''), { press: 'Go', deny: 'd=no', fill: {} })).to.deep.equal(
      DECLINED,
    );
    expect(served.asked.at(-1)).to.include({ body: 'd=no' });
  });

  it('denies on the first page whose rule has a way to, and types nothing there', async () => {
    const rules = pages.map((rule) => (rule.id === 'otp' ? { ...rule, deny: 'Cancel the payment' } : rule));
    const page =
      '<form method=post action=/otp><input name=otp><button id=go>Go</button><button name=no>Cancel the payment</button></form>';
    const routes: Routes = {
      ...friendly,
      'GET /otp': () => html(page),
      'POST /otp': ({ body }) => to(body === 'otp=&no=' ? `${REDIRECT_URI}?error=access_denied` : '/consent'),
    };
    const done = await walk(routes, { decision: 'deny' }, rules);
    expect(done).to.deep.include({ pages: ['login', 'otp'], decided: 'deny' });
    expect(done.end.kind === 'callback' && done.end.callback.params).to.deep.equal(DECLINED);
    await served.close();
    expect((await walk(routes, {}, rules)).pages).to.deep.equal(['login', 'otp', 'consent']);
  });

  it('presses the button of the form that has the fields, and sets the boxes that the rule names', async () => {
    const page = `<form action=/search><input name=q><button>Continue</button></form>
      <form method=post action=/login><label>User <input name=f1></label><input type=password name=f2>
      <label><input type=checkbox name=terms required> I agree</label><input type=checkbox name=remember checked><button>Continue</button></form>`;
    const rule: TppPageRule = {
      ...{ id: 'login', fields: ['user', 'type=password'], buttons: [], tick: ['I agree'], clear: ['remember'] },
      ...{ fill: { user: '${psu.username}', 'type=password': '${psu.password}' }, press: 'continue', deny: null },
      means: 'login',
    };
    const routes: Routes = { 'GET /authorize': () => html(page), 'POST /login': () => to(`${REDIRECT_URI}?code=c1`) };
    const done = await walk(routes, {}, [rule]);
    expect(done.end.kind).to.equal('callback');
    expect(served.asked.at(-1)).to.include({ body: 'f1=anna&f2=p%26ss+word&terms=on' });
    await served.close();
    const lacking = await walk(routes, {}, [{ ...rule, tick: ['Newsletter'] }]);
    expect(lacking.end)
      .to.have.nested.property('outcome.detail')
      .that.contains(
        'the page of rule login: there is no check box or radio button Newsletter; there is: terms=on "I agree"',
      );
  });

  it('opens the address twice with fresh cookies when asked to', async () => {
    const done = await walk(friendly, { openTwice: true });
    const loads = served.asked.filter(({ path }) => path === '/authorize');
    expect(loads.map(({ headers }) => headers.cookie)).to.deep.equal([undefined, undefined]);
    expect(done.end.kind).to.equal('callback');
  });

  it('never contacts the redirect_uri, not even on an allowed host, and asks for an address only to the character', async () => {
    served = await serve({
      'GET /authorize': () => to('/callback-elsewhere'),
      'GET /callback-elsewhere': () => html('x'),
    });
    tainted = [];
    const request = {
      first: opens(`${served.origin}/authorize`),
      state: null,
      foreignUri: null,
      decision: 'approve',
      openTwice: false,
    } as const;
    const passed = await walkAuthorization({ ...request, redirectUri: `${served.origin}/callback` }, around());
    expect(passed.end).to.have.nested.property('outcome.codes[0]', 'malformed');
    const known = await walkAuthorization({ ...request, redirectUri: `${served.origin}/callback-elsewhere` }, around());
    expect(known.end.kind).to.equal('callback');
    expect(served.asked.filter(({ path }) => path === '/callback-elsewhere')).to.have.length(1);
  });

  it('reads a fragment and a posted form as a response', async () => {
    const fragment = await walk({ ...friendly, 'POST /consent': () => to(`${REDIRECT_URI}#response=jwt.jwt.jwt`) });
    expect(fragment.end.kind === 'callback' && fragment.end.callback.carrier).to.equal('fragment');
    await served.close();
    const form = `<body onload=submit()><form method=post action=${REDIRECT_URI}><input type=hidden name=code value=c1></form>`;
    const posted = await walk({ ...friendly, 'POST /consent': () => html(form) });
    expect(posted.end.kind === 'callback' && posted.end.callback).to.deep.include({
      carrier: 'form_post',
      params: [['code', 'c1']],
    });
  });

  it('stops at the consent page when it only looks', async () => {
    served = await serve(friendly);
    tainted = [];
    const done = await walkToPage(
      { first: opens(`${served.origin}/authorize`), redirectUri: REDIRECT_URI, state: null },
      'look',
      around(),
    );
    expect(done.end.kind).to.equal('seen');
    expect(done.decided).to.equal(null);
    expect(served.asked.some(({ method, path }) => method === 'POST' && path === '/consent')).to.equal(false);
  });
});
