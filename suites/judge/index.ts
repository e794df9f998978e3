/** The door of judging: evidence in, verdicts out. */

export { matches } from '../evidence/outcome-code.ts';
export { exitCode } from './exit-code.ts';
export { type JudgedRun, type Judgement, judgeCase, judgedCase, judgeRun, type RunContext, totalsOf } from './judge.ts';
export { nextFor } from './next-step.ts';
export { needsRepeat, passed } from './outcome.ts';
export { type RequirementInput, requirementInputs } from './requirement-status.ts';
