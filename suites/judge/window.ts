/** How long others may lawfully not know yet what was done, by what the authority signed before; and how long it took them. */
import type { ActionRecord, AttemptRecord, StepRecord } from '../evidence/record.ts';

/** Whether what was seen was seen inside the time, past it, or nobody knows; `none` where nothing of that kind was done. */
export type Window = 'none' | 'inside' | 'past' | 'unknown';

type Effective = ActionRecord & { effect: NonNullable<ActionRecord['effect']> };

/** @requirement RFC6960-3.2-6 RFC5280-6.3.3-a */
export function windowOf(run: AttemptRecord | null, target: string): Window {
  const act = actOf(run);
  if (run === null || act === null) return 'none';
  if (act.effect.goodUntil === null) return 'unknown';
  const [first] = asked(run, target);
  return first !== undefined && Date.parse(first.startedAt) <= Date.parse(act.effect.goodUntil) ? 'inside' : 'past';
}

/** Milliseconds from the act to the end of the last refusal that shows it; null where there was none of either. */
export function lagOf(run: AttemptRecord | null, target: string): number | null {
  const act = actOf(run);
  const refused = run === null ? undefined : asked(run, target).findLast(({ outcome }) => !outcome.ok);
  if (act === null || refused === undefined) return null;
  return Math.max(0, Date.parse(refused.startedAt) + refused.durationMs - Date.parse(act.effect.from));
}

/** The moment up to which it may not be known yet, as evidence shows it. */
export const goodUntilOf = (run: AttemptRecord | null): string | null => actOf(run)?.effect.goodUntil ?? null;

function actOf(run: AttemptRecord | null): Effective | null {
  const acts = (run?.actions ?? []).filter((one): one is Effective => one.effect !== undefined);
  return acts.at(-1) ?? null;
}

/** The steps from the one at which case and control part. */
function asked({ steps }: AttemptRecord, target: string): StepRecord[] {
  const from = steps.findIndex(({ id }) => id === target);
  return from < 0 ? [] : steps.slice(from);
}
