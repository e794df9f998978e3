/** The steps oauth.introspect and oauth.revoke: what the bank says of a token, and ending one. */

import { malformed, okOutcome, refusal, successBody, tellingErrorStatus, throwIfRefused } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { scaFacts } from '../response/sca-told.ts';
import { confirms, constraintOf } from '../sender/constraint.ts';
import { boundThumbprint } from '../sender/key.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { FORM_PARTS, postForm } from './back-channel.ts';
import { INTROSPECTED_DETAILS_FACTS, introspectedDetails } from './granted-details.ts';

/** @requirement RFC6749-5.2-1 */
const refusalFacts = (prefix: string): { [fact: string]: string } => ({
  [`${prefix}.error_status`]: 'HTTP status of a refusal in the words of OAuth',
  [`${prefix}.error_flaws`]: 'members of such a refusal that hold letters beyond those they may hold',
});

/** @requirement RFC7662-2.2-1 */
export const introspect: StepDefinition = {
  name: 'oauth.introspect',
  summary: 'Asks the bank about a token.',
  proofPlace: 'introspection',
  inputs: { token: input('string', 'an access token or refresh token') },
  outputs: { active: 'whether the bank calls it active' },
  facts: {
    ...refusalFacts('introspection'),
    ...INTROSPECTED_DETAILS_FACTS,
    'introspection.sca': 'whether acr or amr say that the user was strongly authenticated; null when neither is told',
    'introspection.sca_agrees': 'whether that is what the pages showed; null when one of the two is not known',
    'introspection.cnf_matches':
      'whether the answer holds the thumbprint of our certificate, or of the key that we prove; null for a client with neither, and of an inactive token',
    'introspection.told_of_inactive':
      'which members about client, user and rights it tells of a token that is not active; null of an active one',
    'introspection.type_matches':
      'whether its token_type is that of a token with the sender constraint of this client; null when it is not told, and of an inactive token',
  },
  parts: FORM_PARTS,
  changeNeeds: { 'alias.pass': ['mtls-alias.introspection'] },
  codes: ['token.active', 'token.inactive'],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const token = textInput(context.call.with, 'token');
    const { exchange } = await postForm(context, {
      endpoint: 'introspection_endpoint',
      label: 'introspection',
      form: () => [['token', token]],
      proves: false,
    });
    return tellingErrorStatus('introspection', exchange, () => readState(context, token, exchange));
  },
};

function readState(context: StepContext, token: string, exchange: TppExchange): StepResult {
  const body = successBody(exchange);
  const active = body.active;
  if (active === undefined) throwIfRefused(body, exchange);
  if (typeof active !== 'boolean')
    return { outcome: malformed(exchange.response?.status ?? 0, 'the answer has no boolean member active') };
  const shown = { certificateSha256: context.certificateSha256, jkt: boundThumbprint(context) };
  return {
    outcome: okOutcome(
      active ? 'the token is active' : 'the token is inactive',
      active ? 'token.active' : 'token.inactive',
    ),
    outputs: { active },
    facts: {
      'introspection.cnf_matches': active ? confirms(context, 'introspection.cnf_matches', body.cnf, shown) : null,
      'introspection.told_of_inactive': active ? null : TELLING.filter((member) => Object.hasOwn(body, member)),
      'introspection.type_matches': active ? typeMatches(context, body.token_type) : null,
      ...scaFacts('introspection', context, body, active ? (context.memory.authenticated.get(token) ?? null) : null),
      ...introspectedDetails(context, token, body),
    },
  };
}

/** @requirement RFC7662-2.2-3 */
const TELLING: readonly string[] = ['client_id', 'sub', 'username', 'scope', 'exp', 'iat'];

/** @requirement RFC9449-6.2-1 */
function typeMatches(context: StepContext, told: Json | undefined): boolean | null {
  if (told === undefined || told === null) return null;
  const due = constraintOf(context.client).scheme.toLowerCase();
  return context.compare('introspection.type_matches', String(told).toLowerCase(), due);
}

/** @requirement RFC7009-2.2-1 */
export const revoke: StepDefinition = {
  name: 'oauth.revoke',
  summary: 'Revokes a token.',
  proofPlace: 'revocation',
  inputs: {
    token: input('string', 'an access token or refresh token'),
    hint: input('string', 'token_type_hint', { optional: true, allowed: ['access_token', 'refresh_token'] }),
  },
  outputs: {},
  facts: refusalFacts('revocation'),
  parts: FORM_PARTS,
  changeNeeds: { 'alias.pass': ['mtls-alias.revocation'] },
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const form: [string, string][] = [['token', textInput(context.call.with, 'token')]];
    const hint = optionalText(context.call.with, 'hint');
    if (hint !== undefined) form.push(['token_type_hint', hint]);
    const { exchange } = await postForm(context, {
      endpoint: 'revocation_endpoint',
      label: 'revocation',
      form: () => form,
      // Some banks bind a DPoP client's tokens here as well; nobody else minds a proof.
      proves: true,
    });
    const status = exchange.response?.status ?? 0;
    if (exchange.failure !== null) successBody(exchange);
    return tellingErrorStatus('revocation', exchange, () => {
      if (status !== 200 && status !== 204) throw new Ended(refusal(exchange));
      return { outcome: okOutcome('the bank accepted the revocation') };
    });
  },
};
