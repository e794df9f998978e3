/** What the token, PAR and other endpoints may answer, and how the step ends by it: never ok by mistake, never a crash. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { type Issuer, openIssuer, type Reply, withDesk } from '../testing-issuer.ts';

const json = (text: string, status = 200): Reply => ({ status, text, headers: { 'content-type': 'application/json' } });
const GOOD = '"access_token":"a-1","token_type":"Bearer"';

describe('an answer of the bank', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());

  // biome-ignore format: one row, one line
  const TOKEN: [string, Reply, string[], boolean, RegExp][] = [
    ['tokens', json(`{${GOOD}}`), ['ok'], true, /issued tokens/],
    ['tokens in another case of Bearer', json('{"access_token":"a","token_type":"bEARER","expires_in":1}'), ['ok'], true, /./],
    ['tokens with null for what is left out', json(`{${GOOD},"refresh_token":null,"expires_in":null,"id_token":null}`), ['ok'], true, /./],
    ['an error', json('{"error":"invalid_grant","error_description":"used"}', 400), ['oauth.invalid_grant', 'http.400'], true, /HTTP 400 invalid_grant: "used"/],
    ['an error with 200', json('{"error":"invalid_grant"}'), ['oauth.invalid_grant', 'http.200'], true, /^HTTP 200 invalid_grant/],
    ['an error with 200 that is no code', json('{"error":"in valid"}'), ['malformed', 'http.200'], false, /no usable access_token/],
    ['an error with 500', json('{"error":"server_error"}', 500), ['http.500'], false, /server_error/],
    ['an error that is no text', json('{"error":{"code":1}}', 400), ['http.400'], true, /HTTP 400$/],
    ['an error in a list', json('[{"error":"invalid_grant"}]', 400), ['http.400'], true, /HTTP 400$/],
    ['an error that is no code', json('{"error":"in valid\\n"}', 400), ['http.400'], true, /HTTP 400/],
    ['an error that is very long', json(`{"error":"${'e'.repeat(5000)}"}`, 400), ['http.400'], true, /^HTTP 400 "e{80}…"$/],
    ['an error twice over', json('{"error":"invalid_grant","error":"invalid_client"}', 400), ['http.400'], true, /HTTP 400$/],
    ['an error inside __proto__', json('{"__proto__":{"error":"invalid_grant"}}', 400), ['http.400'], true, /HTTP 400$/],
    ['an error in a header', { status: 401, headers: { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' } }, ['oauth.invalid_token', 'http.401'], true, /./],
    ['to come back later', json('{"error":"slow_down"}', 429), ['http.429'], false, /./],
    ['a redirect', { status: 302, headers: { location: 'https://127.0.0.1/x' } }, ['http.302'], false, /follows no redirect/],
    ['a page', { text: '<html>', headers: { 'content-type': 'text/html' } }, ['malformed', 'http.200'], false, /text\/html, which is not JSON/],
    ['a page with 400', { status: 400, text: '<html>', headers: { 'content-type': 'text/html' } }, ['http.400'], true, /./],
    ['nothing', json(''), ['malformed', 'http.200'], false, /is empty/],
    ['no content', { status: 204 }, ['malformed', 'http.204'], false, /is empty/],
    ['a list', json(`[{${GOOD}}]`), ['malformed', 'http.200'], false, /no object/],
    ['null', json('null'), ['malformed', 'http.200'], false, /no object/],
    ['half an object', json(`{${GOOD}`), ['malformed', 'http.200'], false, /not JSON/],
    ['a member twice', json(`{${GOOD},"access_token":"b"}`), ['ok'], true, /./],
    ['tokens inside __proto__', json(`{"__proto__":{${GOOD}}}`), ['malformed', 'http.200'], false, /access_token/],
    ['no access token', json('{"token_type":"Bearer"}'), ['malformed', 'http.200'], false, /access_token/],
    ['an empty access token', json('{"access_token":"","token_type":"Bearer"}'), ['malformed', 'http.200'], false, /access_token/],
    ['an access token that is no text', json('{"access_token":{"a":1},"token_type":"Bearer"}'), ['malformed', 'http.200'], false, /access_token/],
    ['an access token that would break a header', json('{"access_token":"a\\r\\nx: y","token_type":"Bearer"}'), ['malformed', 'http.200'], false, /no header can hold/],
    ['no token type', json('{"access_token":"a"}'), ['ok'], true, /./],
    ['a token of a type we do not know', json('{"access_token":"a","token_type":"mac"}'), ['ok'], true, /./],
    ['a token type that is no text', json('{"access_token":"a","token_type":["Bearer"]}'), ['malformed', 'http.200'], false, /token_type/],
    ['a lifetime that is text', json(`{${GOOD},"expires_in":"300"}`), ['ok'], true, /./],
    ['a lifetime that is words', json(`{${GOOD},"expires_in":"soon"}`), ['ok'], true, /./],
    ['a lifetime beyond all numbers', json(`{${GOOD},"expires_in":1e999}`), ['ok'], true, /./],
    ['a refresh token that is no text', json(`{${GOOD},"refresh_token":7}`), ['malformed', 'http.200'], false, /refresh_token/],
    ['an ID token that is no text', json(`{${GOOD},"id_token":{}}`), ['malformed', 'http.200'], false, /id_token/],
    ['an ID token that is none', json(`{${GOOD},"id_token":"a.b.c"}`), ['ok'], true, /./],
  ];
  for (const [what, reply, codes, clear, detail] of TOKEN)
    it(`to a token request that is ${what} ends ${codes.join(' ')}`, async () => {
      issuer.routes['/token'] = () => reply;
      const report = await withDesk(issuer.bank, ({ run }) => run('oauth.token', { code: 'c', code_verifier: 'v' }));
      expect(report.outcome).to.deep.include({ ok: codes[0] === 'ok', codes, clear });
      expect(report.outcome.detail).to.match(detail);
      expect('access_token' in report.outputs).to.equal(report.outcome.ok);
    });

  it('to a token or pushed request is read for what it is worth, and its flaws are told', async () => {
    await withDesk(issuer.bank, async ({ run }) => {
      issuer.routes['/token'] = () => json(`{${GOOD},"expires_in":"300","access_token":"b"}`);
      const token = await run('oauth.token', { code: 'c', code_verifier: 'v' });
      expect(token.outputs).to.include({ access_token: 'b', expires_in: 300 });
      expect(token.facts['token.flaws']).to.have.length(2).and.to.include('it holds the member "access_token" twice');
      issuer.routes['/par'] = () => json('{"request_uri":"urn:1","expires_in":"60"}');
      const pushed = await run('oauth.request', { scope: 'x' });
      expect(pushed.facts['par.flaws']).to.deep.equal(['expires_in is text where a number is due']);
      issuer.routes['/par'] = () => json('{"request_uri":"urn:1","expires_in":[60]}');
      const unread = await run('oauth.request', { scope: 'x' });
      expect(unread.outputs.expires_in).to.equal(null);
      expect(unread.facts['par.flaws']).to.deep.equal(['expires_in is not a number']);
      issuer.reset();
      const good = await run('oauth.token', { code: 'c', code_verifier: 'v' });
      expect(good.facts['token.flaws']).to.deep.equal([]);
    });
  });

  const challenged = (status: number) => ({
    ...json('{"error":"invalid_client"}', status),
    headers: { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="bank"' },
  });

  it('to a refused token or pushed request tells the status of the refusal', async () => {
    await withDesk(issuer.bank, async ({ run }) => {
      for (const status of [200, 400, 401]) {
        for (const path of ['/token', '/par']) issuer.routes[path] = () => challenged(status);
        const token = await run('oauth.token', { code: 'c', code_verifier: 'v' });
        expect(token.outcome).to.deep.include({ codes: ['oauth.invalid_client', `http.${status}`], clear: true });
        expect(token.facts).to.deep.equal({
          'token.error_status': status,
          'token.error_flaws': [],
          'token.error_schemes': ['basic'],
        });
        expect((await run('oauth.request', { scope: 'x' })).facts).to.deep.equal({
          'par.error_status': status,
          'par.error_flaws': [],
        });
      }
      issuer.routes['/token'] = () => json('<html>', 400);
      expect((await run('oauth.token', { code: 'c', code_verifier: 'v' })).facts).to.deep.equal({});
      issuer.reset();
    });
  });

  // biome-ignore format: one row, one line
  const OTHERS: [string, string, { [name: string]: Json }, string, string[]][] = [
    ['oauth.request', '/par', { scope: 'x' }, '{"request_uri":"urn:1"}', ['ok']],
    ['oauth.request', '/par', { scope: 'x' }, '{"request_uri":["urn:1"],"expires_in":60}', ['malformed', 'http.200']],
    ['oauth.request', '/par', { scope: 'x' }, '{"request_uri":"urn:1","expires_in":"60"}', ['ok']],
    ['oauth.request', '/par', { scope: 'x' }, '{"request_uri":"urn:1","expires_in":[60]}', ['ok']],
    ['oauth.request', '/par', { scope: 'x' }, '{"expires_in":60}', ['malformed', 'http.200']],
    ['oauth.introspect', '/introspect', { token: 't' }, '{"active":true}', ['ok', 'token.active']],
    ['oauth.introspect', '/introspect', { token: 't' }, '{"active":false}', ['ok', 'token.inactive']],
    ['oauth.introspect', '/introspect', { token: 't' }, '{"active":"false"}', ['malformed', 'http.200']],
    ['oauth.introspect', '/introspect', { token: 't' }, '{}', ['malformed', 'http.200']],
    ['oauth.revoke', '/revoke', { token: 't' }, '<html>', ['ok']],
    ['oauth.refresh', '/token', { refresh_token: 'r' }, '{"error":"x"}', ['oauth.x', 'http.200']],
    ['oauth.client_credentials', '/token', { scope: 's' }, '{"access_token":"a"}', ['ok']],
    ['discovery.jwks', '/jwks', {}, '{"keys":{}}', ['malformed', 'http.200']],
    ['discovery.jwks', '/jwks', {}, '{"keys":[null,1,{"kty":"RSA","n":7}]}', ['ok']],
  ];
  for (const [use, path, inputs, text, codes] of OTHERS)
    it(`to ${use} that is ${text} ends ${codes.join(' ')}`, async () => {
      issuer.routes[path] = () => json(text);
      const { outcome } = await withDesk(issuer.bank, ({ run }) => run(use, inputs));
      expect(outcome.codes).to.deep.equal(codes);
      expect(outcome.ok).to.equal(codes[0] === 'ok');
    });

  it('that broke off ends by how it broke off', async () => {
    const bank = { ...issuer.bank, hosts: ['bank.example'] };
    const { outcome } = await withDesk(bank, ({ run }) => run('oauth.token', { code: 'c', code_verifier: 'v' }));
    expect(outcome.codes).to.deep.equal(['host-not-allowed']);
  });

  it('has its secrets tainted, whatever else is wrong with it', async () => {
    issuer.routes['/token'] = () => json('{"access_token":"secret-a","refresh_token":"secret-r","token_type":"mac"}');
    await withDesk(issuer.bank, async ({ run, tainted }) => {
      await run('oauth.token', { code: 'c', code_verifier: 'v' });
      expect(tainted.get('secret-a')).to.equal('access_token');
      expect(tainted.get('secret-r')).to.equal('refresh_token');
    });
  });

  it('to a refresh keeps the refresh token in hand when no other comes back', async () => {
    await withDesk(issuer.bank, async ({ run }) => {
      issuer.routes['/token'] = () => json(`{${GOOD}}`);
      const kept = await run('oauth.refresh', { refresh_token: 'r-0' });
      expect(kept.outputs.refresh_token).to.equal('r-0');
      expect(kept.facts['refresh.rotated']).to.equal(false);
      issuer.routes['/token'] = () => json(`{${GOOD},"refresh_token":"r-1"}`);
      const rotated = await run('oauth.refresh', { refresh_token: 'r-0' });
      expect(rotated.outputs.refresh_token).to.equal('r-1');
      expect(rotated.facts['refresh.rotated']).to.equal(true);
    });
  });

  it('to a refresh tells a token that was replaced and is refused from one that still works', async () => {
    await withDesk(issuer.bank, async ({ run }) => {
      const refused = async (refresh_token: string): Promise<Json | undefined> => {
        issuer.routes['/token'] = () => json('{"error":"invalid_grant"}', 400);
        return (await run('oauth.refresh', { refresh_token })).facts['refresh.replaced_refused'];
      };
      expect(await refused('r-0'), 'refused, and never replaced').to.equal(false);
      issuer.routes['/token'] = () => json(`{${GOOD},"refresh_token":"r-1"}`);
      await run('oauth.refresh', { refresh_token: 'r-0' });
      const again = await run('oauth.refresh', { refresh_token: 'r-0' });
      expect(again.facts['refresh.replaced_refused'], 'replaced, and works').to.equal(false);
      expect(await refused('r-0'), 'replaced and refused').to.equal(true);
    });
  });
});
