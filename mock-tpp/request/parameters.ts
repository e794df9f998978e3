/** The parameters of an authorization request, the same in whichever way it is delivered. */
import { notPossible } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { optionalText, textInput } from '../inputs.ts';
import { randomText } from '../random.ts';
import { boundThumbprint } from '../sender/key.ts';
import type { StepContext } from '../step.ts';
import { readUrl } from '../url.ts';
import { asksFor, scopeNaming } from './asks-for.ts';
import { challenge } from './pkce.ts';
import { respelt } from './respelling.ts';

/** What the client asks for, in its own words and as parameters. */
export interface Built {
  parameters: [string, string][];
  redirectUri: string;
  state: string;
  /** Null when none was sent. */
  nonce: string | null;
  verifier: string;
  responseType: string;
  /** As it was asked for, or the default of the response type. */
  responseMode: string;
  consent: string | null;
  /** The authorization_details it asks for, or null. */
  details: Json[] | null;
}

/**
 * Builds the parameters from the client's variant and the inputs of the step, with the mutations of `param` and `pkce.*`.
 * @requirement FAPI2-SP-5.3.2.2-5 FAPI2-SP-5.3.2.2-6 OIDC-CORE-3.1.2.1-1
 */
export function buildParameters(context: StepContext): Built {
  const { bank, call, client, edits, around } = context;
  const verifier = randomText(context.around);
  around.taint(verifier, 'code_verifier');
  const state = randomText(context.around, 16);
  const nonce = client.variant.protocol[0] === 'openid' ? randomText(context.around, 16) : null;
  const consent = optionalText(call.with, 'consent') ?? null;
  const responseType = optionalText(call.with, 'response_type') ?? client.variant['response-type'][0];
  const responseMode = modeOf(context, responseType);
  const parameters: [string, string][] = [
    ['response_type', responseType],
    ['client_id', client.client_id],
    ['redirect_uri', redirectUriOf(context)],
    ['scope', scopeNaming(textInput(call.with, 'scope'), consent)],
    ['state', state],
    ...(nonce === null ? [] : [['nonce', nonce] satisfies [string, string]]),
    ...challenge(context, verifier),
  ];
  if (responseMode !== defaultMode(responseType)) parameters.push(['response_mode', responseMode]);
  const carried = asksFor(context, consent);
  parameters.push(...carried.parameters);
  demand(context, parameters);
  addFurther(parameters, { prompt: bank.psu.prompt, ...call.with });
  if (edits.take('request.reverse-scopes')) reverseScopes(parameters);
  if (edits.take('request.bind-code')) parameters.push(['dpop_jkt', namedKey(context)]);
  edits.pairs('param', parameters, around.now());
  const find = (name: string): string | undefined => parameters.find(([key]) => key === name)?.[1];
  return {
    parameters,
    redirectUri: absolute(find('redirect_uri')) ?? client.redirect_uri,
    state: find('state') ?? state,
    nonce: find('nonce') ?? nonce,
    verifier,
    responseType,
    responseMode,
    consent,
    details: carried.details,
  };
}

function redirectUriOf({ bank, client, edits }: StepContext): string {
  const other = edits.take('redirect.of')?.client;
  if (other !== undefined) return ofAnother(bank.clients, String(other), client.redirect_uri);
  const respelling = edits.take('redirect.respell');
  return respelling ? respelt(client.redirect_uri, respelling.how) : client.redirect_uri;
}

/** Beside the claims that the request asks for anyway. @requirement OIDC-CORE-5.5.1-1 */
function demand({ edits }: StepContext, parameters: [string, string][]): void {
  const demanded = edits.take('claims.demand');
  if (demanded === null) return;
  const values = [demanded.values ?? []].flat();
  const one = values.length === 1 ? { value: values[0] ?? null } : { values };
  const at = parameters.findIndex(([name]) => name === 'claims');
  const asked = JSON.parse(parameters[at]?.[1] ?? '{}') as { id_token?: { [claim: string]: Json } };
  const claims = { ...asked, id_token: { ...asked.id_token, [String(demanded.claim)]: { essential: true, ...one } } };
  parameters.splice(at < 0 ? parameters.length : at, at < 0 ? 0 : 1, ['claims', JSON.stringify(claims)]);
}

/** @requirement RFC6749-3.3-3 */
function reverseScopes(parameters: [string, string][]): void {
  const scope = parameters.find(([name]) => name === 'scope');
  if (scope) scope[1] = scope[1].split(' ').reverse().join(' ');
}

/** Where a response goes when nobody says so. Tokens never travel in a query. */
const defaultMode = (responseType: string): string => (responseType === 'code' ? 'query' : 'fragment');

/** `jwt` is any of the JWT modes that the client is registered for. */
function modeOf({ call, client }: StepContext, responseType: string): string {
  const registered = client.variant['response-mode'];
  const asked = optionalText(call.with, 'response_mode');
  const isJwt = (mode: string): boolean => mode === 'jwt' || mode.endsWith('.jwt');
  const mode = asked === 'jwt' ? (registered.find(isJwt) ?? asked) : (asked ?? registered[0]);
  return mode === 'query' ? defaultMode(responseType) : mode;
}

/** @requirement RFC9449-10.1-1 */
function namedKey(context: StepContext): string {
  const jkt = boundThumbprint(context);
  if (jkt === null) throw new TppFault('request.bind-code needs a client that proves a key');
  return jkt;
}

/** Parameters that a step may ask for by name; a list is sent as several. */
const BY_NAME = ['prompt', 'acr_values', 'resource'];

function addFurther(parameters: [string, string][], inputs: { [input: string]: Json }): void {
  for (const name of BY_NAME) {
    const value = inputs[name];
    if (value === undefined || value === null) continue;
    const values = name === 'resource' && Array.isArray(value) ? value : [value];
    for (const one of values) parameters.push([name, textOf(one)]);
  }
  const { parameters: extra = null } = inputs;
  if (extra === null) return;
  if (typeof extra !== 'object' || Array.isArray(extra))
    throw new TppFault('the input parameters must be a map of parameter names and values');
  for (const [name, value] of Object.entries(extra)) {
    const at = parameters.findIndex(([key]) => key === name);
    if (at < 0) parameters.push([name, textOf(value)]);
    else parameters[at] = [name, textOf(value)];
  }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Nothing can come to what is no address, so that the client's own is looked at. */
const absolute = (address: string | undefined): string | undefined =>
  address !== undefined && readUrl(address) !== null ? address : undefined;

/** Throws TppFault for a client that the target has not, and Ended where both have the same. */
function ofAnother(clients: StepContext['bank']['clients'], name: string, own: string): string {
  const other = Object.hasOwn(clients, name) ? clients[name] : undefined;
  if (!other) throw new TppFault(`the target has no client ${name}`);
  if (other.redirect_uri === own) throw new Ended(notPossible(`the client ${name} has the same redirect_uri`));
  return other.redirect_uri;
}
