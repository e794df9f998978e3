import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { compactVerify, decodeJwt } from 'jose';
import type { Json, TppRegistration } from '../contract.ts';
import { CLIENT_KEYS, type Issuer, NOW, openIssuer, REDIRECT_URI, withDesk } from '../testing-issuer.ts';

type Members = { [member: string]: Json };

describe('a registration as a JWT', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  beforeEach(() => {
    issuer.reset();
    issuer.routes['/register'] = () => ({ status: 201, json: { client_id: 'new', redirect_uris: [REDIRECT_URI] } });
  });
  after(() => issuer.close());

  const SIGNED: TppRegistration = {
    json: {
      client_name: 'Assay ${fresh}',
      redirect_uris: ['${client.redirect_uri}'],
      jwks: '${client.jwks}',
      token_endpoint_auth_method: '${client.auth}',
    },
    headers: {},
    management: false,
    signed: { iss: 'software', aud: 'the bank', mediaType: 'application/jose' },
  };
  const bank = () => ({ ...issuer.bank, registration: SIGNED });
  const sent = () => issuer.asked.filter(({ path }) => path === '/register');

  it('signs what the target says with the key of the client, where the bank wants a JWT, and a new one each time', async () => {
    const tainted = await withDesk(bank(), async ({ run, tainted: kept }) => {
      await run('oauth.register', {});
      await run('oauth.register', { also: { client_name: 'Other' } });
      return kept;
    });
    const [first, second] = sent();
    expect(Object.fromEntries(first?.headers ?? [])).to.include({ 'content-type': 'application/jose' });
    const { payload, protectedHeader } = await compactVerify(first?.body ?? '', createPublicKey(CLIENT_KEYS.primary));
    expect(protectedHeader).to.deep.equal({ alg: 'PS256', typ: 'JWT', kid: 'kid-primary' });
    const claims = JSON.parse(new TextDecoder().decode(payload)) as Members;
    const seconds = NOW / 1000;
    expect(claims).to.include({ iss: 'software', aud: 'the bank', iat: seconds, exp: seconds + 300 });
    expect(claims).to.deep.include({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'private_key_jwt' });
    const other = decodeJwt(second?.body ?? '');
    expect(other.client_name).to.equal('Other');
    expect(other.jti)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.not.equal(claims.jti);
    expect([...tainted.keys()]).to.include.members([first?.body, second?.body]);
  });

  it('proves nothing where a client without a key is to sign', async () => {
    const keyless = { ...bank(), clients: { primary: { ...issuer.bank.clients.primary, signing: [] } as never } };
    const { outcome } = await withDesk(keyless, ({ run }) => run('oauth.register', {}));
    expect([outcome.codes, outcome.detail]).to.deep.equal([
      [],
      'the target gives the client primary no key to sign a registration with',
    ]);
    expect(sent()).to.deep.equal([]);
  });
});
