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

/** Asks again, beginning with the step that was let through, for as long as the bank lets through what it must refuse. */
export async function settle({ planned, walk, sleep, matches, now }: SettleOptions): Promise<void> {
  const allowed = planned.settle;
  const from = firstOpen(planned, walk.record, matches);
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

/**
 * The first step, from where case and control part, that did not end as it has to; what stands before it is done, and may be
 * refused a second time for that. Without such a step, where they part.
 */
function firstOpen(
  { attempt: { steps }, target, expect }: PlannedCase,
  record: AttemptRecord,
  matches: SettleOptions['matches'],
): number {
  const parting = steps.findIndex(({ id }) => id === target);
  const open = steps.findIndex(({ id }, at) => {
    const listed = expect.each?.[id]?.outcome ?? expect.outcome[id];
    const codes = record.steps.find((step) => step.id === id)?.outcome.codes;
    return at >= parting && listed !== undefined && codes !== undefined && !matches(listed, codes);
  });
  return parting < 0 || open < 0 ? parting : open;
}

function letThrough(record: AttemptRecord, expect: Expectation, matches: SettleOptions['matches']): boolean {
  const { each } = expect;
  if (each)
    return record.steps.some(
      (step) => step.outcome.ok && each[step.id] && !matches(each[step.id]?.outcome, step.outcome.codes),
    );
  return expect.polarity === 'negative' && record.steps.every((step) => step.outcome.ok);
}
