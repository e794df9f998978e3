/** What an authorization request must say beside where its answer goes, however it was delivered. */
import { apiScopes, isApiScope, requestChecks } from '../../api/index.ts';
import type { Client } from '../../clients.ts';
import { codeBindingRules } from '../../dpop/authorization-server.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import { profileRules, type Registration } from '../../registration.ts';
import { readClaims } from './claims.ts';
import { parameter } from './parameter.ts';
import { pkceAlternatives, pkceRequestChecks } from './pkce.ts';
import { MAX_STATE_LENGTH } from './response-target.ts';

/** Those of the dialects, and two that are no API's. */
export const SCOPES: readonly string[] = ['openid', ...apiScopes, 'resource'];

const MAX_NONCE_LENGTH = 512;
/** Of a bank that allows for less than it has to. */
const SHORT_NONCE_LENGTH = 63;

const registrationOf = ({ client }: Context): Registration => present(client, 'the client').registration;

/** @requirement RFC6749-3.3-2 */
const scope = check('scope', (context) => {
  const { as, client } = context;
  const text = parameter(context, 'scope');
  // A request that says in detail what it wants needs no scope.
  const scopes = text === undefined && as.draft.authorizationDetails?.length ? [] : readScopes(text);
  as.draft.scopes = registeredScopes(scopes, present(client, 'the client'));
});

/** Of a bank that has a default. */
const defaultScope = ({ as }: Context): string => (as.draft.consentId ? 'accounts' : 'resource');

/** A scope that holds an id is registered by what stands before it. */
const registeredName = (scope: string): string => scope.replace(/:.*$/, '');

/** Refuses those the client is not registered for. */
export function registeredScopes(scopes: string[], { registration }: Client): string[] {
  const { scopes: registered } = registration;
  if (registered !== null && scopes.some((one) => !registered.includes(registeredName(one)))) {
    throw new Refusal(400, 'invalid_scope', 'scope is not registered for the client');
  }
  return scopes;
}

const asksForIdToken = ({ as }: Context) => as.draft.responseType === 'code id_token';
const isOpenId = ({ as }: Context) => present(as.draft.scopes, 'the scopes').includes('openid');

/** @requirement FAPI1-ADV-5.2.3.1-1 FAPI1-ADV-5.2.2.1-1 */
const hybridScope = check('hybrid-scope', (context) => {
  if (asksForIdToken(context) && !isOpenId(context)) throw invalidRequest('an ID token needs the scope openid');
});

/** Known scopes only, each once. */
export function readScopes(text: string | undefined): string[] {
  const scopes = [...new Set((text ?? '').split(' ').filter((one) => one !== ''))];
  if (scopes.length === 0 || scopes.some((one) => !SCOPES.includes(one) && !isApiScope(one))) {
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
  Object.assign(context.as.draft, { state: state?.slice(0, context.settings.longestState) ?? null, nonce });
});

/** @requirement FAPI1-BASE-5.2.2.2-1 FAPI1-BASE-5.2.2.3-1 */
const nonceOrState = check('nonce-or-state', (context) => {
  const { draft } = context.as;
  const required = profileRules[registrationOf(context).profile].nonceOrState === 'required';
  if ((asksForIdToken(context) || (required && isOpenId(context))) && draft.nonce === null) {
    throw invalidRequest('nonce is missing');
  }
  if (required && !isOpenId(context) && draft.state === null) throw invalidRequest('state is missing');
});

/** @requirement OIDC-CORE-3.1.2.2-1 OIDC-CORE-5.5.1-1 */
const demands = check('demands', (context) => {
  const { id_token: asked } = Object(readClaims(context)) as { id_token?: unknown };
  const { sub, acr } = Object(asked) as { sub?: { value?: unknown }; acr?: Demanded };
  const values = [acr?.value ?? acr?.values ?? []].flat().filter((one) => typeof one === 'string');
  context.as.draft.demands = {
    sub: typeof sub?.value === 'string' ? sub.value : null,
    acr: acr?.essential === true && values.length > 0 ? values : null,
  };
});

interface Demanded {
  essential?: unknown;
  value?: unknown;
  values?: unknown;
}

const prompt = check('prompt', (context) => {
  context.as.draft.prompt = parameter(context, 'prompt') ?? null;
});

/** The same wherever the parameters came from. */
export const parameterRules: readonly Check[] = [
  ...requestChecks,
  scope,
  hybridScope,
  stateAndNonce,
  nonceOrState,
  ...pkceRequestChecks,
  ...codeBindingRules,
  demands,
  prompt,
];

/** For banks that do worse. */
export const authorizationRequestAlternatives: readonly Check[] = [
  ...pkceAlternatives,
  check('scope-or-default', (context) => {
    if (parameter(context, 'scope') !== undefined) return scope.run(context);
    context.as.draft.scopes = registeredScopes([defaultScope(context)], present(context.client, 'the client'));
    context.as.draft.scopesByDefault = true;
  }),
  check('scope-or-unauthorized', (context) => {
    if (parameter(context, 'scope') !== undefined || context.as.draft.authorizationDetails?.length)
      return scope.run(context);
    throw new Refusal(400, 'unauthorized_client', 'the client may not ask for nothing');
  }),
  check('scope-openid-first', (context) => {
    const scopes = (parameter(context, 'scope') ?? '').split(' ');
    if (scopes.indexOf('openid') > 0) throw new Refusal(400, 'invalid_scope', 'scope is missing or unknown');
    return scope.run(context);
  }),
  check('prompt-or-login-required', (context) => {
    if (parameter(context, 'prompt') === 'none') throw new Refusal(400, 'login_required', 'the user must sign in');
    return prompt.run(context);
  }),
  check('state-always', (context) => {
    if (context.as.draft.state === null) throw invalidRequest('state is missing');
    return nonceOrState.run(context);
  }),
  check('nonce-always', (context) => {
    if (isOpenId(context) && context.as.draft.nonce === null) throw invalidRequest('nonce is missing');
    return nonceOrState.run(context);
  }),
  check('state-and-short-nonce', (context) => {
    if ((parameter(context, 'nonce')?.length ?? 0) > SHORT_NONCE_LENGTH) throw invalidRequest('nonce is too long');
    return stateAndNonce.run(context);
  }),
];
