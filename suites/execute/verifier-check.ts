/** Alters what the bank really answered, in our own hands, and asks our verifier about it. */
import type { Session } from '../../mock-tpp/index.ts';
import type { VerifierCheckRecord } from '../evidence/record.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { PlannedVerifierCheck } from '../plan/case.ts';
import type { Guard } from './guard.ts';

/** Those whose artefact never came are left out: a missed alteration and a missing answer are not the same. */
export async function runVerifierChecks(
  planned: PlannedVerifierCheck[],
  tools: { session: Session; recorder: Recorder; guard: Guard },
): Promise<VerifierCheckRecord[]> {
  const records: VerifierCheckRecord[] = [];
  for (const check of planned) {
    const { id, at, do: alteration, with: given } = check;
    const seen = await tools.guard.wait(tools.session.checkVerifier({ at, do: alteration, with: given }));
    if (seen === null) continue;
    records.push({ id, at, do: alteration, noticed: seen.noticed, detail: tools.recorder.text(seen.detail) });
  }
  return records;
}
