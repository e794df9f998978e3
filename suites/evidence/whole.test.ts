import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunRecord } from './record.ts';
import { openRunFolder } from './run-folder.ts';
import { evidenceProblems } from './whole.ts';

describe('the traces of a run', () => {
  let folder: string;
  let run: RunRecord;
  const at = (name: string): string => join(folder, 'traces', name);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-whole-'));
    const opened = openRunFolder(folder);
    const cases = ['a.b[c]', 'a.d'].map((id) => ({ id, traceSha256: opened.trace({ id } as never) }));
    await opened.flush();
    run = { run: { finished: true }, cases } as RunRecord;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are whole as they were written', () => {
    expect(evidenceProblems(folder, run)).to.deep.equal([]);
  });

  // biome-ignore format: a table, one row a line
  const ALTERED: [what: string, alter: () => void, told: string[]][] = [
    ['is missing', () => rmSync(at('a.d.json')), ['traces/a.d.json is missing: run.json has a verdict for a.d']],
    ['was changed', () => writeFileSync(at('a.d.json'), '{"id":"a.d" }'), ['traces/a.d.json was changed: its SHA-256 is not the one in run.json']],
    ['was added', () => writeFileSync(at('a.e.json'), '{"id":"a.e"}'), ['traces/a.e.json was added: run.json does not know it']],
    ['is no trace at all', () => writeFileSync(at('notes.txt'), 'x'), ['traces/notes.txt was added: run.json does not know it']],
    ['has lost its SHA-256', () => delete run.cases[1]?.traceSha256, ['traces/a.d.json cannot be checked: run.json has no SHA-256 of it']],
  ];
  for (const [what, alter, told] of ALTERED)
    it(`are not whole when one ${what}`, () => {
      alter();
      expect(evidenceProblems(folder, run)).to.deep.equal(told);
    });

  it('may be more than a killed run had come to write down', () => {
    writeFileSync(at('a.e.json'), '{"id":"a.e"}');
    expect(evidenceProblems(folder, { ...run, run: { ...run.run, finished: false } })).to.deep.equal([]);
  });

  it('are told in one line when an earlier version wrote them, and in a bounded number when all were changed', () => {
    for (const one of run.cases) delete one.traceSha256;
    expect(evidenceProblems(folder, run)).to.deep.equal([
      'run.json has no SHA-256 of any trace: an earlier version wrote it, so that nothing can be checked',
    ]);
    const cases = Array.from({ length: 50 }, (_, n) => ({ id: `a.lost-${n}`, traceSha256: '00' }));
    const told = evidenceProblems(folder, { ...run, cases } as RunRecord);
    expect(told).to.have.length(21);
    expect(told.at(-1)).to.equal('and 32 more');
  });
});
