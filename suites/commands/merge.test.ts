/** Shards that are put together are the run they are parts of, and a run that was broken off can be finished. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunRecord } from '../evidence/index.ts';
import { assay } from './testing-command.ts';

describe('a run in parts', function () {
  this.timeout(120_000);
  let folder: string;
  const only = ['--only', 'pkce.*', '--only', 'jarm.*', '--only', 'token.response*', '--defect', 'pkce-optional'];
  const read = (name: string): RunRecord => JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8'));
  const at = (name: string): string => join(folder, name);
  const shown = ({ cases, requirements, totals }: RunRecord) => ({
    cases: cases.map(({ id, verdict, expected, changed }) => ({ id, verdict, expected, changed: changed.length })),
    requirements: requirements.map(({ id, status, places, cases: citing }) => ({ id, status, places, citing })),
    totals,
  });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-merge-'));
    for (const [name, shard] of [
      ['one', '1/2'],
      ['two', '2/2'],
      ['whole', null],
    ] as const) {
      const ended = await assay('run', ...only, '--output', at(name), ...(shard === null ? [] : ['--shard', shard]));
      expect(ended.code, ended.err).to.be.oneOf([0, 1]);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is merged to what one run shows, case by case and requirement by requirement, whatever the order', async () => {
    for (const [name, parts] of [
      ['merged', ['one', 'two']],
      ['other-way', ['two', 'one']],
    ] as const) {
      const { code, err } = await assay('merge', ...parts.map(at), '--output', at(name));
      expect(code, err).to.equal(1);
      expect(shown(read(name))).to.deep.equal(shown(read('whole')));
      expect(read(name).run.shard).to.equal(null);
      expect(read(name).scope).to.deep.equal(read('whole').scope);
    }
    expect(readFileSync(join(at('merged'), 'index.html'), 'utf8')).to.include('pkce.downgrade[challenge-absent]');
  });

  it('has in each part nothing proven that cases of the other part would show', () => {
    const [one, whole] = [read('one'), read('whole')];
    const elsewhere = new Set(read('two').cases.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
    const status = (run: RunRecord, id: string) => run.requirements.find((row) => row.id === id)?.status;
    const open = one.requirements.filter((row) => row.status === 'not-run' && elsewhere.has(row.id));
    expect(open.map(({ id }) => status(whole, id))).to.include('proven');
    expect(one.scope?.asked.at(-1)).to.equal('--shard 1/2');
    expect(new Set(one.scope?.notRun.map(({ because }) => because))).to.include('--shard 1/2');
  });

  // biome-ignore format: one row, one line
  const REFUSED: [string, string[], RegExp][] = [
    ['a shard is missing', ['one'], /hold \d+ of the \d+ cases/],
    ['a shard is there twice', ['one', 'one'], /a case belongs to one shard/],
    ['there is no run', ['nowhere'], /nowhere/],
  ];
  for (const [what, parts, says] of REFUSED)
    it(`is refused when ${what}`, async () => {
      const { code, err } = await assay('merge', ...parts.map(at), '--output', at('never'));
      expect(code).to.equal(2);
      expect(err).to.match(says);
    });

  it('is refused when a shard has lost the trace of a case, which is named', async () => {
    cpSync(at('two'), at('lost'), { recursive: true });
    const [gone] = read('two').cases;
    rmSync(join(at('lost'), gone?.trace ?? ''));
    const { code, err } = await assay('merge', at('one'), at('lost'), '--output', at('never'));
    expect(code).to.equal(2);
    expect(err).to.include(`${gone?.trace} is missing: run.json has a verdict for ${gone?.id}`);
  });

  it('is finished by --resume: what was shown is kept, the rest is run', async () => {
    const run = read('whole');
    const [first, ...rest] = run.cases;
    // As a killed run leaves it: unfinished, with the traces of what it came to.
    for (const one of rest) rmSync(join(at('whole'), one.trace));
    writeFileSync(
      join(at('whole'), 'run.json'),
      JSON.stringify({ ...run, run: { ...run.run, finished: false, finishedAt: null } }),
    );
    const before = readFileSync(join(at('whole'), first?.trace ?? ''), 'utf8');
    // One that somebody changed since is not kept.
    const [, second] = run.cases;
    writeFileSync(join(at('whole'), second?.trace ?? ''), before.replaceAll(first?.id ?? '', second?.id ?? ''));
    const { code, err } = await assay('run', ...only, '--resume', at('whole'));
    expect(code, err).to.equal(1);
    expect(shown(read('whole'))).to.deep.equal(shown(run));
    expect(readFileSync(join(at('whole'), first?.trace ?? ''), 'utf8')).to.equal(before);
  });

  it('is not resumed as another one', async () => {
    const { code, err } = await assay('run', '--only', 'pkce.*', '--resume', at('whole'));
    expect(code).to.equal(2);
    expect(err).to.include('changed since that run');
  });
});
