/** The questions that the decision endpoint answers: one row each. It decides and changes nothing. */
import { decideAccess } from './account-access.ts';
import { judgeCode, judgeFactors, judgeLink, judgeSession, judgeTries } from './authentication.ts';
import { decideChange } from './changes.ts';
import { decidePayment } from './engine.ts';
import { Reader, Unreadable } from './members.ts';
import { readAccess, readChange, readFactors, readLink, readPayment, readTries } from './read-situation.ts';
import type { ScaSettings } from './settings.ts';
import type { Decision } from './situation.ts';

type Answer = (reader: Reader, settings: ScaSettings, now: number) => Decision;

const QUESTIONS: Readonly<Record<string, Answer>> = {
  payment: (reader, settings) => decidePayment(readPayment(reader, settings), settings),
  'account-access': (reader, settings, now) => decideAccess(readAccess(reader, settings, now), settings),
  change: (reader, settings) => decideChange(readChange(reader), settings),
  factors: (reader, settings) => judgeFactors(readFactors(reader), settings),
  link: (reader, settings) => {
    const { made, presented } = readLink(reader);
    return judgeLink(made, presented, settings);
  },
  tries: (reader, settings) => judgeTries(readTries(reader), settings),
  code: (reader, settings) => judgeCode(reader.count('use', 1), settings),
  session: (reader, settings) => judgeSession(reader.count('idle_seconds', 0), settings),
};

/**
 * @param sent `question`, one of the names above, and the members of its situation
 * @param now milliseconds since 1970
 * Throws Unreadable.
 */
export function answerQuestion(sent: unknown, settings: ScaSettings, now: number): Decision {
  const reader = new Reader(sent, 'situation');
  const question = reader.text('question', '');
  const answer = Object.hasOwn(QUESTIONS, question) ? QUESTIONS[question] : undefined;
  if (answer === undefined) throw new Unreadable(`question is to be one of ${Object.keys(QUESTIONS).join(', ')}`);
  const decision = answer(reader, settings, now);
  reader.end();
  return decision;
}
