/** What an authorization request must say, whether it was pushed as a form or as a request object. */
import { apiScopes, requestChecks } from '../../api/index.ts';
import type { Client } from '../../clients.ts';
import { present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import type { Pairs } from '../../http/request.ts';
import { parameter } from './parameter.ts';
import { pkceAlternatives, pkceRequestChecks } from './pkce.ts';

/** Those of the dialects, and two that are no API's. */
export const SCOPES: readonly string[] = ['openid', ...apiScopes, 'resource'];

const MAX_STATE_LENGTH = 4096;
const MAX_NONCE_LENGTH = 512;

/** First values of a form; repeated parameters are another check's affair. */
function firstValues(pairs: Pairs): Record<string, unknown> {
  return Object.fromEntries([...pairs.entries].reverse());
}

/** @requirement RFC9126-2.1-3 */
const noRequestUri = check('no-request-uri', ({ request }) => {
  if (request.form.first('request_uri') !== undefined) throw invalidRequest('request_uri must not be pushed');
});

/** With a request object nothing outside of it counts. @requirement RFC9101-5-4 RFC9101-6.3-1 RFC9101-10.7-1 */
const parameterSource = check('parameter-source', ({ as, request }) => {
  as.parameters = as.requestObject ? as.requestObject.claims : firstValues(request.form);
});

/** @requirement FAPI2-SP-5.3.2.2-1 RFC6749-3.1.1-1 */
const responseType = check('response-type', (context) => {
  const type = parameter(context, 'response_type');
  if (type === undefined) throw invalidRequest('response_type is missing');
  if (type !== 'code') throw new Refusal(400, 'unsupported_response_type', 'response_type must be code');
});

/** @requirement FAPI2-SP-5.3.2.2-6 */
const redirectUriPresent = check('redirect-uri-present', (context) => {
  const uri = parameter(context, 'redirect_uri');
  if (uri === undefined) throw invalidRequest('redirect_uri is missing');
  context.as.draft.redirectUri = uri;
});

/** Compared as strings. @requirement OIDC-CORE-3.1.2.1-2 RFC6749-3.1.2.3-1 RFC9700-2.1-1 */
const redirectUriRegistered = check('redirect-uri-registered', ({ as, client }) => {
  if (!present(client, 'the client').redirectUris.includes(as.draft.redirectUri ?? '')) {
    throw invalidRequest('redirect_uri is not registered');
  }
});

const responseModes: Readonly<Record<string, 'query' | 'jwt'>> = { query: 'query', jwt: 'jwt', 'query.jwt': 'jwt' };

/** @requirement JARM-2.3.4-1 */
const responseMode = check('response-mode', (context) => {
  const asked = parameter(context, 'response_mode') ?? 'query';
  const mode = Object.hasOwn(responseModes, asked) ? responseModes[asked] : undefined;
  if (!mode) throw invalidRequest('response_mode is not supported');
  context.as.draft.responseMode = mode;
});

/** @requirement RFC6749-3.3-2 */
const scope = check('scope', (context) => {
  const { as, client } = context;
  const text = parameter(context, 'scope');
  // A request that says in detail what it wants needs no scope.
  const scopes = text === undefined && as.draft.authorizationDetails?.length ? [] : readScopes(text);
  as.draft.scopes = registeredScopes(scopes, present(client, 'the client'));
});

/** Refuses those the client is not registered for. */
export function registeredScopes(scopes: string[], { scopes: registered }: Client): string[] {
  if (registered !== null && scopes.some((one) => !registered.includes(one))) {
    throw new Refusal(400, 'invalid_scope', 'the client is not registered for this scope');
  }
  return scopes;
}

/** Known scopes only, each once. */
export function readScopes(text: string | undefined): string[] {
  const scopes = [...new Set((text ?? '').split(' ').filter((one) => one !== ''))];
  if (scopes.length === 0 || scopes.some((one) => !SCOPES.includes(one))) {
    throw new Refusal(400, 'invalid_scope', 'scope is missing or unknown');
  }
  return scopes;
}

/** @requirement FAPI2-SP-5.3.2.2-N4 FAPI2-SP-5.3.2.2-14a */
const stateAndNonce = check('state-and-nonce', (context) => {
  const state = parameter(context, 'state') ?? null;
  const nonce = parameter(context, 'nonce') ?? null;
  if ((state?.length ?? 0) > MAX_STATE_LENGTH) throw invalidRequest('state is too long');
  if ((nonce?.length ?? 0) > MAX_NONCE_LENGTH) throw invalidRequest('nonce is too long');
  Object.assign(context.as.draft, { state, nonce });
});

const prompt = check('prompt', (context) => {
  context.as.draft.prompt = parameter(context, 'prompt') ?? null;
});

/** The same wherever the parameters came from. */
export const parameterRules: readonly Check[] = [
  responseType,
  redirectUriPresent,
  redirectUriRegistered,
  responseMode,
  ...requestChecks,
  scope,
  stateAndNonce,
  ...pkceRequestChecks,
  prompt,
];

export const parameterSources: readonly Check[] = [noRequestUri, parameterSource];

/** For banks that do worse. */
export const authorizationRequestAlternatives: readonly Check[] = [
  ...pkceAlternatives,
  check('parameter-source-outer-wins', ({ as, request }) => {
    as.parameters = { ...as.requestObject?.claims, ...firstValues(request.form) };
  }),
];

/** Parameters in the authorization URL itself: only a bank that does without PAR reads them. */
export const parametersInUrl = check('parameters-in-url', ({ as, request }) => {
  as.parameters = firstValues(request.query);
});
