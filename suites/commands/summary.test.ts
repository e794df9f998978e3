import { expect } from 'chai';
import type { RunRecord } from '../evidence/index.ts';
import { judgeRun } from '../judge/index.ts';
import { openScreen } from './screen.ts';
import { meaningOf, requirementCounts, type SummaryOptions, summaryText } from './summary.ts';

/** A run of no case at all: what the summary says of its end is all that is looked at. */
const NOTHING = {
  ...judgeRun([], { requirements: [], deviations: [], today: '2026-01-01', tracePath: () => '', reproduce: () => '' }),
  target: { profile: 'p' },
} as unknown as RunRecord;

const told = (end: Pick<SummaryOptions, 'exit' | 'verdict'>): string =>
  summaryText(NOTHING, { color: openScreen({ json: true }).color, folder: 'x', report: null, seconds: 1, ...end });

describe('the summary of a run', () => {
  it('names the exit code of the verdicts beside that of a secret, which tops it', () => {
    expect(told({ exit: 5, verdict: 1 })).to.match(
      /Exit +5: a secret was found.*\n +without that it would have been 1: a requirement was violated/,
    );
  });
  it('says what a severity and known deviations leave aside, and of a recommendation that it is one', () => {
    const cases = [
      { verdict: 'fail', severity: 'low', deviation: null },
      { verdict: 'inconclusive', severity: 'info', deviation: null },
      { verdict: 'fail', severity: 'critical', deviation: { reason: 'T', until: null } },
    ] as unknown as RunRecord['cases'];
    expect(meaningOf(0, { cases }, 'high')).to.equal(
      'no requirement was violated; left aside: 1 known deviation, 2 findings below the severity high',
    );
    const requirements = [
      { status: 'violated', level: 'should' },
      { status: 'violated', level: 'shall' },
      { status: 'violated', level: 'shall', accepted: true },
    ] as RunRecord['requirements'];
    expect(requirementCounts({ ...NOTHING, requirements })).to.include({
      ...{ violated: 1, accepted: 1, 'recommendation-violated': 1 },
    });
  });
  it('names one exit code where there is one', () => {
    expect(told({ exit: 1, verdict: 1 })).to.not.include('without that');
  });
});
