/** Alters what the bank really answered, in our own hands, and asks our verifier about it. */
import type { Session } from '../../mock-tpp/index.ts';
import type { AttemptRecord, VerifierCheckRecord } from '../evidence/record.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { PlannedVerifierCheck } from '../plan/case.ts';
import type { Guard } from './guard.ts';

/** Verifier checks whose artefact never came are left out: a missed alteration and a missing answer are not the same. */
export async function runVerifierChecks(
  planned: PlannedVerifierCheck[],
  attempt: AttemptRecord,
  tools: { session: Session; recorder: Recorder; guard: Guard },
): Promise<VerifierCheckRecord[]> {
  const records: VerifierCheckRecord[] = [];
  for (const check of planned) {
    if (!captured(check.at, attempt)) continue;
    const { id, at, do: alteration, with: given } = check;
    const seen = await tools.guard.wait(tools.session.checkVerifier({ at, do: alteration, with: given }));
    records.push({ id, at, do: alteration, noticed: seen.noticed, detail: tools.recorder.text(seen.detail) });
  }
  return records;
}

function captured(at: string, attempt: AttemptRecord): boolean {
  const [step, artefact] = at.split('.');
  const record = attempt.steps.find((one) => one.id === step);
  return record?.facts[`${artefact}.present`] === true;
}
