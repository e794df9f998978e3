/** Records as a run writes them, for tests: whole, and saying nothing of anybody. */
import type { CaseTrace, JudgedCase, RunRecord } from './record.ts';
import { tracePath } from './trace-path.ts';
import { VERDICTS } from './verdict.ts';

const AT = '2026-01-31T12:00:00.000Z';

export const wholeTrace = (id: string, over: Partial<CaseTrace> = {}): CaseTrace => ({
  schema: 'assay.trace/3',
  ...{ id, scenario: id.split('[')[0] ?? id, row: null, title: 'A case', area: 'par', severity: 'high' },
  ...{ file: 'scenarios/par.yaml', line: 1, profile: 'base', variant: {}, requirements: [], proves: {}, detects: [] },
  expect: { polarity: 'positive', level: 'shall', outcome: {}, tolerates: {}, observe: {}, each: null, holds: [] },
  ...{ target: 'par', controlsPlanned: { before: false, after: false }, plan: [], attempts: [], verifierChecks: [] },
  ...{ withheld: null, fault: null, startedAt: AT, durationMs: 1, lane: 'lane-1' },
  ...over,
});

const NONE = { planned: false, ok: false, outcome: 'none planned' };

export const wholeCase = (id: string, over: Partial<JudgedCase> = {}): JudgedCase => ({
  ...{ id, scenario: id.split('[')[0] ?? id, row: null, title: 'A case', area: 'par', severity: 'high' },
  ...{ variant: {}, requirements: [], proves: [], verdict: 'pass', meaning: 'As it must be.', next: null },
  ...{ reason: 'As it must be.', deviation: null, changed: [], expected: [], observed: 'par: ok', decidedAt: null },
  ...{ controls: { before: NONE, after: NONE }, cause: null, startedAt: AT, durationMs: 1, lane: 'lane-1' },
  ...{ file: 'scenarios/par.yaml', line: 1, detects: [], reproduce: 'assay run', trace: tracePath(id) },
  ...over,
});

export const wholeRun = (over: Partial<RunRecord> = {}): RunRecord => ({
  schema: 'assay.run/4',
  run: {
    ...{ id: '20260131-120000-abcdef', startedAt: AT, finishedAt: AT, finished: true, interrupted: false },
    ...{ seed: 'none', argv: ['run'], shard: null, plan: { count: 0, digest: 'p' } },
  },
  harness: { name: 'assay', version: '0.1.0', commit: null, node: 'v20.20.2', system: 'Linux 6.1.0 x64' },
  target: {
    ...{ name: 'a-bank', issuer: 'https://bank.example', profile: 'base', digest: 'd' },
    ...{ defects: [], variations: [], variants: {} },
  },
  ...{ notices: [], scenarios: { digest: 's', count: 1 }, cases: [], requirements: [] },
  totals: Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as RunRecord['totals'],
  deviations: { unexpectedPasses: [], expired: [] },
  ...over,
});
