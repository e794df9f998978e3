/** Turns what the TPP hands over into records: redacted at this very point, with plain names for what happened when. */
import type { ActionRecord, Exchange, Json, Outcome, StepRecord } from './record.ts';
import type { Redaction } from './redact.ts';

export interface StepSeen {
  id: string;
  use: string;
  phase: StepRecord['phase'];
  startedAt: number;
  durationMs: number;
  inputs: { [name: string]: Json };
  report: {
    outcome: Outcome;
    outputs: { [name: string]: Json };
    facts: { [name: string]: Json };
    differences: { [fact: string]: { seen: Json; due: Json } };
    changed: string[];
    exchanges: Exchange[];
    screenshots: { name: string; base64: string }[];
  };
}

export interface ActionSeen {
  do: string;
  at: ActionRecord['at'];
  step: string;
  with: { [name: string]: Json };
  /** `goodUntil` is there of one whose effect others may see later. */
  report: { ok: boolean; detail: string; exchanges: Exchange[]; goodUntil?: string | null };
  /** When it was done, in milliseconds since 1970. */
  endedAt: number;
}

export interface Recorder {
  step(seen: StepSeen): StepRecord;
  action(seen: ActionSeen): ActionRecord;
  text(text: string): string;
}

export function createRecorder(redaction: Redaction): Recorder {
  return {
    text: redaction.text,
    step({ report, startedAt, inputs, ...rest }) {
      const { outcome } = report;
      return {
        ...rest,
        startedAt: new Date(startedAt).toISOString(),
        outcome: { ...outcome, codes: outcome.codes.map(redaction.text), detail: redaction.text(outcome.detail) },
        changed: report.changed.map(redaction.text),
        inputs: redaction.values(inputs),
        outputs: redaction.values(report.outputs),
        facts: redaction.values(report.facts),
        ...differences(report.differences, redaction),
        exchanges: report.exchanges.map(redaction.exchange),
        ...(report.screenshots.length > 0 ? { screenshots: report.screenshots } : {}),
      };
    },
    action({ report, endedAt, ...rest }) {
      const { goodUntil } = report;
      return {
        ...rest,
        with: redaction.values(rest.with),
        ok: report.ok,
        detail: redaction.text(report.detail),
        exchanges: report.exchanges.map(redaction.exchange),
        ...(goodUntil === undefined ? {} : { effect: { from: new Date(endedAt).toISOString(), goodUntil } }),
      };
    },
  };
}

/** Left out of the record when there is none, as of nearly every step. */
function differences(seen: StepSeen['report']['differences'], { values }: Redaction): Pick<StepRecord, 'differences'> {
  const told = Object.entries(seen).map(([fact, { seen, due }]) => {
    const covered = values({ seen, due });
    return [fact, { seen: covered.seen ?? null, due: covered.due ?? null }] as const;
  });
  return told.length > 0 ? { differences: Object.fromEntries(told) } : {};
}

/** Milliseconds as records hold them: a tenth is more than anybody can use. */
export function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
