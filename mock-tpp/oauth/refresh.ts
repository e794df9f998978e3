/** The step oauth.refresh: uses a refresh token, and compares what it brings with what was granted. */
import { Ended } from '../ended.ts';
import { input, textInput } from '../inputs.ts';
import type { StepDefinition } from '../step.ts';
import { PROVED_FORM_PARTS } from './back-channel.ts';
import { keepConsent, keepScope, scopeLost, scopeWider } from './granted.ts';
import { REFRESHED_FACTS, refreshedIdToken } from './refreshed-id-token.ts';
import { REFUSAL_FACTS, readFacts, TOKEN_FACTS, tokenRequest, tokens } from './token.ts';

export const refresh: StepDefinition = {
  name: 'oauth.refresh',
  summary: 'Uses a refresh token.',
  proofPlace: 'refresh',
  inputs: { refresh_token: input('string', 'what oauth.token gave') },
  outputs: { access_token: 'secret', refresh_token: 'secret; the old one when none came back' },
  facts: {
    'refresh.rotated': 'whether another refresh token came back',
    'refresh.scope_wider':
      'whether its scope goes beyond that of the refresh token; what the answer does not tell is what was asked for, and null when neither is known',
    'refresh.scope_lost':
      'whether its scope lacks what was granted with the refresh token; null when it tells none, or none was told before',
    ...REFRESHED_FACTS,
    'refresh.replaced_refused': 'whether it is refused because the bank gave another one for it before',
    ...TOKEN_FACTS,
    ...REFUSAL_FACTS,
  },
  parts: PROVED_FORM_PARTS,
  changeNeeds: { 'alias.pass': ['mtls-alias.token'] },
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const held = textInput(context.call.with, 'refresh_token');
    const form: [string, string][] = [
      ['grant_type', 'refresh_token'],
      ['refresh_token', held],
    ];
    const { replaced } = context.memory;
    const sent = await tokenRequest(context, form, 'refresh');
    const read = await tokens(context, sent, null).catch((error: unknown) => {
      if (!(error instanceof Ended) || !error.outcome.clear) throw error;
      throw new Ended(error.outcome, { ...error.facts, 'refresh.replaced_refused': replaced.has(held) });
    });
    const idToken = await refreshedIdToken(context, held, read, sent.exchange);
    const next = read.outputs?.refresh_token ?? held;
    if (next !== held) replaced.add(held);
    keepScope(context, next, context.memory.scopes.get(held) ?? null);
    keepConsent(context, read, context.memory.consents.get(held) ?? null);
    return {
      outcome: read.outcome,
      outputs: { access_token: read.outputs?.access_token ?? null, refresh_token: next },
      facts: {
        'refresh.rotated': next !== held,
        'refresh.scope_wider': scopeWider(context.memory.scopes.get(held) ?? null, read, sent),
        'refresh.scope_lost': scopeLost(context.memory.scopes.get(held) ?? null, read),
        ...idToken,
        'refresh.replaced_refused': false,
        ...readFacts(read, Object.keys(TOKEN_FACTS)),
      },
    };
  },
};
