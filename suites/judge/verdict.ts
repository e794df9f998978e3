/**
 * The heart of the harness: from the evidence of one case to its verdict. Rows are tried from the top; the first that
 * fits decides. Gates come first and end the matter. Then each ending is judged, what else was noticed is added, and
 * the worst stands, for a verdict only worsens. Nothing here is sent, read or timed.
 */
import { type Level, VERDICTS, type Verdict } from '../evidence/record.ts';
import type { Outcome } from './ending.ts';
import type { HoldFinding } from './holds.ts';

/** All that decides, drawn from a trace by judge.ts. */
export interface Situation {
  fault: boolean;
  withheld: 'not-applicable' | 'skipped' | null;
  before: 'unplanned' | 'passed' | 'failed';
  after: 'unplanned' | 'passed' | 'failed';
  canaryMissed: boolean;
  /** The case ran, and with all its values. */
  sent: boolean;
  broken: boolean;
  polarity: 'positive' | 'negative' | 'record';
  level: Level;
  settledLate: boolean;
}

/** A verdict with the number of its row, which reason.ts puts into words. */
export interface Finding {
  row: string;
  verdict: Verdict;
  /** The bank did what a requirement forbids, however strongly it binds. */
  violation: boolean;
  outcome: Outcome | null;
  hold: HoldFinding | null;
}

/** What breaking a requirement means, by how strongly it binds. */
const VIOLATION: { [L in Level]: Verdict } = { shall: 'fail', 'shall-not': 'fail', should: 'warn', may: 'observed' };

type Answer = Verdict | 'violation';
export type Gate = { row: string; when: (s: Situation) => boolean; answer: (s: Situation) => Answer };
export type Row = { row: string; when: (s: Situation, o: Outcome) => boolean; answer: Answer };

/** 1-6: the case proves nothing about the bank, whatever it shows. */
export const GATES: readonly Gate[] = [
  { row: '1 fault', when: (s) => s.fault, answer: () => 'error' },
  { row: '2 withheld', when: (s) => s.withheld !== null, answer: (s) => s.withheld ?? 'error' },
  { row: '3 control-before', when: (s) => s.before === 'failed', answer: () => 'inconclusive' },
  { row: '4 canary', when: (s) => s.canaryMissed, answer: () => 'inconclusive' },
  { row: '5 not-sent', when: (s) => !s.sent, answer: () => 'inconclusive' },
  { row: '6 broken', when: (s) => s.broken, answer: () => 'inconclusive' },
];

/** 7-18: how the run ended. */
// biome-ignore format: a table, one row a line
export const ENDINGS: readonly Row[] = [
  { row: '7 precondition', when: (s, o) => o.early || unbracketed(s, o), answer: 'inconclusive' },
  { row: '8 accepted', when: (s, o) => o.accepted && o.listed === 'none' && s.polarity !== 'record', answer: 'violation' },
  { row: '9 accepted-again', when: (s, o) => o.repeat === 'accepted' && !o.successWanted && s.polarity !== 'record', answer: 'violation' },
  { row: '10 not-repeated', when: (_, o) => o.repeat !== 'not-needed' && o.repeat !== 'same', answer: 'inconclusive' },
  { row: '11 state-changed', when: (s) => s.after === 'failed', answer: 'inconclusive' },
  { row: '12 refused', when: (s, o) => o.listed === 'none' && o.successWanted && clear(o) && s.polarity !== 'record', answer: 'violation' },
  { row: '13 observed', when: (_, o) => o.listed === 'observe', answer: 'observed' },
  { row: '14 observed-other', when: (s, o) => s.polarity === 'record' && (o.accepted || clear(o)), answer: 'observed' },
  { row: '15 passed', when: (_, o) => o.listed === 'ends', answer: 'pass' },
  { row: '16 tolerated', when: (_, o) => o.listed === 'tolerates', answer: 'warn' },
  { row: '17 unclear', when: (_, o) => !clear(o), answer: 'inconclusive' },
  { row: '18 unrecognised', when: () => true, answer: 'inconclusive' },
];

/**
 * A refusal counts only between two controls. A plain flow, in which nothing is changed, has none, and what stopped it
 * may be anything; a negative case that was told to do without them cannot pass.
 */
function unbracketed(s: Situation, o: Outcome): boolean {
  if (o.accepted || s.polarity === 'record') return false;
  if (s.polarity === 'positive') return s.before === 'unplanned' && o.listed === 'none';
  return s.before === 'unplanned' || s.after === 'unplanned';
}

function clear(outcome: Outcome): boolean {
  return outcome.ending?.clear === true;
}

/** Judges a case: every finding, the decisive one first. The tables are arguments so that a test can take a row away. */
export function decide(
  s: Situation,
  outcomes: Outcome[],
  holds: HoldFinding[],
  gates: readonly Gate[] = GATES,
  endings: readonly Row[] = ENDINGS,
): Finding[] {
  const gate = gates.find(({ when }) => when(s));
  if (gate) return [finding(gate.row, gate.answer(s), s.level, {})];

  const findings = outcomes.map((outcome) => {
    const row = endings.find(({ when }) => when(s, outcome));
    return finding(row?.row ?? '18 unrecognised', row?.answer ?? 'inconclusive', s.level, { outcome });
  });
  if (s.settledLate) findings.push(finding('19 settled-late', 'warn', s.level, {}));
  for (const hold of holds)
    findings.push(
      hold.state === 'violated'
        ? finding('20 hold-violated', 'violation', hold.level, { hold })
        : finding('21 fact-missing', 'inconclusive', hold.level, { hold }),
    );
  return findings.sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}

function finding(row: string, answer: Answer, level: Level, about: { outcome?: Outcome; hold?: HoldFinding }): Finding {
  const violation = answer === 'violation';
  const verdict = violation ? VIOLATION[level] : answer;
  return { row, verdict, violation, outcome: about.outcome ?? null, hold: about.hold ?? null };
}
