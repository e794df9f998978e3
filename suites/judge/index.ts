/** The door of judging: evidence in, verdicts out. */

export { matches } from '../evidence/outcome-code.ts';
export { comparable, compareRuns, lineOf } from './compare.ts';
export { type ExitRules, exitCode, isGrave } from './exit-code.ts';
export {
  type Judged,
  type JudgedRun,
  type Judgement,
  judgeCase,
  judgeRun,
  judgeTrace,
  needsAfter,
  openCases,
  type RunContext,
  sumUp,
  totalsOf,
} from './judge.ts';
export { nextFor } from './next-step.ts';
export { needsRepeat, passed } from './outcome.ts';
export { type RequirementInput, requirementInputs } from './requirement-status.ts';
