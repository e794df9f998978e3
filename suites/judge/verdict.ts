/**
 * The heart of the harness: from the evidence of one case to its verdict. Rows are tried from the top; the first that
 * fits decides. Gates come first and end the matter. Then each outcome is judged, what else was noticed is added, and
 * the worst stands, for a verdict only worsens. Nothing here is sent, read or timed.
 */
import { type Level, VERDICTS, type Verdict } from '../evidence/record.ts';
import type { HoldFinding } from './holds.ts';
import type { OutcomeCheck } from './outcome.ts';
import type { Window } from './window.ts';

/** The rows of the verdict table in their order; suites/README.md has them in words, numbered. */
export type VerdictRow =
  | 'fault'
  | 'withheld'
  | 'control-before'
  | 'verifier'
  | 'not-sent'
  | 'broken'
  | 'precondition'
  | 'within-window'
  | 'window-unknown'
  | 'accepted'
  | 'accepted-again'
  | 'not-repeated'
  | 'state-changed'
  | 'refused'
  | 'observed'
  | 'observed-other'
  | 'passed'
  | 'tolerated'
  | 'unclear'
  | 'unrecognised'
  | 'settled-late'
  | 'verifier-idle'
  | 'hold-violated'
  | 'fact-missing';

/** All that decides, drawn from a trace by judge.ts. */
export interface Situation {
  fault: boolean;
  withheld: 'not-applicable' | 'skipped' | null;
  before: 'unplanned' | 'passed' | 'failed';
  after: 'unplanned' | 'passed' | 'failed';
  verifierMissed: boolean;
  /** What the bank sent cannot be altered as a verifier check wants. */
  verifierIdle: boolean;
  /** The case ran, and with all its values. */
  sent: boolean;
  broken: boolean;
  polarity: 'positive' | 'negative' | 'record';
  level: Level;
  settledLate: boolean;
  /** Of something that others may lawfully not know yet. */
  window: Window;
}

/** A verdict with the row it comes from, which reason.ts puts into words. */
export interface Finding {
  row: VerdictRow;
  verdict: Verdict;
  /** The bank did what a requirement forbids, however strongly it binds. */
  violation: boolean;
  /** How strongly what was found binds: a hold may bind less than its case. */
  level: Level;
  check: OutcomeCheck | null;
  hold: HoldFinding | null;
}

/** What breaking a requirement means, by how strongly it binds. */
const VIOLATION: { [L in Level]: Verdict } = { shall: 'fail', 'shall-not': 'fail', should: 'warn', may: 'observed' };

type Answer = Verdict | 'violation';
export type Gate = { row: VerdictRow; when: (s: Situation) => boolean; answer: (s: Situation) => Answer };
export type Row = { row: VerdictRow; when: (s: Situation, o: OutcomeCheck) => boolean; answer: Answer };

/** 1-6: the case proves nothing about the bank, whatever it shows. */
export const GATES: readonly Gate[] = [
  { row: 'fault', when: (s) => s.fault, answer: () => 'error' },
  { row: 'withheld', when: (s) => s.withheld !== null, answer: (s) => s.withheld ?? 'error' },
  { row: 'control-before', when: (s) => s.before === 'failed', answer: () => 'inconclusive' },
  { row: 'verifier', when: (s) => s.verifierMissed, answer: () => 'inconclusive' },
  { row: 'not-sent', when: (s) => !s.sent, answer: () => 'inconclusive' },
  { row: 'broken', when: (s) => s.broken, answer: () => 'inconclusive' },
];

/** 7-20: how the run ended. */
// biome-ignore format: a table, one row a line
export const OUTCOMES: readonly Row[] = [
  { row: 'precondition', when: (s, o) => o.early || uncontrolled(s, o), answer: 'inconclusive' },
  { row: 'within-window', when: (s, o) => letIn(s, o) && s.window === 'inside', answer: 'observed' },
  { row: 'window-unknown', when: (s, o) => letIn(s, o) && s.window === 'unknown', answer: 'inconclusive' },
  { row: 'accepted', when: letIn, answer: 'violation' },
  { row: 'accepted-again', when: (s, o) => o.repeat === 'accepted' && !o.successWanted && s.polarity !== 'record', answer: 'violation' },
  { row: 'not-repeated', when: (_, o) => o.repeat !== 'not-needed' && o.repeat !== 'same', answer: 'inconclusive' },
  { row: 'state-changed', when: (s) => s.after === 'failed', answer: 'inconclusive' },
  { row: 'refused', when: (s, o) => o.listed === 'none' && o.successWanted && clear(o) && s.polarity !== 'record', answer: 'violation' },
  { row: 'observed', when: (_, o) => o.listed === 'observe', answer: 'observed' },
  { row: 'observed-other', when: (s, o) => s.polarity === 'record' && (o.accepted || clear(o)), answer: 'observed' },
  { row: 'passed', when: (_, o) => o.listed === 'outcome', answer: 'pass' },
  { row: 'tolerated', when: (_, o) => o.listed === 'tolerates', answer: 'warn' },
  { row: 'unclear', when: (_, o) => !clear(o), answer: 'inconclusive' },
  { row: 'unrecognised', when: () => true, answer: 'inconclusive' },
];

/**
 * A refusal counts only between two controls. A plain flow, in which nothing is changed, has none, and what stopped it
 * may be anything; a negative case that was told to do without them cannot pass.
 */
function uncontrolled(s: Situation, o: OutcomeCheck): boolean {
  if (o.accepted || s.polarity === 'record') return false;
  if (s.polarity === 'positive') return s.before === 'unplanned' && o.listed === 'none';
  return s.before === 'unplanned' || s.after === 'unplanned';
}

function letIn(s: Situation, o: OutcomeCheck): boolean {
  return o.accepted && o.listed === 'none' && s.polarity !== 'record';
}

function clear(check: OutcomeCheck): boolean {
  return check.outcome?.clear === true;
}

/** Judges a case: every finding, the decisive one first. The tables are arguments so that a test can take a row away. */
export function decide(
  s: Situation,
  checks: OutcomeCheck[],
  holds: HoldFinding[],
  gates: readonly Gate[] = GATES,
  outcomes: readonly Row[] = OUTCOMES,
): Finding[] {
  const gate = gates.find(({ when }) => when(s));
  if (gate) return [finding(gate.row, gate.answer(s), s.level, {})];

  const findings = checks.map((check) => {
    const row = outcomes.find(({ when }) => when(s, check));
    return finding(row?.row ?? 'unrecognised', row?.answer ?? 'inconclusive', s.level, { check });
  });
  if (s.settledLate && s.window !== 'inside') findings.push(finding('settled-late', 'warn', s.level, {}));
  if (s.verifierIdle) findings.push(finding('verifier-idle', 'inconclusive', s.level, {}));
  for (const hold of holds)
    findings.push(
      hold.state === 'violated'
        ? finding('hold-violated', 'violation', hold.level, { hold })
        : finding('fact-missing', 'inconclusive', hold.level, { hold }),
    );
  return findings.sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
}

function finding(
  row: VerdictRow,
  answer: Answer,
  level: Level,
  about: { check?: OutcomeCheck; hold?: HoldFinding },
): Finding {
  const violation = answer === 'violation';
  const verdict = violation ? VIOLATION[level] : answer;
  return { row, verdict, violation, level, check: about.check ?? null, hold: about.hold ?? null };
}
