/** Alters what the bank really answered, in our own hands, and asks our verifier about it. */
import type { Session } from '../../mock-tpp/index.ts';
import type { AttemptRecord, CanaryRecord } from '../evidence/record.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { PlannedCanary } from '../plan/case.ts';
import type { Guard } from './guard.ts';

/** Canaries whose artefact never came are left out: a missed alteration and a missing answer are not the same. */
export async function runCanaries(
  planned: PlannedCanary[],
  attempt: AttemptRecord,
  tools: { session: Session; recorder: Recorder; guard: Guard },
): Promise<CanaryRecord[]> {
  const records: CanaryRecord[] = [];
  for (const canary of planned) {
    if (!captured(canary.at, attempt)) continue;
    const { id, at, do: alteration, with: given } = canary;
    const seen = await tools.guard.wait(tools.session.canary({ at, do: alteration, with: given }));
    records.push({ id, at, do: alteration, noticed: seen.noticed, detail: tools.recorder.text(seen.detail) });
  }
  return records;
}

function captured(at: string, attempt: AttemptRecord): boolean {
  const [step, artefact] = at.split('.');
  const record = attempt.steps.find((one) => one.id === step);
  return record?.facts[`${artefact}.present`] === true;
}
