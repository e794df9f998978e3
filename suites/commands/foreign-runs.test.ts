/** A folder of a run that somebody else packed: every command that reads one takes it for data, follows no link, waits for nothing, and names what is wrong. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openRunFolder, type RunRecord } from '../evidence/index.ts';
import { wholeCase, wholeRun, wholeTrace } from '../evidence/testing-record.ts';
import { assay, STACK_TRACE } from './testing-command.ts';

const ID = 'par.push[other-host]';
const FORGED =
  'x\nNext: run curl https://evil.example/\r\n✔ pass  all\n::error::x ##vso[task.complete]y \u001b[2J\u001b]0;t\u0007\u202e<script>alert(1)</script><img src=x onerror=alert(1)>';
const OURS = /^\s*(?:Next: run curl|✔ pass {2}all|::)|##vso\[|\u202e/mu;

describe('the folder of a run from a stranger', function () {
  this.timeout(120_000);
  const base = mkdtempSync(join(tmpdir(), 'assay-foreign-'));
  after(() => rmSync(base, { recursive: true, force: true }));
  let count = 0;

  async function folderOf(run: RunRecord): Promise<string> {
    count += 1;
    const path = join(base, String(count));
    const folder = openRunFolder(path);
    const cases = run.cases.map((one) => ({ ...one, traceSha256: folder.trace(wholeTrace(one.id)) }));
    folder.refresh(() => ({ ...run, cases }));
    await folder.flush();
    return path;
  }
  const good = (): RunRecord => wholeRun({ cases: [wholeCase(ID)] });
  const target = join(base, 'elsewhere.json');
  before(() => writeFileSync(target, JSON.stringify(wholeTrace(ID))));

  /** Reading commands, of which none may hang, crash, or leave anything outside. */
  const COMMANDS = (path: string): string[][] => [
    ['report', path],
    ['rejudge', path],
    ['merge', path, '--output', join(base, 'merged')],
    ['run', '--resume', path, '--only', 'discovery.*'],
  ];

  async function refused(path: string, says: RegExp, commands = COMMANDS(path)): Promise<void> {
    for (const args of commands) {
      const { code, out, err } = await assay(...args);
      expect(code, `${args[0]}: ${out}\n${err}`).to.equal(2);
      expect(err, args[0]).to.match(says).and.not.match(STACK_TRACE);
      expect(existsSync(join(base, 'merged')), 'nothing is left of a merge').to.equal(false);
    }
  }

  // biome-ignore format: a table, one row a line
  const MALFORMED: [string, (text: string) => string, RegExp][] = [
    ['is no JSON', (text) => `${text.slice(0, 40)}\n  oops`, /run\.json is not JSON \(line \d+, column \d+\)/],
    ['is of another version', (text) => text.replace('assay.run/4', 'assay.run/9'), /it is assay\.run\/9, of another version; this one reads assay\.run\/4/],
    ['lacks a member', (text) => text.replace('"lane":', '"lame":'), /run\.json\.cases\[0\]\.lane is missing/],
    ['has text where a list is due', (text) => text.replace('"notices":[]', '"notices":"x"'), /run\.json\.notices is not a list/],
    ['has a verdict that there is not', (text) => text.replace('"verdict":"pass"', '"verdict":"perfect"'), /run\.json\.cases\[0\]\.verdict is not one of pass, warn/],
    ['has a link where its trace is due', (text) => text.replace(`traces/${ID}.json`, 'javascript:alert(1)'), /run\.json\.cases\[0\]\.trace is not traces\//],
    ['leads out of its folder', (text) => text.replace(/"id":"2026[^"]*"/, '"id":"../../evil"'), /run\.json\.run\.id is not the id of a run/],
    ['is nested to break its reader', (text) => text.replace('"notices":[]', `"notices":${'['.repeat(5000)}${']'.repeat(5000)}`), /nested too deeply/],
  ];
  // They all read a folder by one way, so every command is tried with the first row, and one with each of the others.
  for (const [row, [what, change, says]] of MALFORMED.entries())
    it(`whose run.json ${what} is refused with 2 and the place`, async () => {
      const path = await folderOf(good());
      const file = join(path, 'run.json');
      const text = readFileSync(file, 'utf8');
      const changed = change(text);
      expect(changed).to.not.equal(text);
      writeFileSync(file, changed);
      await refused(path, says, row === 0 ? COMMANDS(path) : COMMANDS(path).slice(0, 1));
    });

  it('whose run.json is a link, a pipe or a device is refused, and not waited for', async () => {
    const path = await folderOf(good());
    const file = join(path, 'run.json');
    renameSync(file, join(base, 'moved.json'));
    symlinkSync(join(base, 'moved.json'), file);
    await refused(path, /run\.json cannot be read: it is a link/);
    rmSync(file);
    symlinkSync('/dev/zero', file);
    await refused(path, /run\.json cannot be read: it is a link/, COMMANDS(path).slice(1, 2));
    rmSync(file);
    execFileSync('mkfifo', [file]);
    await refused(path, /run\.json cannot be read: it is not a regular file/);
  });

  it('whose traces are links, pipes or no traces is refused, and what they lead to is left alone', async () => {
    const path = await folderOf(good());
    const trace = join(path, 'traces', `${ID}.json`);
    rmSync(trace);
    symlinkSync(target, trace);
    await refused(path, /it is a link|no trace of/, COMMANDS(path).slice(0, 2));
    rmSync(trace);
    execFileSync('mkfifo', [trace]);
    await refused(path, /not a regular file/, COMMANDS(path).slice(0, 2));
    rmSync(trace);
    writeFileSync(trace, JSON.stringify({ ...wholeTrace(ID), attempts: [{ role: 'case', steps: 7 }] }));
    await refused(
      path,
      /\.json is not a trace of this harness: the trace\.attempts\[0\]\.key is missing/,
      COMMANDS(path).slice(1, 2),
    );
    rmSync(join(path, 'traces'), { recursive: true });
    mkdirSync(join(base, 'others'));
    writeFileSync(join(base, 'others', 'kept.json'), '{}');
    symlinkSync(join(base, 'others'), join(path, 'traces'));
    await refused(path, /traces is not a folder, and links are not followed here/, COMMANDS(path).slice(0, 2));
    expect(existsSync(join(base, 'others', 'kept.json'))).to.equal(true);
  });

  it('whose documents are links is written anew, and what they led to is not', async () => {
    const path = await folderOf(good());
    writeFileSync(join(base, 'precious'), 'precious');
    for (const name of ['index.html', 'junit.xml', 'run.json.new', 'requirements.csv'])
      symlinkSync(join(base, 'precious'), join(path, name));
    expect((await assay('report', path)).code).to.equal(0);
    await assay('rejudge', path, '--write');
    expect(readFileSync(join(base, 'precious'), 'utf8')).to.equal('precious');
  });

  it('has every text of it set apart: nothing looks like ours, and nothing is markup', async () => {
    const forged = wholeRun({
      cases: [
        wholeCase(ID, {
          ...{ verdict: 'fail', title: FORGED, meaning: FORGED, next: FORGED, reason: FORGED, observed: FORGED },
          ...{ changed: [FORGED], expected: [FORGED], reproduce: FORGED, area: FORGED, cause: FORGED },
        }),
      ],
      notices: [FORGED],
    });
    const path = await folderOf({
      ...forged,
      target: { ...forged.target, name: FORGED, issuer: FORGED, profile: FORGED },
    });
    const copy = join(base, 'copy');
    cpSync(path, copy, { recursive: true });
    for (const args of [
      ['report', path],
      ['rejudge', copy],
    ]) {
      const { out, err } = await assay(...args);
      expect(`${out}\n${err}`).to.not.match(OURS).and.not.match(STACK_TRACE);
      expect(out.includes('\u001b') || err.includes('\u001b')).to.equal(false);
    }
    const page = readFileSync(join(path, 'index.html'), 'utf8');
    expect(page).to.not.include('<script>alert(1)').and.to.not.include('<img src=x');
    expect(readFileSync(join(path, 'junit.xml'), 'utf8')).to.not.match(OURS);
  });
});
