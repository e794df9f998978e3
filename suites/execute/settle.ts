/** Gives a bank the time the scenario allows: asks again until the change shows, and says how long that took. */
import type { AttemptRecord, Expectation } from '../evidence/record.ts';
import { roundMs } from '../evidence/recorder.ts';
import type { PlannedCase } from '../plan/case.ts';
import type { Walk } from './attempt.ts';

export interface SettleOptions {
  planned: PlannedCase;
  walk: Walk;
  sleep(milliseconds: number): Promise<void>;
  matches(patterns: string[] | undefined, codes: string[]): boolean;
  now(): number;
}

/** Walks again from the step at which case and control part, for as long as the bank still lets through what it must refuse. */
export async function settle({ planned, walk, sleep, matches, now }: SettleOptions): Promise<void> {
  const allowed = planned.settle;
  const from = planned.attempt.steps.findIndex((step) => step.id === planned.target);
  if (!allowed || from < 0) return;
  const stillOpen = (): boolean => walk.record.broken === null && letThrough(walk.record, planned.expect, matches);
  const begun = now();
  if (!stillOpen()) return;
  while (stillOpen() && now() - begun < allowed.maxMs) {
    await sleep(allowed.everyMs);
    await walk.go(from, { actions: false });
  }
  if (!stillOpen()) walk.record.settledAfterMs = roundMs(now() - begun);
}

function letThrough(record: AttemptRecord, expect: Expectation, matches: SettleOptions['matches']): boolean {
  const { each } = expect;
  if (each)
    return record.steps.some(
      (step) => step.outcome.ok && each[step.id] && !matches(each[step.id]?.outcome, step.outcome.codes),
    );
  return expect.polarity === 'negative' && record.steps.every((step) => step.outcome.ok);
}
