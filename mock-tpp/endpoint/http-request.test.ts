/** The generic step: what it sends, what it makes of answers, and that no answer harms it. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import {
  type Asked,
  bankJwt,
  type Issuer,
  metadataOf,
  NOW,
  openIssuer,
  type Reply,
  withDesk,
} from '../testing-issuer.ts';
import { isPointer, valueAt } from './pointer.ts';

type Inputs = { [name: string]: Json };

describe('the step http.request', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  const sent = (path: string): Asked => {
    const found = issuer.asked.findLast((one) => one.path === path);
    if (!found) throw new Error(`nothing was asked at ${path}`);
    return found;
  };
  const run = (inputs: Inputs, more = {}) =>
    withDesk(issuer.bank, ({ run: step }) =>
      step('http.request', { url: `${issuer.origin}/any?a=1`, ...inputs }, more),
    );
  const answers = (reply: Reply) => {
    issuer.routes['/any'] = () => reply;
  };

  it('presents a token over the certificate, and gives what the pointers lead to', async () => {
    answers({ json: { sub: 's', 'a/b': [{ '~': 1 }], none: null } });
    const outputs = { sub: '/sub', deep: '/a~1b/0/~0', none: '/none', gone: '/x/y' };
    const report = await run({ token: 't', headers: { 'X-Own': '1' }, outputs, equals: { '/sub': 's' } });
    expect(report.outcome.codes).to.deep.equal(['ok']);
    expect(report.outputs).to.deep.equal({ sub: 's', deep: 1, none: null, gone: null });
    expect(report.facts).to.include({
      'http.status': 200,
      'http.content_type': 'application/json',
      'http.equals': true,
    });
    expect(report.facts['http.pointers']).to.deep.equal(['sub', 'deep']);
    const { headers, query, certificate, method } = sent('/any');
    expect([method, certificate, query]).to.deep.equal(['GET', 'primary', [['a', '1']]]);
    expect(Object.fromEntries(headers)).to.include({
      authorization: 'Bearer t',
      'x-own': '1',
      accept: 'application/json',
    });
    expect(Object.fromEntries(headers)['x-fapi-interaction-id']).to.have.length(36);
  });

  it('proves a key with the token, and again with the nonce that is demanded', async () => {
    let first = true;
    issuer.routes['/any'] = () => {
      const demand = first;
      first = false;
      return demand
        ? { status: 401, json: {}, headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' } }
        : { json: {} };
    };
    const report = await run(
      { token: 't' },
      { client: 'dpop', mutations: [{ at: 'query.b', do: 'set', with: { to: '2' } }] },
    );
    expect([report.outcome.ok, report.facts['dpop.nonce_demanded']]).to.deep.equal([true, true]);
    expect(sent('/any').query).to.deep.equal([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  it('authenticates the client in a form, at the address for certificates where there is one', async () => {
    const alias = `${issuer.origin}/mtls/introspect`;
    issuer.routes['/.well-known/openid-configuration'] = () => ({
      json: { ...metadataOf(issuer.origin), mtls_endpoint_aliases: { introspection_endpoint: alias } },
    });
    issuer.routes['/mtls/introspect'] = () => ({ json: { active: true } });
    const url = `${issuer.origin}/introspect`;
    const inputs = { url, method: 'POST', client_auth: true, form: { token: 't' }, accept: 'text/x' };
    expect((await run(inputs)).outcome.ok).to.equal(true);
    const { form, headers } = sent('/mtls/introspect');
    expect(form.map(([name]) => name)).to.have.members([
      'token',
      'client_id',
      'client_assertion_type',
      'client_assertion',
    ]);
    expect(Object.fromEntries(headers)).to.include({ accept: 'text/x' }).and.not.to.have.property('authorization');
    issuer.routes['/introspect'] = () => ({ json: {} });
    await run(inputs, { client: 'dpop' });
    expect(sent('/introspect').certificate).to.equal(null);
  });

  it('reads a JWT, and judges it rule by rule', async () => {
    const claims = {
      iss: issuer.origin,
      aud: 'client-primary',
      iat: NOW / 1000,
      token_introspection: { active: true },
    };
    const text = await bankJwt(claims);
    answers({ text, headers: { 'content-type': 'Application/Token-Introspection+JWT; charset=x' } });
    const good = await run({ outputs: { active: '/token_introspection/active' } });
    expect(good.outputs).to.deep.equal({ active: true });
    expect(good.facts).to.deep.include({
      'http.content_type': 'application/token-introspection+jwt',
      'http.jwt.signature': true,
      'http.jwt.alg': 'ES256',
      'http.jwt.iss_matches': true,
      'http.jwt.aud_matches': true,
      'http.jwt.has_iat': true,
      'http.jwt.claims': Object.keys(claims),
    });
    const none = `${Buffer.from('{"alg":"none","typ":"application/X+jwt"}').toString('base64url')}.${text.split('.')[1]}.`;
    answers({ text: none, headers: { 'content-type': 'application/jwt' } });
    const { facts } = await run({});
    expect(facts).to.include({ 'http.jwt.signature': false, 'http.jwt.alg': 'none', 'http.jwt.typ': 'x+jwt' });
  });

  const bad: [string, Reply, Inputs, string[]][] = [
    ['a refusal', { status: 403, json: { error: 'insufficient_scope' } }, {}, ['oauth.insufficient_scope', 'http.403']],
    ['a broken server', { status: 500, text: '<p>' }, {}, ['http.500']],
    ['a redirect', { status: 302, text: '', headers: { location: '/x' } }, {}, ['http.302']],
    ['text where values are due', { text: 'hello' }, { outputs: { a: '/a' } }, ['malformed', 'http.200']],
    [
      'what is no JWT',
      { text: 'a.b', headers: { 'content-type': 'application/jwt' } },
      { equals: { '/a': 1 } },
      ['malformed', 'http.200'],
    ],
    [
      'JSON that is too deep',
      { text: '['.repeat(5000) + ']'.repeat(5000) },
      { outputs: { a: '/0' } },
      ['malformed', 'http.200'],
    ],
    ['a member twice', { text: '{"a":1,"a":2}' }, { outputs: { a: '/a' } }, ['malformed', 'http.200']],
  ];
  for (const [name, reply, inputs, codes] of bad)
    it(`ends at ${name}`, async () => {
      answers(reply);
      const { outcome, facts } = await run(inputs);
      expect(outcome).to.deep.include({ ok: false, codes });
      expect(facts['http.status']).to.equal(reply.status ?? 200);
    });

  it('tells which values are no text', async () => {
    answers({ json: { a: 'x', b: 7, c: ['x'], d: null } });
    const { facts } = await run({ outputs: { a: '/a', b: '/b', c: '/c', d: '/d', e: '/e' } });
    expect(facts['http.not_text']).to.deep.equal(['b', 'c']);
  });

  it('goes to no host but those of the target, and takes no wrong input', async () => {
    expect((await run({ url: 'https://elsewhere.example/' })).outcome.codes).to.include('host-not-allowed');
    expect((await run({ url: 'nowhere' })).outcome.codes).to.include('malformed');
    expect(issuer.asked.filter(({ path }) => path === '/any')).to.deep.equal([]);
    for (const inputs of [{ outputs: { a: 'a' } }, { headers: 'x' }, { json: {}, form: {} }] as Inputs[])
      expect(await run(inputs).catch((fault: unknown) => fault)).to.be.instanceOf(TppFault);
  });

  it('taints what its name calls secret', async () => {
    answers({ json: { t: 'very-secret', n: 'plain' } });
    await withDesk(issuer.bank, async ({ run: step, tainted }) => {
      await step('http.request', { url: `${issuer.origin}/any`, outputs: { grant_token: '/t', name: '/n' } });
      expect([tainted.has('very-secret'), tainted.has('plain')]).to.deep.equal([true, false]);
    });
  });

  it('knows pointers by the letter', () => {
    expect(['', '/', '/a', '/a~0~1/0'].every(isPointer)).to.equal(true);
    expect(['a', '/~', '/~2', '#/a'].some(isPointer)).to.equal(false);
    const document = { a: [1, [2]], '': 'empty', __proto__: null };
    expect(
      ['', '/a/1/0', '/', '/a/01', '/a/-', '/constructor', '/a/length'].map((one) => valueAt(document, one)),
    ).to.deep.equal([document, 2, 'empty', undefined, undefined, undefined, undefined]);
  });
});
