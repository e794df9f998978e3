/** A bank whose behaviour can be switched, and what the self-test looks at in the cases that were run against it. */
import type { CaseTrace, Verdict } from '../evidence/index.ts';
import { judgeCase } from '../judge/index.ts';
import type { PlannedCase } from '../plan/index.ts';
import { recordUses, type Uses } from './uses.ts';

/** All that goes in and comes out is plain data, so that the bank's client can run in a thread of its own. */
export interface SwitchableBank {
  switchTo(state: { defects: string[]; variations: string[] }): Promise<void>;
  /**
   * Cases with equal controls stand together between one control before and one after: nobody else uses this bank. Gives null when it
   * was interrupted.
   */
  run(cases: PlannedCase[]): Promise<Outcome[] | null>;
  /** The same with nothing side by side, and what each case made the bank use. */
  record(cases: PlannedCase[]): Promise<{ outcomes: Outcome[]; uses: Uses } | null>;
}

/** What of a case the self-test goes by. */
export interface Outcome {
  id: string;
  verdict: Verdict;
  red: boolean;
  reason: string;
}

export function outcomeOf(trace: CaseTrace): Outcome {
  const { verdict, violates, reason } = judgeCase(trace);
  // A broken `should` only warns, and a broken `may` is only observed, but both were noticed.
  return { id: trace.id, verdict, red: verdict === 'fail' || violates !== null, reason };
}

/** What such a bank is made of: its switches, and an engine that tells each trace. */
export interface BankParts {
  switchTo: SwitchableBank['switchTo'];
  /** Gives the names of what the bank has used since the last call, and goes on recording them or stops. */
  recordUse(on: boolean): Promise<string[]>;
  /** With `walked` nothing runs side by side, and it is awaited with the cases that something was walked for. False when interrupted. */
  run(cases: PlannedCase[], onCase: (trace: CaseTrace) => void, walked?: Walked): Promise<boolean>;
}

type Walked = (cases: readonly PlannedCase[]) => Promise<void>;

export function switchableBank(parts: BankParts): SwitchableBank {
  const run = async (cases: PlannedCase[], walked?: Walked): Promise<Outcome[] | null> => {
    const outcomes: Outcome[] = [];
    return (await parts.run(cases, (trace) => outcomes.push(outcomeOf(trace)), walked)) ? outcomes : null;
  };
  return {
    switchTo: parts.switchTo,
    run: (cases) => run(cases),
    async record(cases) {
      let outcomes: Outcome[] | null = null;
      const uses = await recordUses(parts, async (walked) => {
        outcomes = await run(cases, walked);
      });
      return outcomes && { outcomes, uses };
    },
  };
}
