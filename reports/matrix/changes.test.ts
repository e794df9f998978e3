import { expect } from 'chai';
import type { RunChanges } from '../../suites/evidence/record.ts';
import { HOSTILE, judgedCase, runRecord } from '../testing-run.ts';
import { runPage } from './index-page.ts';

const NONE: RunChanges = {
  since: { id: 'earlier', startedAt: '2026-01-30T12:00:00.000Z' },
  ...{ appeared: [], fixed: [], stillOpen: [], notSeen: [], requirements: [], differs: [] },
};
const pageOf = (changes: RunChanges | null): string => runPage(runRecord([judgedCase()]), [], new Map(), changes);

describe('what changed since the last run', () => {
  it('is on the page of the run, in three words and with each case', () => {
    const page = pageOf({
      ...NONE,
      appeared: [{ id: 'par.push[other-host]', was: 'pass', is: 'fail' }],
      notSeen: [{ id: 'a.gone', was: 'fail', is: null }],
    });
    expect(page).to.include('1 new, 0 fixed, 0 still open');
    expect(page).to.match(/<details open><summary>New /);
    expect(page).to.match(/a\.gone<\/code><\/td><td><span class="mark fail">fail<\/span> → <span class="soft">not run/);
  });

  it('is not told where no earlier run is known', () => {
    expect(pageOf(null)).to.not.include('Since the last run');
    expect(pageOf(NONE)).to.include('Since the last run');
  });

  it('is text, whatever a line of the history holds', () => {
    const page = pageOf({
      ...NONE,
      since: { id: HOSTILE, startedAt: HOSTILE },
      appeared: [{ id: HOSTILE, was: HOSTILE as 'pass', is: 'fail' }],
      requirements: [{ id: HOSTILE, was: HOSTILE as 'proven', is: HOSTILE as 'proven' }],
      differs: [HOSTILE],
    });
    expect(page).to.not.match(/<script>alert|<img/);
  });
});
