/** The phases request, authorization and grant in one go, for steps that need a token on the way to what they are about. */
import type { Json, TppOutcome } from '../contract.ts';
import { Ended } from '../ended.ts';
import type { StepContext, StepResult } from '../step.ts';

type Values = { [name: string]: Json };
type Inner = Pick<StepContext, 'inner'>;

/** A step on the way whose outcome was not ok. */
export class Stopped extends Error {
  readonly at: string;
  readonly outcome: TppOutcome;

  constructor(at: string, outcome: TppOutcome) {
    super(outcome.detail);
    this.at = at;
    this.outcome = outcome;
  }
}

/** Runs a step on the way. A step ends by its result or by throwing Ended; here both are a result. */
export const walkStep = async (context: Inner, use: string, inputs: Values): Promise<Required<StepResult>> => {
  try {
    return await context.inner(use, inputs);
  } catch (error) {
    if (error instanceof Ended)
      return { outcome: error.outcome, outputs: {}, facts: { ...error.facts }, screenshots: [] };
    throw error;
  }
};

/** Runs a step on the way, and throws Stopped when its outcome is not ok. */
export const passStep = async (context: Inner, use: string, inputs: Values): Promise<Required<StepResult>> => {
  const result = await walkStep(context, use, inputs);
  if (!result.outcome.ok) throw new Stopped(use, result.outcome);
  return result;
};

/**
 * Walks from the request (its inputs are those of oauth.request) to the tokens, and gives the outputs of oauth.token.
 * `onAuthorized` is told the facts of the authorization, however it ended. Throws Stopped.
 */
export const walkToGrant = async (
  context: Inner,
  inputs: Values,
  onAuthorized: (facts: Values) => void = () => undefined,
): Promise<Values> => {
  const { outputs: asked } = await passStep(context, 'oauth.request', inputs);
  const authorized = await walkStep(context, 'oauth.authorize', { request: asked.request ?? null });
  onAuthorized(authorized.facts);
  if (!authorized.outcome.ok) throw new Stopped('oauth.authorize', authorized.outcome);
  const code = { code: authorized.outputs.code ?? null, code_verifier: asked.code_verifier ?? null };
  return (await passStep(context, 'oauth.token', code)).outputs;
};
