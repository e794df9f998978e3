/** Runs the cases of a prepared plan with a TPP of their own and judges them, without writing anything. */
import { type CaseTrace, createRedaction, createTaint, type JudgedCase } from '../evidence/index.ts';
import { exitCode, judgeRun } from '../judge/index.ts';
import { openEngine } from './engine.ts';
import type { Prepared } from './prepare.ts';

export interface Judged {
  cases: Map<string, JudgedCase>;
  traces: CaseTrace[];
  exit: number;
}

export async function judged({ bank, plan }: Pick<Prepared, 'bank' | 'plan'>): Promise<Judged> {
  const taint = createTaint();
  const traces: CaseTrace[] = [];
  const redaction = createRedaction(taint);
  const { signal } = new AbortController();
  const engine = await openEngine({ bank, concurrency: 1, browser: null, taint, redaction, signal });
  await engine.run(plan.cases, { onCase: (trace) => traces.push(trace) });
  await engine.close();
  const context = { requirements: [], deviations: [], today: '2026-01-01', tracePath: () => '', reproduce: () => '' };
  const run = judgeRun(traces, context);
  return { cases: new Map(run.cases.map((one) => [one.id, one])), traces, exit: exitCode(run) };
}
