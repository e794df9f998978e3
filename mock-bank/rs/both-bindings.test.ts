/** A token that is bound to a certificate and to a key: what it takes to get one, and to use it. */
import { expect } from 'chai';
import { type OpenBank, openBank } from '../open.ts';
import { DpopTpp, newProofKey } from '../testkit/dpop-tpp.ts';
import { claimsOf } from '../testkit/tpp.ts';

describe('a token that is bound to a certificate and to a key', () => {
  let opened: OpenBank;
  let tpp: DpopTpp;
  before(async () => {
    opened = await openBank({ clients: ['both', 'both-second'] });
    tpp = new DpopTpp(opened, 'both');
  });
  after(async () => {
    tpp.close();
    await opened.close();
  });
  afterEach(() => {
    tpp.present('both').bend = () => ({});
    opened.bank.alter({ defects: [] });
  });

  const CERTIFICATES = { own: 'both', other: 'both-second', none: null } as const;
  const PROOFS = { own: () => ({}), other: () => ({ key: newProofKey() }), none: () => null } as const;

  /** Status of a request with the token, by what is shown beside it. */
  async function shown(token: string, certificate: keyof typeof CERTIFICATES, proof: keyof typeof PROOFS) {
    tpp.present(CERTIFICATES[certificate]).bend = PROOFS[proof];
    return (await tpp.get('/resource', token)).status;
  }

  it('names both, and opens the resource with both alone', async () => {
    const { access } = await tpp.tokens();
    expect(claimsOf(access).cnf).to.have.all.keys('x5t#S256', 'jkt');
    for (const certificate of ['own', 'other', 'none'] as const)
      for (const proof of ['own', 'other', 'none'] as const)
        expect(await shown(access, certificate, proof), `certificate ${certificate}, proof ${proof}`).to.equal(
          certificate === 'own' && proof === 'own' ? 200 : 401,
        );
    // Without a proof, and in the scheme of a token that needs none.
    tpp.present('both');
    expect((await tpp.get('/resource', undefined, { authorization: `Bearer ${access}` })).status).to.equal(401);
  });

  it('is not to be had without either', async () => {
    expect((await tpp.ownToken()).json.token_type).to.equal('DPoP');
    tpp.bend = () => null;
    expect((await tpp.ownToken()).status).to.equal(400);
    tpp.present(null).bend = () => ({});
    expect((await tpp.ownToken()).status).to.equal(401);
  });

  it('opens the resource without its certificate at a bank that does not ask for it', async () => {
    const { access } = await tpp.tokens();
    opened.bank.alter({ defects: ['cnf-missing-cert-accepted'] });
    expect(await shown(access, 'none', 'own')).to.equal(200);
    expect(await shown(access, 'own', 'none')).to.equal(401);
    opened.bank.alter({ defects: ['dpop-key-unchecked'] });
    expect(await shown(access, 'own', 'other')).to.equal(200);
    expect(await shown(access, 'none', 'own')).to.equal(401);
  });
});
