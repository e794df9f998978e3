import { expect } from 'chai';
import type { TppTotp } from '../contract.ts';
import { freshCode, periodAt, totpCode } from './totp.ts';

/** `12345678901234567890` and its longer relatives, as RFC 6238 has them, in base32. */
const SECRETS: { [A in TppTotp['algorithm']]: string } = {
  sha1: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  sha256: 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ GEZA====',
  sha512: 'gezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgnbvgy3tqojqgezdgna=',
};
const totp = (algorithm: TppTotp['algorithm'], digits = 8): TppTotp => ({
  secret: SECRETS[algorithm],
  digits,
  periodS: 30,
  algorithm,
});

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B.
  // biome-ignore format: one row, one line
  const VECTORS: [number, string, string, string][] = [
    [59, '94287082', '46119246', '90693936'], [1111111109, '07081804', '68084774', '25091201'], [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'], [2000000000, '69279037', '90698825', '38618901'], [20000000000, '65353130', '77737706', '47863826'],
  ];
  for (const [seconds, ...codes] of VECTORS)
    it(`are those of the standard at ${seconds} s`, () => {
      for (const [index, algorithm] of (['sha1', 'sha256', 'sha512'] as const).entries())
        expect(totpCode(totp(algorithm), periodAt(totp(algorithm), seconds * 1000)), algorithm).to.equal(codes[index]);
      expect(totpCode(totp('sha1', 6), periodAt(totp('sha1'), seconds * 1000))).to.equal(codes[0]?.slice(2));
    });

  it('are never used twice: the next period is waited for', async () => {
    const slept: number[] = [];
    let now = 59_000;
    const clock = {
      now: () => now,
      sleep: async (milliseconds: number) => {
        slept.push(milliseconds);
        now += milliseconds;
      },
    };
    const used = new Map<string, number>();
    expect(await freshCode(totp('sha1'), 'ada', used, clock)).to.equal('94287082');
    const next = await freshCode(totp('sha1'), 'ada', used, clock);
    expect([next, slept]).to.deep.equal([totpCode(totp('sha1'), 2), [1000]]);
    expect(await freshCode(totp('sha1'), 'grace', used, clock)).to.equal(next);
    expect(slept).to.have.length(1);
  });
});
