import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { listDeviations, writtenCatalogue } from './bank-catalogue.ts';
import { BANK_CATALOGUE, BANK_FOLDER, BANK_MAIN } from './project.ts';

describe('the catalogue of the bundled bank', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-catalogue-'));
  after(() => rmSync(folder, { recursive: true }));
  const bank = join(folder, 'mock-bank');
  const file = join(folder, 'bank-catalogue.json');
  const module = join(bank, 'as', 'defects.js');
  mkdirSync(join(bank, 'as'), { recursive: true });
  writeFileSync(module, '');
  const written = { defects: [{ id: 'a', title: 'A' }], variations: [] };
  const at = (path: string, seconds: number): void => utimesSync(path, seconds, seconds);

  it('is what the bank itself tells, and what the build has written', () => {
    for (const kind of ['defects', 'variations'] as const) {
      const { stdout } = spawnSync(process.execPath, [BANK_MAIN, `--list-${kind}`, '--json'], { encoding: 'utf8' });
      const told: unknown = JSON.parse(stdout);
      expect(told).to.be.an('array').that.is.not.empty;
      expect(listDeviations(kind)).to.deep.equal(told);
      expect(writtenCatalogue(BANK_CATALOGUE, BANK_FOLDER)?.[kind]).to.deep.equal(told);
    }
  });

  it('is not taken from the build where that wrote none', () => {
    expect(writtenCatalogue(file, bank)).to.equal(null);
  });

  it('is not taken from the build when a file of the bank is newer', () => {
    writeFileSync(file, JSON.stringify(written));
    at(module, 1000);
    at(file, 2000);
    expect(writtenCatalogue(file, bank)).to.deep.equal(written);
    at(module, 2001);
    expect(writtenCatalogue(file, bank)).to.equal(null);
    // Files of a package are as old as they were unpacked, in any order.
    expect(writtenCatalogue(file, null)).to.deep.equal(written);
  });
});
