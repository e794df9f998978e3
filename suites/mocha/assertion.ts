/** A verdict as Mocha and Allure understand it: an assertion that fails, an error that is none, or a skip. */
import { assert, config } from 'chai';
import type { JudgedCase, Verdict } from '../evidence/record.ts';

// Shortened operands would cut redacted tokens into pieces that no scan recognises.
config.truncateThreshold = 0;

/** The case proved nothing, or we failed ourselves: broken, which is not the same as violated. */
export class NotConclusive extends Error {
  constructor(verdict: Verdict, reason: string) {
    super(`${verdict}: ${reason}`);
    this.name = 'NotConclusive';
    // Where the error was made is of no use to anybody who reads a report.
    this.stack = `${this.name}: ${this.message}`;
  }
}

const REPLAY: { [V in Verdict]: 'passed' | 'skipped' | 'failed' | 'broken' } = {
  pass: 'passed',
  warn: 'passed',
  observed: 'passed',
  'not-applicable': 'skipped',
  skipped: 'skipped',
  fail: 'failed',
  inconclusive: 'broken',
  review: 'broken',
  error: 'broken',
};

/** Asserts the verdict of one case; throws an AssertionError for a violation and NotConclusive for doubt. */
export function assertVerdict(judged: JudgedCase): 'passed' | 'skipped' {
  const how = REPLAY[judged.verdict];
  if (how === 'broken') throw new NotConclusive(judged.verdict, judged.reason);
  if (how === 'failed') assert.fail(judged.observed, judged.expected.join('\n'), judged.reason);
  return how === 'skipped' ? 'skipped' : 'passed';
}
