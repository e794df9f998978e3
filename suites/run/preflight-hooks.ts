/** What is known of the operator's hooks before a run: by really moving the clock, by the check that a hook declares, or not at all. */
import type { HookCheck } from '../../mock-tpp/index.ts';
import type { CaseTrace } from '../evidence/index.ts';
import { bad, type Finding, good, unknown, warn } from './preflight-finding.ts';

const MEND =
  'Compare the hook under `operator` with what the operator expects: address, headers, token, body, or the command.';
/** The clock was moved by a minute, and an answer may take some seconds. */
const STILL_MOVED_MS = 30_000;

export interface HookFacts {
  /** Null when the hooks are not to be tried. */
  check: ((name: string) => Promise<HookCheck>) | null;
  /** The flow in which the clock was moved. */
  clock: CaseTrace | undefined;
  /** How much further ahead the bank's clock is after it was put back, in milliseconds; null where nothing shows it. */
  left: number | null;
  /** Whether the plain flow got the one-time code of this hook. */
  gaveCode: boolean;
}

export async function hookFindings(names: string[], facts: HookFacts): Promise<Finding[]> {
  const findings: Finding[] = [];
  // One after the other, for an operator need not take many at once.
  for (const name of names) findings.push(await hookFinding(name, names, facts));
  return findings;
}

async function hookFinding(name: string, names: string[], facts: HookFacts): Promise<Finding> {
  const what = `hook ${name}`;
  if (name === 'psu.otp' && facts.gaveCode) return good(what, 'gave the code in the plain flow');
  if (facts.check === null) return unknown(what, 'declared, not tried (--hooks tries what does no harm)');
  if (name === 'clock.advance') return moved(what, facts, names.includes('clock.reset'));
  if (name === 'clock.reset' && movedBy(facts)?.ok) return putBack(what, facts.left);
  const { tried, ok, detail } = await facts.check(name);
  if (!ok) return bad(what, detail, MEND, true);
  if (tried === 'check') return good(what, detail);
  return unknown(what, `${detail}; what it does was not tried, for it declares no \`check\``);
}

const movedBy = ({ clock }: HookFacts) => clock?.attempts.at(-1)?.actions.find((one) => one.do === 'clock.wait');

function moved(what: string, facts: HookFacts, resets: boolean): Finding {
  const action = movedBy(facts);
  if (action === undefined) return unknown(what, 'the flow did not come to it');
  if (!action.ok) return bad(what, action.detail, MEND, true);
  return resets
    ? good(what, action.detail)
    : warn(
        what,
        action.detail,
        'Declare `clock.reset` as well: without it the clock of the bank stays where it was moved to.',
      );
}

function putBack(what: string, left: number | null): Finding {
  if (left === null) return unknown(what, 'was called, and the bank sends no Date header that would show it');
  return Math.abs(left) < STILL_MOVED_MS
    ? good(what, 'the clock of the bank was put back, and its Date header shows it')
    : bad(
        what,
        `was called, but the clock of the bank is still ${Math.round(left / 1000)} s from where it was`,
        MEND,
        true,
      );
}
