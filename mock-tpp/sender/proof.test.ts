/** Proofs that are right all the same, for what a bank has to accept or to count. */
import { expect } from 'chai';
import { at } from '../mutations/testing-attempt.ts';
import { type Asked, type Issuer, openIssuer, withDesk } from '../testing-issuer.ts';
import { proofIn } from './testing-proof.ts';

describe('a proof that is right all the same', () => {
  let issuer: Issuer;
  before(async () => {
    issuer = await openIssuer();
  });
  after(() => issuer.close());

  const asked = async (mutation: string, inputs = {}): Promise<Asked> => {
    issuer.reset();
    const options = { client: 'dpop', mutations: [at('', mutation, inputs)] };
    await withDesk(issuer.bank, ({ run }) => run('oauth.token', { code: 'c', code_verifier: 'v' }, options));
    const [shown] = issuer.asked.filter(({ path }) => path === '/token');
    if (!shown) throw new Error('nothing was asked of the token endpoint');
    return shown;
  };

  it('may stand beside another one, which is as good', async () => {
    const shown = await asked('dpop.twice');
    const proofs = shown.headers.filter(([name]) => name === 'dpop');
    expect(proofs).to.have.length(2);
    const seen = await Promise.all(proofs.map((proof) => proofIn({ ...shown, headers: [proof] })));
    expect(new Set(seen.map(({ jkt }) => jkt)).size).to.equal(1);
    expect(new Set(seen.map(({ claims }) => claims.jti)).size).to.equal(2);
  });

  it('may spell its address otherwise', async () => {
    const htu = String((await proofIn(await asked('dpop.respell'))).claims.htu);
    expect(htu).to.match(/^HTTPS:\/\/[^a-z]+:\d+\/token$/);
    expect(new URL(htu).href).to.equal(`${issuer.bank.issuer}/token`);
  });

  it('may stand in the header as what is no proof', async () => {
    const shown = async (how: string): Promise<[string, string][]> =>
      (await asked('dpop.write', { how })).headers.filter(([name]) => name.toLowerCase() === 'dpop');
    const parts = async (how: string): Promise<number[]> =>
      (await shown(how)).map(([, value]) => value.split('.').length);
    expect(await parts('two-parts')).to.deep.equal([2]);
    expect(await parts('five-parts')).to.deep.equal([5]);
    expect(await parts('joined')).to.deep.equal([5]);
    expect((await shown('quoted'))[0]?.[1]).to.match(/^"[^"]+"$/);
    expect(Object.keys(JSON.parse((await shown('json'))[0]?.[1] ?? ''))).to.have.members([
      'payload',
      'protected',
      'signature',
    ]);
    expect(await parts('capitals')).to.deep.equal([3]);
  });
});
