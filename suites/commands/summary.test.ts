import { expect } from 'chai';
import type { RunRecord } from '../evidence/index.ts';
import { judgeRun } from '../judge/index.ts';
import { openScreen } from './screen.ts';
import { type SummaryOptions, summaryText } from './summary.ts';

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
  it('names one exit code where there is one', () => {
    expect(told({ exit: 1, verdict: 1 })).to.not.include('without that');
  });
});
