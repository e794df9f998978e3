/** Two run folders compared on the command line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verdict } from '../evidence/index.ts';
import { wholeCase, wholeRun } from '../evidence/testing-record.ts';
import { assay, STACK_TRACE } from './testing-command.ts';

describe('assay compare', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'assay-compare-'));
  after(() => rmSync(folder, { recursive: true }));

  function written(name: string, verdict: Verdict): string {
    mkdirSync(join(folder, name), { recursive: true });
    const whole = wholeRun({ cases: [wholeCase('par.push', { verdict })] });
    const record = { ...whole, run: { ...whole.run, id: name } };
    writeFileSync(join(folder, name, 'run.json'), JSON.stringify(record));
    return join(folder, name);
  }

  // biome-ignore format: a table, one row a line
  const ROWS: [was: Verdict, is: Verdict, exit: number, told: RegExp][] = [
    ['pass', 'fail', 1, /: 1 new, 0 fixed, 0 still open.*\n\n1 new\n {2}par\.push: . pass -> . fail\n/],
    ['pass', 'inconclusive', 3, /: 1 new/],
    ['fail', 'pass', 0, /: 0 new, 1 fixed/],
    ['fail', 'fail', 0, /: 0 new, 0 fixed, 1 still open/],
    ['fail', 'skipped', 0, /1 open before and not seen now[\s\S]*What was not seen now is not shown to be mended/],
  ];
  for (const [was, is, exit, told] of ROWS)
    it(`ends with ${exit} when ${was} became ${is}`, async () => {
      const { code, out, err } = await assay('compare', written('earlier', was), written('later', is));
      expect(code, err).to.equal(exit);
      expect(out).to.match(told);
    });

  it('is refused where there is no run', async () => {
    const { code, err } = await assay('compare', written('earlier', 'pass'), join(folder, 'nowhere'));
    expect(code).to.equal(2);
    expect(err).to.include('nowhere').and.not.match(STACK_TRACE);
  });
});
