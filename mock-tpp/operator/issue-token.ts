/** The step token.issue: has the bank's operator issue an access token that a bank should never give by itself. */
import { notPossible, okOutcome } from '../answer.ts';
import { input, textInput } from '../inputs.ts';
import type { StepDefinition } from '../step.ts';
import { HookFailed } from './hook-failed.ts';

/** What it says that it is bound to, beside or in place of what is right. */
const FORMS = ['none', 'empty', 'text', 'value-empty', 'value-null', 'value-list', 'sha1', 'hex', 'padded'];

export const issueToken: StepDefinition = {
  name: 'token.issue',
  summary: 'Has the operator issue an access token like another, but for what it says that it is bound to.',
  proofPlace: 'access_token',
  inputs: {
    like: input('string', 'an access token of the bank'),
    cnf: input('string', 'what is other about its member cnf; docs/hooks.md explains each', {
      allowed: [...FORMS, 'key-as-well', 'certificate-as-well'],
    }),
  },
  outputs: { access_token: 'the token' },
  facts: {},
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['hook.token.issue'],
  run: async (context) => {
    const { call, around } = context;
    const inputs = { token: textInput(call.with, 'like'), cnf: textInput(call.with, 'cnf') };
    try {
      const { token } = await context.hook('token.issue', inputs);
      if (typeof token !== 'string' || token === '')
        return { outcome: notPossible('the hook token.issue gave no token') };
      around.taint(token, 'access token');
      return { outcome: okOutcome('the operator issued a token'), outputs: { access_token: token } };
    } catch (error) {
      if (error instanceof HookFailed) return { outcome: notPossible(error.message) };
      throw error;
    }
  },
};
