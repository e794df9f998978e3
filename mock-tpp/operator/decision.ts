/** The step sca.decide: asks the bank, through its operator, what it would decide about a situation that no client can bring about. */
import { notPossible, okOutcome } from '../answer.ts';
import type { Json, TppOutcome } from '../contract.ts';
import { input } from '../inputs.ts';
import { said } from '../said.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { HookFailed } from './hook-failed.ts';

/** What a bank may answer, and the code of each. */
const DECISIONS: { readonly [word: string]: string } = {
  exempted: 'sca.exempted',
  'sca-required': 'sca.required',
  accepted: 'sca.accepted',
  refused: 'sca.refused',
  'out-of-scope': 'sca.out-of-scope',
};

export const decision: StepDefinition = {
  name: 'sca.decide',
  summary: 'Asks the bank’s operator for the decision about a situation: exempted, strongly authenticated, refused.',
  proofPlace: 'decision',
  inputs: { situation: input('any', 'what is to be decided, as docs/sca-decisions.md describes it') },
  outputs: {},
  facts: { 'sca.exemption': 'the article under which the bank exempts, as it names it; null without one' },
  parts: [],
  codes: Object.values(DECISIONS),
  artefacts: [],
  needs: [],
  run: async (context) => {
    try {
      return await ask(context);
    } catch (error) {
      if (error instanceof HookFailed) return { outcome: notPossible(error.message) };
      throw error;
    }
  },
};

async function ask(context: StepContext): Promise<StepResult> {
  const { decision: told, exemption = null } = await context.hook('sca.decide', {
    situation: context.call.with.situation ?? null,
  });
  return { outcome: outcomeOf(told ?? null), facts: { 'sca.exemption': labelOf(exemption) } };
}

/** An operator may have no way to say that there is none but an empty text. */
const labelOf = (exemption: Json): Json => (exemption === '' || exemption === 'none' ? null : exemption);

function outcomeOf(told: Json): TppOutcome {
  const code = typeof told === 'string' && Object.hasOwn(DECISIONS, told) ? DECISIONS[told] : undefined;
  if (code !== undefined) return okOutcome(`the bank decides: ${told}`, code);
  const words = Object.keys(DECISIONS).join(', ');
  return notPossible(`the bank decides ${said(JSON.stringify(told), 80)}, which is none of ${words}`);
}
