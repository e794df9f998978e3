/** What an authorization request must say beside where its answer goes, however it was delivered. */
import { codeBindingRules } from '../../dpop/authorization-server.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import { profileRules, type Registration } from '../../registration.ts';
import { parameter } from './parameter.ts';
import { pkceAlternatives, pkceRequestChecks } from './pkce.ts';
import { MAX_STATE_LENGTH } from './response-target.ts';

export const SCOPES: readonly string[] = ['openid', 'accounts', 'payments', 'resource'];

const MAX_NONCE_LENGTH = 512;

const registrationOf = ({ client }: Context): Registration => present(client, 'the client').registration;

/** @requirement RFC6749-3.3-2 */
const scope = check('scope', (context) => {
  const scopes = readScopes(parameter(context, 'scope'));
  const { scopes: registered } = registrationOf(context);
  if (registered && scopes.some((one) => !registered.includes(one))) {
    throw new Refusal(400, 'invalid_scope', 'scope is not registered for the client');
  }
  context.as.draft.scopes = scopes;
});

const asksForIdToken = ({ as }: Context) => as.draft.responseType === 'code id_token';
const isOpenId = ({ as }: Context) => present(as.draft.scopes, 'the scopes').includes('openid');

/** @requirement FAPI1-ADV-5.2.3.1-1 FAPI1-ADV-5.2.2.1-1 */
const hybridScope = check('hybrid-scope', (context) => {
  if (asksForIdToken(context) && !isOpenId(context)) throw invalidRequest('an ID token needs the scope openid');
});

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

/** @requirement FAPI1-BASE-5.2.2.2-1 FAPI1-BASE-5.2.2.3-1 */
const nonceOrState = check('nonce-or-state', (context) => {
  const { draft } = context.as;
  const required = profileRules[registrationOf(context).profile].nonceOrState === 'required';
  if ((asksForIdToken(context) || (required && isOpenId(context))) && draft.nonce === null) {
    throw invalidRequest('nonce is missing');
  }
  if (required && !isOpenId(context) && draft.state === null) throw invalidRequest('state is missing');
});

const prompt = check('prompt', (context) => {
  context.as.draft.prompt = parameter(context, 'prompt') ?? null;
});

/** Reads which consent is to be authorised: `claims.id_token.openbanking_intent_id.value`. */
const claims = check('claims', (context) => {
  const sent = present(context.as.parameters, 'the parameters').claims;
  const intent = member(member(readClaims(sent), 'id_token'), 'openbanking_intent_id');
  const value = member(intent, 'value');
  if (intent !== undefined && typeof value !== 'string') throw invalidRequest('openbanking_intent_id has no value');
  context.as.draft.intentId = typeof value === 'string' ? value : null;
});

function readClaims(sent: unknown): unknown {
  if (sent === undefined || sent === '') return undefined;
  let value = sent;
  if (typeof sent === 'string') {
    try {
      value = JSON.parse(sent);
    } catch {
      throw invalidRequest('claims is not JSON');
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidRequest('claims is not an object');
  return value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** The same wherever the parameters came from. */
export const parameterRules: readonly Check[] = [
  scope,
  hybridScope,
  stateAndNonce,
  nonceOrState,
  ...pkceRequestChecks,
  ...codeBindingRules,
  prompt,
  claims,
];

/** For banks that do worse. */
export const authorizationRequestAlternatives: readonly Check[] = [...pkceAlternatives];
