/** Turns what the TPP hands over into records: redacted at this very point, with plain names for what happened when. */
import type { ActRecord, Ending, Exchange, Json, StepRecord } from './record.ts';
import type { Redaction } from './redact.ts';

export interface StepSeen {
  id: string;
  use: string;
  phase: StepRecord['phase'];
  startedAt: number;
  durationMs: number;
  inputs: { [name: string]: Json };
  outcome: {
    ending: Ending;
    outputs: { [name: string]: Json };
    facts: { [name: string]: Json };
    changed: string[];
    exchanges: Exchange[];
    screenshots: { name: string; base64: string }[];
  };
}

export interface ActSeen {
  do: string;
  at: ActRecord['at'];
  step: string;
  with: { [name: string]: Json };
  outcome: { ok: boolean; detail: string; exchanges: Exchange[] };
}

export interface Recorder {
  step(seen: StepSeen): StepRecord;
  act(seen: ActSeen): ActRecord;
  text(text: string): string;
}

export function createRecorder(redaction: Redaction): Recorder {
  return {
    text: redaction.text,
    step({ outcome, startedAt, inputs, ...rest }) {
      const { ending } = outcome;
      return {
        ...rest,
        startedAt: new Date(startedAt).toISOString(),
        ending: { ...ending, atoms: ending.atoms.map(redaction.text), detail: redaction.text(ending.detail) },
        changed: outcome.changed.map(redaction.text),
        inputs: redaction.values(inputs),
        outputs: redaction.values(outcome.outputs),
        facts: redaction.values(outcome.facts),
        exchanges: outcome.exchanges.map(redaction.exchange),
        ...(outcome.screenshots.length > 0 ? { screenshots: outcome.screenshots } : {}),
      };
    },
    act({ outcome, ...rest }) {
      return {
        ...rest,
        with: redaction.values(rest.with),
        ok: outcome.ok,
        detail: redaction.text(outcome.detail),
        exchanges: outcome.exchanges.map(redaction.exchange),
      };
    },
  };
}

/** Milliseconds as records hold them: a tenth is more than anybody can use. */
export function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
