/** Documents that are asked for by name, and what a job on GitHub Actions is told. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RunRecord } from '../evidence/index.ts';
import { Rejected } from './exit.ts';
import { checkFormats, tellGithub } from './write-reports.ts';

const RUN = {
  run: { id: 'one', finished: true },
  target: { name: 'a-bank', issuer: 'https://bank.example', profile: 'base' },
  totals: { fail: 1 },
  requirements: [],
  cases: [
    {
      ...{ id: 'par.push', verdict: 'fail', severity: 'high', title: 'It is refused', meaning: 'It was let through.' },
      ...{
        observed: 'x\n::error::not ours',
        requirements: [],
        deviation: null,
        file: 'scenarios/par/push.yaml',
        line: 7,
      },
    },
  ],
} as unknown as RunRecord;

describe('documents that are asked for', () => {
  it('are known by their names, and another name is refused with all of them', async () => {
    await checkFormats(['sarif', 'oscal', 'csv', 'github', 'gitlab']);
    const told = await checkFormats(['sarif', 'pdf']).catch((error: unknown) => error);
    expect(told).to.be.instanceOf(Rejected);
    expect(String(told)).to.match(/--format pdf: there are .*sarif/);
  });

  it('annotate a job and add to its summary on GitHub Actions, and nowhere else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-github-'));
    const summary = join(folder, 'summary.md');
    expect(await tellGithub(RUN, { GITHUB_STEP_SUMMARY: summary })).to.equal('');
    const told = await tellGithub(RUN, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    const said = readFileSync(summary, 'utf8');
    rmSync(folder, { recursive: true });
    expect(told).to.match(/^::error file=scenarios\/par\/push\.yaml,line=7,title=par\.push::[^\n]*\n$/);
    expect(said).to.include('## Assay: a\\-bank').and.not.match(/^::/m);
  });
});
