import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRunFolder } from '../evidence/index.ts';
import { judgedAgain, keptDeviations } from './rejudge.ts';
import { assay } from './testing-command.ts';

const CASE = 'registration.answer[client-id]';
const REFUSED =
  /The client registered at "https:\/\/localhost:\d+\/register\/dcr-[0-9a-f]{32}" may still be there: its deletion was answered with HTTP 405, not 204\./;

describe('a bank that deletes no clients', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-left-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (name: string, ...more: string[]) =>
    assay(
      'run',
      '--target',
      'targets/mock-bank-registration.yaml',
      '--only',
      CASE,
      '--output',
      join(folder, name),
      ...more,
    );

  it('is accused of nothing, and the operator is told which clients stay: at the end, in the record and on the page', async () => {
    const { code, out, err } = await run('stays', '--variation', 'registration-undeletable');
    expect(code, `${out}\n${err}`).to.equal(0);
    expect(out.slice(out.indexOf('Requirements of profile'))).to.match(REFUSED);
    const { run: record, traces } = readRunFolder(join(folder, 'stays'));
    expect(record.notices.filter((notice) => REFUSED.test(notice))).to.have.length(1);
    const left = traces.of(CASE)?.attempts.flatMap(({ leftBehind = [] }) => leftBehind) ?? [];
    expect(left).not.to.deep.equal([]);
    for (const one of left) expect(one).to.match(REFUSED);
    const page = readFileSync(join(folder, 'stays', 'cases', `${CASE}.html`), 'utf8');
    expect(page.replaceAll('&quot;', '"')).to.match(REFUSED);
    const again = judgedAgain(record, traces, keptDeviations(record));
    expect([again.cases[0]?.verdict, again.notices]).to.deep.equal(['pass', record.notices]);
  });

  it('is told of by nobody where all of them are gone', async () => {
    const { code, out } = await run('gone');
    expect([code, out.includes('may still be there')]).to.deep.equal([0, false]);
    expect(readFileSync(join(folder, 'gone', 'run.json'), 'utf8')).not.to.contain('may have left');
  });
});
