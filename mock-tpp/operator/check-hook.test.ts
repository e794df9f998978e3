import { expect } from 'chai';
import type { HookCheck, TppHook, TppOperatorCall } from '../contract.ts';
import { openTpp } from '../index.ts';
import { type Issuer, openIssuer, surroundings } from '../testing-issuer.ts';

describe('an operator hook that is tried without harm', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());
  beforeEach(() => issuer.reset());

  const http = (path: string, method: 'GET' | 'POST' = 'POST'): TppOperatorCall => ({
    ...{ kind: 'http', method, url: `${issuer.origin}${path}`, json: null },
  });
  const command = (...argv: string[]): TppOperatorCall => ({ kind: 'command', argv, folder: '/' });
  const hook = (call: TppOperatorCall, more: Partial<TppHook> = {}): TppHook => ({
    ...{
      call,
      headers: { 'x-key': 'key-of-an-admin' },
      token: null,
      timeoutMs: null,
      outputs: { a: 'a' },
      check: null,
    },
    ...more,
  });

  async function tried(one: TppHook): Promise<{ check: HookCheck; secrets: string[] }> {
    const around = surroundings();
    const admin = {
      ...{ token_endpoint: `${issuer.origin}/admin-token`, client_id: 'admin', client_secret: 'secret-of-admin' },
      ...{ auth: 'client_secret_post' as const, scope: null },
    };
    const operator = { 'consent.revoke': one };
    const tpp = await openTpp(
      { ...issuer.bank, operator, operatorTokens: { admin }, secrets: ['from-the-env'] },
      around,
    );
    try {
      const session = tpp.session({ controls: tpp.controls('hooks'), psu: 0, lane: 'a' });
      return { check: await session.checkHook('consent.revoke'), secrets: [...around.tainted.keys()] };
    } finally {
      await tpp.close();
    }
  }
  const asked = (): string[] => issuer.asked.map(({ method, path }) => `${method} ${path}`);

  it('is asked by its own check, with its headers and its token, all of them secret', async () => {
    issuer.routes['/admin-token'] = () => ({ json: { access_token: 'token-of-admin' } });
    issuer.routes['/clock'] = () => ({ text: 'it is noon' });
    const { check, secrets } = await tried(hook(http('/revoke'), { token: 'admin', check: http('/clock', 'GET') }));
    expect(check).to.deep.equal({
      tried: 'check',
      ok: true,
      detail: `its check was answered by ${issuer.origin}/clock`,
    });
    expect(asked()).to.deep.equal(['POST /admin-token', 'GET /clock']);
    expect(new Map(issuer.asked[1]?.headers).get('authorization')).to.equal('Bearer token-of-admin');
    expect(new Map(issuer.asked[1]?.headers).get('x-key')).to.equal('key-of-an-admin');
    expect(secrets).to.include.members(['key-of-an-admin', 'secret-of-admin', 'token-of-admin', 'from-the-env']);
  });

  it('without a check is only looked for: nothing is asked of it', async () => {
    issuer.routes['/admin-token'] = () => ({ json: { access_token: 'token-of-admin' } });
    const { check } = await tried(hook(http('/revoke/${consent}'), { token: 'admin' }));
    expect(check).to.deep.equal({
      tried: 'address',
      ok: true,
      detail: `${issuer.origin} answers, and the token admin could be had`,
    });
    expect(asked()).to.deep.equal(['POST /admin-token', 'HEAD /']);
    expect((await tried(hook(command(process.execPath, '--eval', 'process.exit(1)')))).check).to.deep.equal({
      tried: 'program',
      ok: true,
      detail: 'the command node is there, and was not started',
    });
  });

  // biome-ignore format: one row, one line
  const ROWS: [string, () => TppHook, HookCheck['tried'], RegExp][] = [
    ['a check that is refused', () => hook(http('/x'), { check: http('/nowhere', 'GET') }), 'check', /\/nowhere answered 404/],
    ['a check that is a program and ends badly', () => hook(command('x'), { check: command(process.execPath, '--eval', 'process.exit(4)') }), 'check', /^the command node ended with 4$/],
    ['credentials that are refused', () => hook(http('/x'), { token: 'admin' }), 'address', /the operator token admin: .*\/admin-token answered 404/],
    ['an address where nobody is', () => hook({ ...http('/x'), url: 'http://127.0.0.1:1/x' } as TppOperatorCall), 'address', /^http:\/\/127\.0\.0\.1:1 gave no answer: /],
    ['a program that is not there', () => hook(command('assay-no-such-program')), 'program', /cannot be started: there is no such program/],
  ];
  for (const [what, one, how, detail] of ROWS)
    it(`tells ${what}`, async () => {
      const { check } = await tried(one());
      expect([check.tried, check.ok]).to.deep.equal([how, false]);
      expect(check.detail).to.match(detail);
    });
});
