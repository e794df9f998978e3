/** Traces without a bank: those of a few cases that were run, written again and again with other values. */
import { createHash } from 'node:crypto';
import { type CaseTrace, createRecorder, type StepRecord } from '../suites/evidence/index.ts';
import type { PlannedCase } from '../suites/plan/index.ts';
import type { Engine, EngineOptions } from '../suites/run/engine.ts';

/** A case that was run, and what it left. */
export interface Model {
  planned: PlannedCase;
  /** Its trace, as JSON: a run keeps no traces, and neither does what is measured like one. */
  text: string;
}

/** What differs from case to case in a redacted trace: the names of secrets, and what the bank numbers. */
const VALUES = /(?<=__REDACTED__:sha256-)[0-9a-f]{12}|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** That many cases, the models in turn; each has an id of its own and shares the rest with its model. */
export function madeCases(models: readonly Model[], count: number): PlannedCase[] {
  return Array.from({ length: count }, (_, index) => {
    const { planned } = modelOf(models, index);
    const row = `${planned.row ?? 'made'}-${index + 1}`;
    return { ...planned, id: `${planned.scenario}[${row}]`, row };
  });
}

const modelOf = (models: readonly Model[], index: number): Model => models[index % models.length] as Model;

/** An engine that sends nothing. Each trace goes through the recorder, as those of a bank do. */
export function madeEngine(models: readonly Model[], { redaction }: Pick<EngineOptions, 'redaction'>): Engine {
  const recorder = createRecorder(redaction);

  function made(planned: PlannedCase, index: number): CaseTrace {
    const { text } = modelOf(models, index);
    const fresh = JSON.parse(text.replace(VALUES, (value) => another(value, index))) as CaseTrace;
    const { id, row } = planned;
    const attempts = fresh.attempts.map((attempt) => ({ ...attempt, steps: attempt.steps.map(recorded) }));
    return { ...fresh, id, row, attempts };
  }

  function recorded({ startedAt, outcome, outputs, facts, changed, exchanges, ...step }: StepRecord): StepRecord {
    const { differences = {}, screenshots = [], ...rest } = step;
    const report = { outcome, outputs, facts, changed, exchanges, differences, screenshots };
    return recorder.step({ ...rest, startedAt: Date.parse(startedAt), report });
  }

  return {
    async run(cases, { onCase }) {
      for (const [index, planned] of cases.entries()) {
        onCase(made(planned, index));
        // A bank's answers would let files be written in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return true;
    },
    checkHook: () => Promise.reject(new Error('the benchmark calls no hook')),
    close: () => Promise.resolve(),
  };
}

/** Another value of the same form, the same for the same case. */
function another(value: string, index: number): string {
  const digits = createHash('sha256').update(`${index} ${value}`).digest('hex');
  let used = 0;
  return value.replace(/[0-9a-f]/g, () => digits[used++] ?? '0');
}
