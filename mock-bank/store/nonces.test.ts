import { expect } from 'chai';
import { Nonces } from './nonces.ts';

describe('nonces for proofs', () => {
  it('are good for as long as they are handed out, and for as long again', () => {
    let now = 1_000_000_020_000;
    const nonces = new Nonces(() => now);
    const first = nonces.current();
    expect([nonces.accepts(first), nonces.accepts(''), nonces.accepts(undefined), nonces.accepts('x')]).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
    now += 60_000;
    const second = nonces.current();
    expect([second === first, nonces.accepts(first), nonces.accepts(second)]).to.deep.equal([false, true, true]);
    now += 60_000;
    expect([nonces.accepts(first), nonces.accepts(second)]).to.deep.equal([false, true]);
    now += 600_000;
    expect(nonces.accepts(second)).to.equal(false);
  });

  it('do not outlive a clock that is put back', () => {
    let now = 2_000_000_000_000;
    const nonces = new Nonces(() => now);
    const far = nonces.current();
    now -= 3_600_000;
    expect(nonces.accepts(far)).to.equal(false);
    expect(nonces.accepts(nonces.current())).to.equal(true);
  });
});
