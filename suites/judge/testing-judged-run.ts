/** Cases that come to each verdict, and what a run is judged with, for tests. */
import { expect } from 'chai';
import type { CaseTrace, Level, Verdict } from '../evidence/record.ts';
import { judgeCase, type RunContext } from './judge.ts';
import type { RequirementInput } from './requirement-status.ts';
import { type Controlled, controlled, trace } from './testing-trace.ts';

export const context: RunContext = {
  requirements: [],
  deviations: [],
  today: '2026-06-15',
  tracePath: ({ id }) => `traces/${id}.json`,
  reproduce: ({ id }) => `assay run --only '${id}'`,
};

/** Controlled cases that come to each verdict. */
const MADE: { [verdict: string]: Controlled | Partial<CaseTrace> } = {
  pass: { at: 'token', outcome: 'listed' },
  fail: {},
  inconclusive: { at: 'token', outcome: 'crash' },
  warn: { at: 'token', outcome: 'listed', run: { settledAfterMs: 5 } },
  observed: { at: 'token', outcome: 'listed', expect: { polarity: 'record', outcome: {}, tolerates: {} } },
};

export function made(id: string, verdict: Verdict, cites: [string, Level?][] = [['REQ-1']]): CaseTrace {
  const requirements = cites.map(([one, level]) => ({ id: one, level: level ?? ('shall' as const) }));
  const more = { id, scenario: id.split('[')[0] ?? id, requirements };
  if (verdict === 'error') return controlled({ more: { ...more, fault: 'it broke' } });
  if (verdict === 'skipped' || verdict === 'not-applicable')
    return trace({ ...more, withheld: { verdict, reason: 'x' } });
  const given = controlled({ ...MADE[verdict], more });
  expect(judgeCase(given).verdict).to.equal(verdict);
  return given;
}

export const row = (id: string, given: Partial<RequirementInput> = {}): RequirementInput => ({
  id,
  spec: 'The tests',
  clause: '1',
  level: 'shall',
  text: 'x',
  source: 'verified',
  places: [],
  testable: 'blackbox',
  url: null,
  ...given,
});
