import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunRecord, Verdict } from '../evidence/index.ts';
import { Rejected } from './exit.ts';
import { addToHistory, changesSince } from './history.ts';

function run(day: number, verdict: Verdict, given: { finished?: boolean; target?: string } = {}): RunRecord {
  const { finished = true, target = 'a-bank' } = given;
  return {
    run: { id: `run-${day}`, startedAt: `2026-01-${day}T00:00:00.000Z`, finished, shard: null, plan: { digest: 'p' } },
    target: { name: target, profile: 'base', digest: 'd', defects: [], variations: [] },
    ...{ scenarios: { digest: 's' }, harness: { version: '1' }, totals: {}, requirements: [] },
    cases: [{ id: 'a.b', verdict }],
  } as unknown as RunRecord;
}

describe('the history of a target', () => {
  let folder: string;
  const file = (): string => join(folder, 'history.jsonl');
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'assay-history-')), 'of', 'the-bank');
  });
  afterEach(() => rmSync(join(folder, '..', '..'), { recursive: true }));

  it('keeps one line a run, and compares with the newest before it', () => {
    expect(changesSince(folder, run(10, 'fail'))).to.equal(null);
    for (const one of [run(10, 'fail'), run(11, 'pass'), run(12, 'fail')]) addToHistory(folder, one);
    addToHistory(folder, run(12, 'fail'));
    expect(readFileSync(file(), 'utf8').trimEnd().split('\n')).to.have.length(3);
    const changes = changesSince(folder, run(12, 'fail'));
    expect([changes?.since.id, changes?.appeared]).to.deep.equal(['run-11', [{ id: 'a.b', was: 'pass', is: 'fail' }]]);
  });

  it('compares with no run of another bank, and with none that did not finish', () => {
    for (const one of [run(10, 'pass'), run(11, 'fail', { target: 'other' }), run(12, 'fail', { finished: false })])
      addToHistory(folder, one);
    expect(changesSince(folder, run(13, 'pass'))?.since.id).to.equal('run-10');
  });

  it('passes over what is no line of it', () => {
    addToHistory(folder, run(10, 'pass'));
    appendFileSync(file(), '{"schema":"assay.history/1","id":7}\nnull\nhalf a li');
    expect(changesSince(folder, run(11, 'fail'))?.appeared).to.have.length(1);
  });

  it('goes on below a line that was cut off', () => {
    addToHistory(folder, run(10, 'pass'));
    appendFileSync(file(), '{"schema":"assay.his');
    addToHistory(folder, run(11, 'fail'));
    expect(changesSince(folder, run(12, 'pass'))?.since.id).to.equal('run-11');
  });

  it('says when nothing can be written there', () => {
    writeFileSync(join(folder, '..', '..', 'of'), 'a file');
    expect(() => addToHistory(folder, run(10, 'pass'))).to.throw(Rejected, /nothing can be written there/);
  });
});
