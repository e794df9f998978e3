import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { beyond } from './bounds.ts';

describe('the bounds of the benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bounds-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'bounds.json');
  const ratios = { overhead: 1.5, overheadWithReports: 3, processor: 2, lint: 1, list: null };

  it('are kept at the bound, and broken beyond it, with both figures', () => {
    writeFileSync(file, JSON.stringify({ overhead: 1.5, overheadWithReports: 2.9, processor: 2.5, lint: 1, list: 1 }));
    expect(beyond(ratios, file)).to.deep.equal([`overheadWithReports is 3.00, and ${file} allows 2.9`]);
  });
  it('are needed for every ratio', () => {
    writeFileSync(file, JSON.stringify({ overhead: 9 }));
    expect(() => beyond(ratios, file)).to.throw('no bound for overheadWithReports');
  });
});
