/** Where a client goes by the metadata of a bank, and where it does not. */
import { expect } from 'chai';
import type { Json } from '../contract.ts';
import { type Issuer, metadataOf, openIssuer, toCode, withDesk } from '../testing-issuer.ts';

describe('metadata', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => issuer.reset());
  after(() => issuer.close());
  const publish = (more: { [member: string]: Json }): void => {
    issuer.routes['/.well-known/openid-configuration'] = () => ({ json: { ...metadataOf(issuer.origin), ...more } });
  };
  const push = () => withDesk(issuer.bank, ({ run }) => run('oauth.request', { scope: 'x' }));

  // biome-ignore format: one row, one line
  const ROWS: [string, (origin: string) => Json, string[]][] = [
    ['on another host', () => 'https://evil.example/par', ['host-not-allowed']],
    ['over http', () => 'http://bank.example/par', ['host-not-allowed']],
    ['with a user name', (origin) => origin.replace('://', '://user@'), ['host-not-allowed']],
    ['that is no URL', () => '/par', ['malformed', 'http.200']],
    ['that is no text', () => ['https://127.0.0.1/par'], ['malformed', 'http.200']],
    ['that is left out', () => null, ['malformed', 'http.200']],
  ];
  for (const [what, value, codes] of ROWS)
    it(`that names an endpoint ${what} leads nowhere`, async () => {
      publish({ pushed_authorization_request_endpoint: value(issuer.origin) });
      expect((await push()).outcome).to.deep.include({ ok: false, codes, clear: false });
      expect(issuer.asked.map(({ path }) => path)).to.deep.equal(['/.well-known/openid-configuration']);
    });

  it('that names aliases for clients with certificates is followed there, but not by the browser', async () => {
    issuer.routes['/mtls/par'] = () => ({ status: 201, json: { request_uri: 'urn:request:2', expires_in: 60 } });
    publish({
      mtls_endpoint_aliases: {
        pushed_authorization_request_endpoint: `${issuer.origin}/mtls/par`,
        authorization_endpoint: `${issuer.origin}/mtls/authorize`,
        token_endpoint: 7,
      },
    });
    await withDesk(issuer.bank, async (desk) => {
      const { code = null, code_verifier = null } = await toCode(desk);
      await desk.run('oauth.token', { code, code_verifier });
    });
    expect(issuer.asked.map(({ path }) => path).slice(1)).to.deep.equal([
      '/mtls/par',
      '/authorize',
      '/decide',
      '/token',
    ]);
  });

  it('of an endpoint with a query keeps it', async () => {
    publish({ authorization_endpoint: `${issuer.origin}/authorize?tenant=a#top` });
    await withDesk(issuer.bank, toCode);
    expect(issuer.asked.find(({ path }) => path === '/authorize')?.query).to.deep.equal([
      ['tenant', 'a'],
      ['client_id', 'client-primary'],
      ['request_uri', 'urn:request:1'],
    ]);
  });

  it('of another issuer is told by the step that fetches it', async () => {
    publish({ issuer: 'https://other.example' });
    const { outcome, facts } = await withDesk(issuer.bank, ({ run }) => run('discovery.fetch', { document: 'openid' }));
    expect(outcome.ok).to.equal(true);
    expect(facts).to.include({ 'metadata.issuer': 'https://other.example', 'metadata.matches_issuer': false });
  });

  it('is looked for at the place of RFC 8414 when there is none of OpenID, and nowhere else', async () => {
    const bank = { ...issuer.bank, issuer: `${issuer.origin}/tenant` };
    issuer.routes['/.well-known/oauth-authorization-server/tenant'] = () => ({ json: metadataOf(issuer.origin) });
    const found = await withDesk(bank, ({ run }) => run('oauth.request', { scope: 'x' }));
    expect(found.outcome.ok).to.equal(true);
    expect(issuer.asked.map(({ path }) => path)).to.deep.equal([
      '/tenant/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/tenant',
      '/par',
    ]);
    issuer.reset();
    issuer.routes['/.well-known/openid-configuration'] = () => ({ status: 500 });
    expect((await push()).outcome.codes).to.deep.equal(['http.500']);
  });
});
