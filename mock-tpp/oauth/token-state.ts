/** The steps oauth.introspect and oauth.revoke: what the bank says of a token, and ending one. */

import { malformed, okOutcome, refusal, successBody } from '../answer.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { StepDefinition } from '../step.ts';
import { postForm } from './back-channel.ts';
import { holdsThumbprint } from './token.ts';

const PARTS = ['form', 'header', 'assertion.header', 'assertion.claim'];

/** @requirement RFC7662-2.2-1 */
export const introspect: StepDefinition = {
  name: 'oauth.introspect',
  summary: 'Asks the bank about a token.',
  inputs: { token: input('string', 'an access token or refresh token') },
  outputs: { active: 'whether the bank calls it active' },
  facts: { 'introspection.cnf_matches': 'whether the answer holds the thumbprint of our certificate' },
  parts: PARTS,
  codes: ['token.active', 'token.inactive'],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const exchange = await postForm(
      context,
      'introspection_endpoint',
      [['token', textInput(context.call.with, 'token')]],
      'introspection',
    );
    const body = successBody(exchange);
    const active = body.active;
    if (typeof active !== 'boolean')
      return { outcome: malformed(exchange.response?.status ?? 0, 'the answer has no boolean member active') };
    const thumbprint = context.certificateSha256;
    return {
      outcome: okOutcome(
        active ? 'the token is active' : 'the token is inactive',
        active ? 'token.active' : 'token.inactive',
      ),
      outputs: { active },
      facts: { 'introspection.cnf_matches': thumbprint === null ? null : holdsThumbprint(body.cnf, thumbprint) },
    };
  },
};

/** @requirement RFC7009-2.2-1 */
export const revoke: StepDefinition = {
  name: 'oauth.revoke',
  summary: 'Revokes a token.',
  inputs: {
    token: input('string', 'an access token or refresh token'),
    hint: input('string', 'token_type_hint', { optional: true, allowed: ['access_token', 'refresh_token'] }),
  },
  outputs: {},
  facts: {},
  parts: PARTS,
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const form: [string, string][] = [['token', textInput(context.call.with, 'token')]];
    const hint = optionalText(context.call.with, 'hint');
    if (hint !== undefined) form.push(['token_type_hint', hint]);
    const exchange = await postForm(context, 'revocation_endpoint', form, 'revocation');
    const status = exchange.response?.status ?? 0;
    if (exchange.failure !== null) successBody(exchange);
    return {
      outcome: status === 200 || status === 204 ? okOutcome('the bank accepted the revocation') : refusal(exchange),
    };
  },
};
