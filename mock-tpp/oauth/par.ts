/** The step oauth.par: builds an authorization request, signs it when asked to, and pushes it. */
import { createHash } from 'node:crypto';
import { lifetimeMember, okOutcome, successBody, textMember } from '../answer.ts';
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { readJson } from '../json.ts';
import type { Pushed } from '../memory.ts';
import { randomText } from '../random.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { postForm } from './back-channel.ts';
import { signedByClient } from './signing.ts';

const OBJECT_LIFETIME_S = 300;

export const par: StepDefinition = {
  name: 'oauth.par',
  summary: 'Pushes an authorization request and gets a request_uri.',
  inputs: {
    scope: input('string', 'scopes, separated by spaces'),
    consent: input('string', 'id of the consent to be authorised', { optional: true }),
    request: input('string', 'whether the request travels as a signed request object', {
      optional: true,
      allowed: ['plain', 'signed'],
    }),
    response_mode: input('string', 'jwt asks for JARM', { optional: true, allowed: ['query', 'jwt'] }),
  },
  outputs: {
    request_uri: 'the reference the bank gave',
    expires_in: 'its lifetime in seconds',
    expires_at: 'its end, in milliseconds since 1970 by the harness clock',
    code_challenge: 'the PKCE challenge that was sent',
    code_verifier: 'its verifier; secret',
    state: 'the state that was sent',
    nonce: 'the nonce that was sent',
    redirect_uri: 'the redirect_uri that was sent',
  },
  facts: { 'par.expires_in': 'lifetime of the request_uri in seconds', 'par.status': 'HTTP status of the answer' },
  parts: [
    'param',
    'form',
    'header',
    'assertion.header',
    'assertion.claim',
    'request_object.header',
    'request_object.claim',
  ],
  codes: [],
  artefacts: [],
  needs: [],
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const pushed = makeRequest(context);
  const form = isSigned(context) ? await signedForm(context, pushed) : [...pushed.parameters];
  const exchange = await postForm(
    context,
    'pushed_authorization_request_endpoint',
    form,
    'pushed authorization request',
  );
  const body = successBody(exchange);
  const requestUri = textMember(body, 'request_uri', exchange);
  const lifetime = lifetimeMember(body, 'expires_in', exchange);
  const find = (name: string): Json => pushed.parameters.find(([key]) => key === name)?.[1] ?? null;
  context.memory.pushed.set(requestUri, pushed);
  return {
    outcome: okOutcome('the request was pushed'),
    outputs: {
      request_uri: requestUri,
      expires_in: lifetime,
      expires_at: lifetime === null ? null : context.around.now() + lifetime * 1000,
      code_challenge: find('code_challenge'),
      code_verifier: pushed.verifier,
      state: pushed.state,
      nonce: pushed.nonce,
      redirect_uri: pushed.redirectUri,
    },
    facts: { 'par.expires_in': lifetime, 'par.status': exchange.response?.status ?? null },
  };
}

function isSigned(context: StepContext): boolean {
  const asked = optionalText(context.call.with, 'request') ?? 'plain';
  const { request_object: rule } = context.bank;
  if (asked === 'signed' && rule === 'never') throw new TppFault('the target takes no request objects');
  return asked === 'signed' || rule === 'always';
}

/** @requirement FAPI2-SP-5.3.2.2-5 FAPI2-SP-5.3.2.2-6 */
function makeRequest(context: StepContext): Pushed {
  const { call, client, edits } = context;
  const verifier = randomText(context.around);
  context.around.taint(verifier, 'code_verifier');
  const [state, nonce] = [randomText(context.around, 16), randomText(context.around, 16)];
  const consent = optionalText(call.with, 'consent') ?? null;
  const responseMode = optionalText(call.with, 'response_mode') === 'jwt' ? 'jwt' : 'query';
  const parameters: [string, string][] = [
    ['response_type', 'code'],
    ['client_id', client.client_id],
    ['redirect_uri', client.redirect_uri],
    ['scope', textInput(call.with, 'scope')],
    ['state', state],
    ['nonce', nonce],
    ...challenge(context, verifier),
  ];
  if (responseMode === 'jwt') parameters.push(['response_mode', 'jwt']);
  if (consent !== null) parameters.push(['claims', JSON.stringify(intentClaims(consent))]);
  edits.pairs('param', parameters, context.around.now());
  const find = (name: string, otherwise: string): string => parameters.find(([key]) => key === name)?.[1] ?? otherwise;
  return {
    clientName: context.clientName,
    redirectUri: find('redirect_uri', client.redirect_uri),
    state: find('state', state),
    nonce: find('nonce', nonce),
    verifier,
    responseMode,
    consent,
    parameters,
  };
}

function challenge(context: StepContext, verifier: string): [string, string][] {
  if (context.edits.take('pkce.omit')) return [];
  const other = context.edits.take('pkce.method');
  const method = String(other?.value ?? 'S256');
  if (other && method === 'S256') throw new TppFault('pkce.method changes nothing: the method is S256 already');
  const value = method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return [
    ['code_challenge', value],
    ['code_challenge_method', method],
  ];
}

function intentClaims(consent: string): Json {
  const intent = { value: consent, essential: true };
  return { userinfo: { openbanking_intent_id: intent }, id_token: { openbanking_intent_id: intent } };
}

function parsedClaims(text: string): Json {
  const read = readJson(text);
  if ('problem' in read)
    throw new TppFault(`the parameter claims cannot stand in a request object: it ${read.problem}`);
  return read.value;
}

/** @requirement FAPI2-MS-5.3.1-1 RFC9101-5-2 */
async function signedForm(context: StepContext, pushed: Pushed): Promise<[string, string][]> {
  const { client, bank } = context;
  const nowS = Math.floor(context.around.now() / 1000);
  const claims: { [claim: string]: Json } = {
    iss: client.client_id,
    aud: bank.issuer,
    jti: randomText(context.around, 16),
    iat: nowS,
    nbf: nowS,
    exp: nowS + OBJECT_LIFETIME_S,
  };
  for (const [name, value] of pushed.parameters) {
    if (Object.hasOwn(claims, name)) throw new TppFault(`${name} cannot stand twice in a request object`);
    claims[name] = name === 'claims' ? parsedClaims(value) : value;
  }
  const jwt = await signedByClient(context, 'request_object', 'oauth-authz-req+jwt', claims);
  context.around.taint(jwt, 'request object');
  return [
    ['client_id', client.client_id],
    ['request', jwt],
  ];
}
