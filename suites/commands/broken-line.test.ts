/** A few trials of what `broken-lines.test.ts` has many of. */
import { expect } from 'chai';
import { runOverLine } from './testing-broken-line-run.ts';

const GIVEN = { trials: 10, share: 0.3, seed: 1 };

describe('the bundled bank over a line that breaks', function () {
  this.timeout(60_000);
  it('is not called refusing when it takes revoked certificates', async () => {
    const { verdicts, line } = await runOverLine({ ...GIVEN, defects: ['revocation-unchecked-at-token'] });
    const said = `${JSON.stringify(verdicts)} ${JSON.stringify(line.broken)} of ${line.came}`;
    expect([verdicts.pass, verdicts.warn], said).to.deep.equal([undefined, undefined]);
    expect(verdicts.fail, said).to.be.above(0);
  });
  it('is not accused when it refuses them', async () => {
    const { verdicts, line } = await runOverLine({ ...GIVEN, defects: [] });
    const said = `${JSON.stringify(verdicts)} ${JSON.stringify(line.broken)} of ${line.came}`;
    expect(verdicts.fail, said).to.equal(undefined);
    expect(verdicts.pass, said).to.be.above(0);
  });
});
