/** Verdicts over a line that breaks some connections: made-up runs with a fixed course, each in the order in which they are walked. */
import { expect } from 'chai';
import type { AttemptRecord, AttemptRole } from '../evidence/record.ts';
import { judgeCase } from './judge.ts';
import { needsRepeat, passed } from './outcome.ts';
import { attempt, expectation, IDS, OUTCOME, type OutcomeName, trace, walk } from './testing-trace.ts';

const TRIALS = 120;

/** Numbers from 0 to 1 (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('over a bad line', () => {
  const expected = expectation();
  /** One case as it is run: control, case, turns of both while closes have to be confirmed, control. */
  function verdictOf(next: () => number, broken: number, bank: OutcomeName): string {
    const attempts: AttemptRecord[] = [];
    const go = (role: AttemptRole): AttemptRecord => {
      const outcome = next() < broken ? 'closed' : role.startsWith('control') ? 'ok' : bank;
      const ends = OUTCOME[outcome].ok && !role.startsWith('control') ? 'resource' : 'token';
      const made = attempt(role, walk(IDS, ends, OUTCOME[outcome]));
      attempts.push(made);
      return made;
    };
    if (passed(go('control-before'))) {
      const first = go('case');
      for (let round = 0; round < 2 && needsRepeat(first, expected); round += 1) {
        if (!passed(go('control-between'))) break;
        go('repeat');
      }
      go('control-after');
    }
    return judgeCase(trace({ expect: expected, attempts })).verdict;
  }
  const times = (wanted: string, broken: number, bank: OutcomeName): number => {
    const next = chance(20_260_101);
    return Array.from({ length: TRIALS }, () => verdictOf(next, broken, bank)).filter((one) => one === wanted).length;
  };

  for (const broken of [0, 0.1, 0.3]) {
    const percent = `${broken * 100} % of the connections broken`;
    it(`a bank that lets the case through is called refusing at most once in ${TRIALS}, with ${percent}`, () => {
      expect(times('pass', broken, 'ok')).to.be.at.most(1);
      expect(times('fail', broken, 'ok')).to.be.above(0);
    });
    it(`a bank that refuses in words is never accused, with ${percent}`, () => {
      expect(times('fail', broken, 'listed')).to.equal(0);
      expect(times('pass', broken, 'listed')).to.be.above(0);
    });
    it(`a bank that closes is never accused, with ${percent}`, () => {
      expect(times('fail', broken, 'closed')).to.equal(0);
      expect(times('pass', broken, 'closed')).to.be.above(0);
    });
  }
});
