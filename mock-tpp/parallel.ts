/** The mutation `parallel`: one step several times at once, over a connection each, and what came of all of them. */
import type { Json } from './contract.ts';
import { Ended } from './ended.ts';
import { TppFault } from './fault.ts';
import type { Companion, Lane } from './lane.ts';
import type { StepResult } from './step.ts';
import { Meeting } from './transport/meeting.ts';

export const PARALLEL = 'parallel';

export const PARALLEL_FACTS = {
  'parallel.succeeded':
    'of requests that were sent at once, how many succeeded; null when fewer than two were clearly answered, or none succeeded',
  'parallel.distinct':
    'how many things with ids of their own those that succeeded were answered with; null when none succeeded or has an id',
};

const FEWEST = 2;
const MOST = 64;

interface End {
  result: StepResult;
  error: Ended | null;
}

/**
 * Runs a step `times` at once, from 2 to 64. The result is that of the first that succeeded, else of the first that the
 * bank clearly refused. Throws TppFault for another number, and Ended when none succeeded.
 */
export async function inParallel(
  lane: Lane,
  times: Json | undefined,
  run: (companion: Companion) => Promise<StepResult>,
): Promise<StepResult> {
  if (typeof times !== 'number' || !Number.isInteger(times) || times < FEWEST || times > MOST)
    throw new TppFault(`parallel needs a number of times from ${FEWEST} to ${MOST}`);
  const meeting = new Meeting(times);
  const ends = await Promise.all(Array.from({ length: times }, (_, turn) => one(lane, { meeting, turn }, run)));
  const succeeded = ends.filter(({ result }) => result.outcome.ok);
  const refused = ends.filter(({ result: { outcome } }) => !outcome.ok && outcome.clear);
  const known = succeeded.length > 1 || (succeeded.length === 1 && refused.length > 0);
  const { result, error } = (succeeded[0] ?? refused[0] ?? ends[0]) as End;
  const ids = succeeded.map(({ result: { outputs } }) => outputs?.id ?? null);
  const facts = {
    ...result.facts,
    'parallel.succeeded': known ? succeeded.length : null,
    'parallel.distinct': ids.length === 0 || ids.includes(null) ? null : new Set(ids).size,
  };
  if (error) throw new Ended(error.outcome, facts);
  const told = `${succeeded.length} of ${times} requests that were sent at once succeeded, ${refused.length} were refused`;
  return { ...result, outcome: { ...result.outcome, detail: `${result.outcome.detail}; ${told}` }, facts };
}

async function one(
  lane: Lane,
  { meeting, turn }: { meeting: Meeting; turn: number },
  run: (companion: Companion) => Promise<StepResult>,
): Promise<End> {
  const connections = lane.newConnections();
  try {
    return { result: await run({ connections, meeting, turn }), error: null };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return { result: { outcome: error.outcome, facts: { ...error.facts } }, error };
  } finally {
    meeting.leave();
    await connections.drop();
  }
}
