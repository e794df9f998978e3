/** The step oauth.request: builds an authorization request, and delivers it as far as that happens in the back channel. */

import { okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { input } from '../inputs.ts';
import { MUTATIONS } from '../mutations/catalogue.ts';
import { PROVED_FORM_PARTS } from '../oauth/back-channel.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { AXES } from '../variant.ts';
import { ASKING } from './asks-for.ts';
import { deliver, PUSH_FACTS } from './delivery.ts';
import { buildParameters } from './parameters.ts';

const valuesOf = (axis: string): string[] =>
  AXES.find(({ name }) => name === axis)?.values.map(({ value }) => value) ?? [];

const PUSHED = ['par'];
const PROOF_MUTATIONS = MUTATIONS.filter(({ name }) => name.startsWith('dpop.')).map(({ name }) => name);
const SIGNED = ['request-object'];
const HOSTED = ['request.by-reference'];

/** What only a pushed request has, and what only a signed one. */
const CHANGE_NEEDS: { [partOrMutation: string]: string[] } = {
  ...Object.fromEntries([...PROVED_FORM_PARTS, ...PROOF_MUTATIONS].map((name) => [name, PUSHED])),
  'assertion.sign': PUSHED,
  'assertion.flip': PUSHED,
  'assertion.lead': PUSHED,
  'assertion.utf-16': PUSHED,
  'assertion.replay': PUSHED,
  'client.no-auth': PUSHED,
  'form.reverse': PUSHED,
  'http.method': PUSHED,
  'tls.present': PUSHED,
  'alias.pass': [...PUSHED, 'mtls-alias.par'],
  'tls.offer': PUSHED,
  'request.in-browser': PUSHED,
  detail: ['rar'],
  'request.unsigned': SIGNED,
  'request.elsewhere': HOSTED,
  'request_object.header': SIGNED,
  'request_object.claim': SIGNED,
  'request_object.sign': SIGNED,
  'request_object.flip': SIGNED,
  'request_object.lead': SIGNED,
  'request_object.utf-16': SIGNED,
  'request_object.assertion': SIGNED,
};

const optional = { optional: true };

export const request: StepDefinition = {
  name: 'oauth.request',
  summary: 'Builds an authorization request, and pushes it when this client pushes its requests.',
  proofPlace: { axis: 'request-delivery', values: { pushed: 'par' }, otherwise: 'front_channel_request' },
  inputs: {
    scope: input('string', 'scopes, separated by spaces'),
    ...ASKING,
    request: input('string', 'whether the request travels as a signed request object; as registered by default', {
      ...optional,
      allowed: ['plain', 'signed'],
    }),
    delivery: input('string', 'how the request reaches the bank; as registered by default', {
      ...optional,
      allowed: valuesOf('request-delivery'),
    }),
    response_type: input('string', 'what the response is to hold; as registered by default', {
      ...optional,
      allowed: valuesOf('response-type'),
    }),
    response_mode: input('string', 'how the response is to travel; jwt asks for any form of JARM', {
      ...optional,
      allowed: valuesOf('response-mode'),
    }),
    prompt: input('string', 'whether the user is to be asked again, such as login', optional),
    acr_values: input('string', 'the strength of authentication that is asked for', optional),
    resource: input('any', 'the resource the token is for, or a list of them (RFC 8707)', optional),
    parameters: input('any', 'further parameters by name; they replace what the client would send', optional),
  },
  outputs: {
    request: 'the request in this session, for oauth.authorize and psu.consent-page',
    request_uri: 'the reference the bank gave; null when nothing was pushed',
    expires_in: 'its lifetime in seconds; null when nothing was pushed',
    expires_at: 'its end, in milliseconds since 1970 by the harness clock; null when nothing was pushed',
    code_challenge: 'the PKCE challenge that was sent',
    code_verifier: 'its verifier; secret',
    state: 'the state that was sent',
    nonce: 'the nonce that was sent',
    redirect_uri: 'the redirect_uri that was sent',
  },
  facts: PUSH_FACTS,
  parts: ['param', 'detail', 'request_object.header', 'request_object.claim', ...PROVED_FORM_PARTS],
  codes: [],
  artefacts: [],
  needs: [],
  changeNeeds: CHANGE_NEEDS,
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const { memory, around, clientName } = context;
  const built = buildParameters(context);
  const { query, method, pushed } = await deliver(context, built);
  const handle = `request-${memory.requests.size + 1}`;
  memory.requests.set(handle, { ...built, clientName, query, method });
  const challenge: Json = built.parameters.find(([name]) => name === 'code_challenge')?.[1] ?? null;
  const lifetime = pushed?.expiresIn ?? null;
  return {
    outcome: okOutcome(pushed ? 'the request was pushed' : 'the request was built, and travels in the browser'),
    outputs: {
      request: handle,
      request_uri: pushed?.requestUri ?? null,
      expires_in: lifetime,
      expires_at: lifetime === null ? null : around.now() + lifetime * 1000,
      code_challenge: challenge,
      code_verifier: built.verifier,
      state: built.state,
      nonce: built.nonce,
      redirect_uri: built.redirectUri,
    },
    facts: pushed?.facts ?? { 'par.expires_in': null, 'par.status': null, 'par.flaws': null },
  };
}
