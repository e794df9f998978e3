import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { followLatest, pointLatest } from './latest.ts';
import { readRunFolder, tracePath, UnreadableRun } from './read-run.ts';
import type { CaseTrace, RunRecord } from './record.ts';
import { folderProblem, openRunFolder } from './run-folder.ts';
import { wholeCase, wholeRun, wholeTrace } from './testing-record.ts';

const record = (finished: boolean, ids: string[]): RunRecord => {
  const whole = wholeRun({ cases: ids.map((id) => wholeCase(id)) });
  return { ...whole, run: { ...whole.run, finished } };
};
const trace = (id: string): CaseTrace => wholeTrace(id);

describe('the folder of a run', () => {
  const base = mkdtempSync(join(tmpdir(), 'assay-folder-'));
  after(() => rmSync(base, { recursive: true, force: true }));

  it('is cleared of what an earlier run and its writers left, and of traces that the run to be finished does not keep', () => {
    const path = join(base, 'stale');
    const documents = ['index.html', 'allure-results', 'cases'];
    const earlier = openRunFolder(path);
    for (const id of ['kept', 'gone']) earlier.trace(trace(id));
    earlier.refresh(() => record(false, ['kept', 'gone']));
    const stale = (): void => {
      mkdirSync(join(path, 'allure-results'), { recursive: true });
      for (const file of ['index.html', 'allure-results/a-result.json', 'traces/half.json', 'run.json.new'])
        writeFileSync(join(path, file), '{');
    };
    const left = (): string[] => readdirSync(path, { recursive: true }).map(String).sort();
    stale();
    openRunFolder(path, { documents, kept: ['kept'] });
    expect(left()).to.deep.equal(['run.json', 'traces', join('traces', 'kept.json')]);
    stale();
    openRunFolder(path, { documents });
    expect(left()).to.deep.equal(['traces']);
  });

  it('holds a whole run.json after every refresh, and the last one after flush', async () => {
    const path = join(base, 'a', 'b');
    const folder = openRunFolder(path);
    for (let n = 0; n < 50; n += 1) folder.refresh(() => record(false, [`case-${n}`]));
    await folder.flush();
    expect(readRunFolder(path).run.cases.map((one) => one.id)).to.deep.equal(['case-49']);
    folder.refresh(() => record(true, ['x']));
    await folder.flush();
    expect(readRunFolder(path).run.run.finished).to.equal(true);
    expect(readdirSync(path).sort()).to.deep.equal(['run.json', 'traces']);
  });

  it('lets nobody who flushes wait for the rests between two states', async () => {
    const path = join(base, 'rests');
    const folder = openRunFolder(path);
    const timer = globalThis.setTimeout;
    globalThis.setTimeout = (() => undefined) as unknown as typeof setTimeout;
    try {
      folder.refresh(() => record(false, []));
      folder.refresh(() => record(false, ['a']));
      const flushed = folder.flush();
      folder.refresh(() => record(false, ['a', 'b']));
      await flushed;
    } finally {
      globalThis.setTimeout = timer;
    }
    expect(readRunFolder(path).run.cases.map((one) => one.id)).to.deep.equal(['a', 'b']);
  });

  it('reads traces back in the order of the cases, and of an unfinished run those that are whole', async () => {
    const path = join(base, 'order');
    const folder = openRunFolder(path);
    for (const id of ['b', 'a', 'c[x-1]']) folder.trace(trace(id));
    folder.refresh(() => record(false, ['c[x-1]', 'b', 'a']));
    await folder.flush();
    writeFileSync(join(path, 'traces', 'half.json'), '{"id":"ha');
    expect([...readRunFolder(path).traces].map((one) => one.id)).to.deep.equal(['c[x-1]', 'b', 'a']);
    expect(tracePath('c[x-1]')).to.equal('traces/c[x-1].json');
    expect(tracePath('../evil')).to.equal('traces/.._evil.json');
  });

  it('is not read back from what no run has written, and says which file it is', async () => {
    const path = join(base, 'foreign');
    const folder = openRunFolder(path);
    folder.refresh(() => record(true, []));
    await folder.flush();
    writeFileSync(join(path, 'traces', 'x.json'), 'null');
    expect(() => [...readRunFolder(path).traces]).to.throw(UnreadableRun, /x\.json is not a trace/);
    const foreign = [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{"schema":"assay.run/2"}',
      '{"schema":"assay.run/2","run":{},"cases":[]}',
    ];
    for (const text of foreign) {
      writeFileSync(join(path, 'run.json'), text);
      expect(() => readRunFolder(path), text).to.throw(UnreadableRun, /run\.json is no/);
    }
    expect(() => readRunFolder(join(base, 'nowhere'))).to.throw(UnreadableRun, /cannot be read/);
  });

  it('cannot lie below a file, or where nothing may be written', () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    expect(folderProblem(join(file, 'x', 'y'), [])).to.equal(`${file} is not a folder`);
    expect(folderProblem(file, [])).to.equal(`${file} is not a folder`);
    expect(folderProblem(join(base, 'new', 'newer'), [])).to.equal(null);
  });

  it('tells when a file cannot be written', async () => {
    const folder = openRunFolder(join(base, 'gone'));
    rmSync(join(base, 'gone'), { recursive: true });
    folder.trace(trace('a'));
    let told = '';
    await folder.flush().catch((error: Error) => {
      told = error.message;
    });
    expect(told).to.contain('ENOENT');
  });

  it('tells nothing as saved once a trace could not be kept', async () => {
    const path = join(base, 'half-gone');
    const saved: number[] = [];
    const folder = openRunFolder(path, { saved: ({ cases }) => saved.push(cases.length) });
    folder.refresh(() => wholeRun({ cases: [] }));
    rmSync(join(path, 'traces'), { recursive: true });
    folder.trace(trace('a'));
    folder.refresh(() => wholeRun({ cases: [wholeCase('par.push[a]')] }));
    await folder.flush().catch(() => undefined);
    expect(saved).to.deep.equal([0]);
  });

  it('clears away what an earlier run wrote and what report writers own, and refuses a folder that holds anything else', () => {
    const path = join(base, 'again');
    openRunFolder(path);
    for (const name of ['run.json', 'results.sarif']) writeFileSync(join(path, name), '{}');
    expect(folderProblem(path, [])).to.contain('results.sarif');
    expect(folderProblem(path, ['results.sarif'])).to.equal(null);
    openRunFolder(path, { documents: ['results.sarif'] });
    expect(readdirSync(path)).to.deep.equal(['traces']);
    writeFileSync(join(path, 'thesis.txt'), '');
    expect(folderProblem(path, ['results.sarif'])).to.contain('thesis.txt');
    expect(folderProblem(join(base, 'nowhere'), [])).to.equal(null);
  });

  it('leads from `latest` to the newest run, also where links are forbidden', () => {
    const runs = join(base, 'runs');
    for (const id of ['one', 'two']) openRunFolder(join(runs, id));
    pointLatest(join(runs, 'one'));
    pointLatest(join(runs, 'two'));
    writeFileSync(join(runs, 'two', 'run.json'), 'two');
    expect(readFileSync(join(runs, 'latest', 'run.json'), 'utf8')).to.equal('two');
    expect(followLatest(join(runs, 'latest'))).to.equal(join(runs, 'latest'));
    pointLatest(join(runs, 'one'), () => {
      throw new Error('not allowed');
    });
    expect(followLatest(join(runs, 'latest'))).to.equal(join(runs, 'one'));
    pointLatest(join(runs, 'two'), symlinkSync);
    expect(readFileSync(join(runs, 'latest', 'run.json'), 'utf8')).to.equal('two');
  });
});
