import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssertionError, expect } from 'chai';
import type Mocha from 'mocha';
import { type JudgedCase, VERDICTS, type Verdict } from '../evidence/record.ts';
import { conformanceTree } from './conformance-tree.ts';
import { replay } from './replay.ts';

const judged = (id: string, verdict: Verdict): JudgedCase => {
  const [scenario = '', row] = id.split('[');
  const reason = `because ${id}`;
  return {
    ...({ id, scenario, row: row?.slice(0, -1) ?? null, title: `title of ${id}`, verdict, reason } as JudgedCase),
    area: id.split('.')[0] ?? '',
    file: `scenarios/${scenario}.yaml`,
    expected: ['second: oauth.invalid_request'],
    observed: 'second: ok',
  };
};

async function run(cases: JudgedCase[]) {
  const seen: { path: string[]; file: string | undefined; state: string | undefined; error: unknown }[] = [];
  const told: string[] = [];
  class Collect {
    constructor(runner: Mocha.Runner) {
      const errors = new Map<Mocha.Runnable, unknown>();
      runner.on('fail', (test, error: unknown) => errors.set(test, error));
      runner.on('test end', (test) =>
        seen.push({ path: test.titlePath(), file: test.file, state: test.state, error: errors.get(test) }),
      );
    }
  }
  const counts = await replay({
    reporter: Collect as unknown as Mocha.ReporterConstructor,
    reporterOptions: {},
    grow: (root) =>
      conformanceTree(root, {
        profile: 'reference',
        cases,
        verdictOf: async (id) => cases.find((one) => one.id === id) ?? judged(id, 'error'),
        beforeVerdict: async (one) => void told.push(one.id),
      }),
  });
  return { seen, told, counts };
}

describe('the conformance tree', () => {
  it('is let go when it has been told: nothing of it listens to the process', async () => {
    const before = process.listenerCount('uncaughtException');
    await run([judged('par.a[x]', 'pass')]);
    expect(process.listenerCount('uncaughtException')).to.equal(before);
  });

  it('hangs each case below its profile, area and scenario, with the file it comes from', async () => {
    const { seen } = await run([
      judged('par.push[a]', 'pass'),
      judged('jarm.sig', 'pass'),
      judged('par.push[b]', 'pass'),
    ]);
    expect(seen.map((one) => one.path)).to.deep.equal([
      ['reference', 'par', 'par.push', 'a: title of par.push[a]'],
      ['reference', 'par', 'par.push', 'b: title of par.push[b]'],
      ['reference', 'jarm', 'jarm.sig', 'title of jarm.sig'],
    ]);
    expect(seen.map((one) => one.file)).to.deep.equal(
      ['par.push', 'par.push', 'jarm.sig'].map((one) => `scenarios/${one}.yaml`),
    );
  });

  it('asserts a violation, breaks on doubt, skips with the reason, and passes the rest', async () => {
    const { seen, told, counts } = await run(VERDICTS.map((verdict) => judged(`a.${verdict}`, verdict)));
    const state = Object.fromEntries(
      seen.map((one, index) => [
        VERDICTS[index],
        one.error instanceof AssertionError ? 'failed' : one.error ? 'broken' : one.state,
      ]),
    );
    expect(state).to.deep.equal({
      pass: 'passed',
      warn: 'passed',
      observed: 'passed',
      review: 'broken',
      'not-applicable': 'pending',
      skipped: 'pending',
      inconclusive: 'broken',
      fail: 'failed',
      error: 'broken',
    });
    expect(told, 'a report hears of every case, the skipped ones too').to.deep.equal(
      VERDICTS.map((verdict) => `a.${verdict}`),
    );
    const failure = seen[7]?.error as Error & { actual: string; expected: string };
    expect([failure.message, failure.actual, failure.expected]).to.deep.equal([
      'because a.fail',
      'second: ok',
      'second: oauth.invalid_request',
    ]);
    expect(counts).to.deep.equal({ passes: 3, failures: 4, pending: 2 });
  });

  it('does nothing when there is no case', async () => {
    expect((await run([])).counts).to.deep.equal({ passes: 0, failures: 0, pending: 0 });
  });

  it('ends the process with 70 when Mocha falls silent before its end', function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), 'assay-silent-'));
    const program = join(dirname(fileURLToPath(import.meta.url)), 'testing-silent-run.js');
    const { status, stderr } = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
    // Node 24 adds that a top-level await was never settled.
    expect(stderr).to.match(/^Mocha stopped early: the report is incomplete\.$/m);
    expect(status).to.equal(70);
    rmSync(folder, { recursive: true });
  });

  it('takes a run that did not tell of every test for broken', async () => {
    let told = '';
    class Bailing {
      constructor(runner: Mocha.Runner) {
        runner.on('test', () => runner.abort());
      }
    }
    const cases = [judged('a.one', 'pass'), judged('a.two', 'pass')];
    await replay({
      reporter: Bailing as unknown as Mocha.ReporterConstructor,
      reporterOptions: {},
      grow: (root) => conformanceTree(root, { profile: 'p', cases, verdictOf: async () => judged('a.one', 'pass') }),
    }).catch((error: Error) => {
      told = error.message;
    });
    expect(told).to.match(/Mocha reported \d of 2 tests/);
  });
});
