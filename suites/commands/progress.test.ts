/** What a run says while it goes on: on a terminal, in a log, and when nothing is to be said. */
import { expect } from 'chai';
import pc from 'picocolors';
import type { JudgedCase, Verdict } from '../evidence/index.ts';
import { createProgress, type ProgressOptions } from './progress.ts';

const judged = (index: number, verdict: Verdict): JudgedCase =>
  ({
    ...{ id: `a.case[${index}]`, title: 'A case', verdict, durationMs: 0, deviation: null },
    ...{ reason: 'It was so.', meaning: 'It was so.', observed: 'token: ok' },
  }) as unknown as JudgedCase;

/** But for the end of a line. */
const CONTROL = /[^\P{Cc}\n]/u;

function said(verdicts: Verdict[], live: boolean, options: Partial<ProgressOptions> = {}): string {
  let text = '';
  const screen = { live, color: pc.createColors(false), write: (more: string) => (text += more) };
  const progress = createProgress(screen, {
    total: verdicts.length,
    withheld: 0,
    quiet: false,
    verbose: false,
    ...options,
  });
  progress.start('begun');
  for (const [index, verdict] of verdicts.entries()) progress.finished(judged(index, verdict));
  progress.done();
  return text;
}

describe('the progress of a run', () => {
  const many: Verdict[] = Array.from({ length: 400 }, (_, index) => (index === 10 ? 'fail' : 'pass'));

  it('in a log is a plain line for some cases at a time, and what needs a look at once', () => {
    const lines = said(many, false).trimEnd().split('\n');
    expect(lines[0]).to.equal('begun');
    expect(lines[1]).to.match(/✖ fail +a\.case\[10\]$/);
    expect(lines.filter((line) => line.includes('pass '))).to.deep.equal([]);
    expect(lines.slice(4, 5)).to.deep.equal(['20 of 400 cases: 19 pass, 1 fail']);
    expect(lines.at(-1)).to.equal('400 of 400 cases: 399 pass, 1 fail');
    expect(lines.length).to.be.below(30);
    expect(said(many, false)).to.not.match(CONTROL);
  });

  it('in a log does not count what is not run', () => {
    const text = said([...many, 'not-applicable', 'skipped'], false, { withheld: 2 });
    expect(text).to.contain('400 of 400 cases').and.not.contain('not-applicable');
  });

  it('in a log is a line for each case of a short run, or when that is asked for', () => {
    for (const text of [said(many.slice(0, 5), false), said(many, false, { verbose: true }).slice(0, 200)]) {
      expect(text).to.contain('a.case[0]').and.contain('a.case[4]').and.not.match(CONTROL);
    }
  });

  it('on a terminal says after each case how far the run is', () => {
    expect(said(['pass', 'pass'], true))
      .to.contain('0 of 2')
      .and.contain('\r\u001b[K')
      .and.contain('1 of 2');
  });

  it('is nothing at all when a run is to be quiet', () => {
    for (const live of [true, false]) expect(said(many, live, { quiet: true })).to.equal('');
  });
});
