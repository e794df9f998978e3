/** An operator whose hook answers and moves no clock: nothing may rest on it, and the report may not say that it moved. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepare } from './prepare.ts';
import { ROOT } from './project.ts';
import { judged } from './testing-judged.ts';

describe('an operator whose hook moves no clock', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-clock-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('leaves every case that waits in doubt, and says why', async () => {
    const target = join(folder, 'idle-clock.yaml');
    const own = readFileSync(join(ROOT, 'targets', 'mock-bank.yaml'), 'utf8');
    const idle = own.replace(/clock\.advance: .*/, 'clock.advance: { get: "${launch.management}/clock" }');
    expect(idle).to.not.equal(own);
    writeFileSync(target, idle);
    const prepared = await prepare({ target, only: ['consent.expiry*'], variation: [] });
    try {
      const { traces, cases } = await judged(prepared);
      const waiting = traces.filter(({ attempts }) =>
        attempts.some(({ actions }) => actions.some((one) => one.do === 'clock.wait')),
      );
      expect(waiting).to.not.deep.equal([]);
      for (const { id } of waiting) {
        const one = cases.get(id);
        expect(one?.verdict, id).to.equal('inconclusive');
        expect(one?.reason, id).to.include('the bank does not show that its clock was moved');
        expect(one?.reason, id).to.not.include('the clock of the bank was moved');
      }
    } finally {
      await prepared.close();
    }
  });
});
