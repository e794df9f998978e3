import { expect } from 'chai';
import type { Json, TppClient } from '../contract.ts';
import { confirms, constraintOf } from './constraint.ts';

const SHA256 = 'ab'.repeat(32);
const THUMBPRINT = Buffer.from(SHA256, 'hex').toString('base64url');
const SHOWN = { certificateSha256: SHA256, jkt: 'k' };

const clientOf = (value: string) => ({ variant: { 'sender-constraint': [value] } }) as unknown as TppClient;

const confirmed = (value: string, cnf: Json, shown = SHOWN as Parameters<typeof confirms>[3]) =>
  confirms({ client: clientOf(value), compare: () => false }, 'token.cnf_matches', cnf, shown);

describe('what a token is bound to', () => {
  const both = { 'x5t#S256': THUMBPRINT, jkt: 'k' };

  it('is what the client showed, and all of it for a client that shows two things', () => {
    for (const [cnf, mtls, dpop, two] of [
      [both, true, true, true],
      [{ jkt: 'k' }, false, true, false],
      [{ 'x5t#S256': THUMBPRINT }, true, false, false],
      [{ ...both, jkt: 'other' }, true, false, false],
      [null, false, false, false],
    ] as const)
      expect([confirmed('mtls', cnf), confirmed('dpop', cnf), confirmed('mtls-dpop', cnf)]).to.deep.equal([
        mtls,
        dpop,
        two,
      ]);
  });

  it('is not known where a part was not shown', () => {
    expect(confirmed('mtls-dpop', both, { ...SHOWN, jkt: null })).to.equal(null);
    expect(confirmed('mtls-dpop', both, { ...SHOWN, certificateSha256: null })).to.equal(null);
    expect(confirmed('none', both)).to.equal(null);
  });

  it('of both is shown as DPoP, with a proof', () => {
    expect(constraintOf(clientOf('mtls-dpop'))).to.include({ scheme: 'DPoP', proves: true });
  });
});
