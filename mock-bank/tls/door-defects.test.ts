/** A bank with a listener for clients with certificates alone: what it says of it, and each fault at one of its doors. */
import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import { ask, formText, POST_FORM } from '../testkit/https.ts';
import { claimsOf, Tpp } from '../testkit/tpp.ts';
import { doorDefects } from './door-defects.ts';

describe('A bank with a port for clients with certificates', () => {
  let opened: OpenBank;
  let primary: Tpp;
  let mtls: Tpp;
  before(async () => {
    opened = await openBank({ mtlsPort: 0, clients: ['mtls'] });
    primary = new Tpp(opened, 'primary');
    mtls = new Tpp(opened, 'mtls');
  });
  after(async () => {
    for (const tpp of [primary, mtls]) tpp.close();
    await opened.close();
  });
  afterEach(() => opened.bank.alter({ defects: [] }));

  const own = { grant_type: 'client_credentials', scope: 'accounts' };

  function post(tpp: Tpp, address: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = formText({ ...tpp.credentials(), ...form });
    return ask(tpp.agent, address, { method: 'POST', headers: { ...POST_FORM, ...headers }, body });
  }

  const at = (door: 'issuer' | 'mtls', path: string) => opened.ready[door] + path;

  async function tokenOf(tpp: Tpp, door: 'issuer' | 'mtls'): Promise<string | null> {
    const { status, json } = await post(tpp, at(door, '/token'), own);
    return status === 200 ? String(json.access_token) : null;
  }

  it('names its addresses as aliases, and asks for a certificate there alone', async () => {
    const { json } = await ask(primary.browser, at('issuer', '/.well-known/openid-configuration'));
    expect(json.token_endpoint).to.equal(at('issuer', '/token'));
    expect(json.mtls_endpoint_aliases).to.deep.include({ token_endpoint: at('mtls', '/token') });
    expect(Object.keys(json.mtls_endpoint_aliases as object)).to.have.length(6);
    for (const tpp of [primary, mtls]) {
      expect(claimsOf(await tokenOf(tpp, 'mtls'))).to.have.property('cnf');
      expect(await tokenOf(tpp, 'issuer')).to.equal(null);
    }
  });

  const header = () => ({ 'x-ssl-client-cert': encodeURIComponent(mtls.identity('mtls').certificate) });

  const probes: Record<string, () => Promise<boolean>> = {
    'plain-token-unbound': async () => {
      const token = await tokenOf(primary, 'issuer');
      if (token === null) return false;
      const authorization = `Bearer ${token}`;
      const { status } = await ask(primary.browser, at('issuer', '/resource'), { headers: { authorization } });
      return status !== 401;
    },
    'plain-client-by-name': async () =>
      (await post(mtls, at('issuer', '/introspect'), { token: 'any' })).status === 200,
    'plain-header-trusted': async () =>
      (await post(mtls, at('issuer', '/introspect'), { token: 'any' }, header())).status === 200 &&
      (await post(mtls, at('issuer', '/introspect'), { token: 'any' })).status === 401,
    'alias-is-issuer': async () => {
      const { requestUri, verifier } = await pushed();
      const code = (await primary.authorize(requestUri)).searchParams.get('code') ?? '';
      const form = Object.fromEntries(primary.redemption(code, verifier));
      const { json } = await post(primary, at('mtls', '/token'), form);
      return claimsOf(json.id_token).iss === opened.ready.mtls;
    },
  };

  /** Without a certificate, as this client may. */
  const pushed = () => primary.push();

  it('has a probe for each fault, and shows none', async () => {
    expect(Object.keys(probes).sort()).to.deep.equal(doorDefects.map(({ id }) => id).sort());
    for (const [id, probe] of Object.entries(probes)) expect(await probe(), id).to.equal(false);
  });

  for (const { id } of doorDefects)
    it(`shows ${id} alone`, async () => {
      opened.bank.alter({ defects: [id] });
      const shown: string[] = [];
      for (const [name, probe] of Object.entries(probes)) if (await probe()) shown.push(name);
      expect(shown).to.deep.equal([id]);
    });
});
