import { expect } from 'chai';
import { inspect } from './inspect.ts';
import { newTestAuthority, pem } from './testing-certificate.ts';

const codes = (...all: Buffer[]): string[][] =>
  inspect(pem(...all), { use: null, psd2: false, now: Date.now() }).map(({ findings }) =>
    findings.filter(({ weight }) => weight === 'error').map(({ code }) => code),
  );

describe('a chain of certificates', () => {
  it('is good when each is issued by the next', async () => {
    const authority = await newTestAuthority({ pathLength: 0 });
    const root = Buffer.from(authority.certificate.rawData);
    expect(codes(await authority.issue(), root)).to.deep.equal([[], []]);
    expect(codes(root)).to.deep.equal([[]]);
  });

  it('is told of an authority of the same name and another key', async () => {
    const [one, other] = [await newTestAuthority(), await newTestAuthority()];
    const alike = codes(await one.issue(), Buffer.from(other.certificate.rawData));
    expect(alike[0]).to.deep.equal(['signature-bad', 'authority-key-mismatch']);
    const both = [other, one].map(({ certificate }) => Buffer.from(certificate.rawData));
    expect(codes(await one.issue(), ...both)[0]).to.deep.equal([]);
  });

  it('is judged certificate by certificate where the file has several of them', async () => {
    const authority = await newTestAuthority();
    const [first, second] = [await authority.issue(), await authority.issue()];
    const root = Buffer.from(authority.certificate.rawData);
    expect(codes(first, second, root)).to.deep.equal([[], [], []]);
    expect(codes(first, first, root)[0]).to.deep.equal([]);
  });
});
