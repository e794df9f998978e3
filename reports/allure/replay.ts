/** Replays a judged case into the running Mocha test: what it is, its plan, its attempts and its verifier checks. */
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import { getGlobalTestRuntime } from 'allure-js-commons/sdk/runtime';
import type { CaseTrace, JudgedCase } from '../../suites/evidence/record.ts';
import { json } from './messages.ts';
import { metadataMessage, type RunFacts } from './metadata.ts';
import { attemptMessages, planMessage } from './steps.ts';

/** Await it inside the test, before the verdict is asserted. */
export async function replayCase(judged: JudgedCase, trace: CaseTrace, facts: RunFacts): Promise<void> {
  const runtime = getGlobalTestRuntime() as unknown as { sendMessage(message: RuntimeMessage): Promise<void> };
  for (const message of messagesOf(judged, trace, facts)) await runtime.sendMessage(message);
}

/** The whole case as runtime messages, in order. */
export function messagesOf(judged: JudgedCase, trace: CaseTrace, facts: RunFacts): RuntimeMessage[] {
  return [
    metadataMessage(judged, facts),
    ...trace.attempts.flatMap((record) => attemptMessages(record, trace.expect, judged)),
    planMessage(trace.plan),
    ...(trace.verifierChecks.length > 0
      ? [json('Verifier checks: altered answers that our verifier must refuse', trace.verifierChecks)]
      : []),
  ];
}
