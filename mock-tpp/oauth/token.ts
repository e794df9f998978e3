/** The steps that ask the token endpoint with a code, or for the client itself; and how its answers are read. */

import {
  lenientBody,
  lifetimeMember,
  malformed,
  notPossible,
  okOutcome,
  optionalMember,
  tellingErrorStatus,
  textMember,
} from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { input, textInput } from '../inputs.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { randomText } from '../random.ts';
import { ID_TOKEN_FACTS, NO_ID_TOKEN, readIdToken } from '../response/id-token.ts';
import { PROOF_FACTS, proofFacts, type Sent } from '../sender/authorised.ts';
import { challengeFacts } from '../sender/challenge.ts';
import { confirms, constraintOf } from '../sender/constraint.ts';
import type { Scheme } from '../sender/memory.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { PROVED_FORM_PARTS, postForm } from './back-channel.ts';
import { keepConsent, keepScope } from './granted.ts';
import { DETAILS_FACTS, grantedDetails, widening } from './granted-details.ts';
import { readJws } from './jws.ts';
import { keepIdToken } from './refreshed-id-token.ts';

export const TOKEN_FACTS = {
  'token.type': 'token_type',
  'token.type_matches': 'whether that is the type of a token with the sender constraint of this client',
  'token.cnf_matches':
    'whether a JWT access token is bound to our certificate, or to the key that we proved; null for an opaque one',
  'token.expires_in': 'lifetime of the access token in seconds',
  'token.no_store': 'whether the answer forbids caching',
  'token.missing': 'members that have to be there and are not',
  'token.unprintable': 'tokens that hold letters beyond printable ASCII',
  ...PROOF_FACTS,
};

export const REFUSAL_FACTS = {
  'token.error_status': 'HTTP status of a refusal in the words of OAuth',
  'token.error_flaws': 'members of such a refusal that hold letters beyond those they may hold',
  'token.error_schemes': 'schemes of WWW-Authenticate in such a refusal, in lower case',
};

export const token: StepDefinition = {
  name: 'oauth.token',
  summary: 'Redeems an authorization code.',
  proofPlace: 'token',
  inputs: {
    code: input('string', 'what oauth.authorize gave'),
    code_verifier: input('string', 'the verifier of its request'),
  },
  outputs: {
    access_token: 'secret',
    refresh_token: 'secret',
    revocable_token: 'the refresh token, or without one the access token: what every bank that revokes has to revoke',
    id_token: 'secret',
    expires_in: 'lifetime of the access token in seconds',
    expires_at: 'its end, in milliseconds since 1970 by the harness clock; null when it is not told',
    scope: 'scopes that were granted: those of the answer, or where it tells none those of the request (RFC 6749, 5.1)',
    authorization_details: 'what was granted (RFC 9396)',
    grant_id: 'id of the grant, where a bank gives one (FAPI Grant Management)',
    subject: 'sub of the ID token',
  },
  facts: {
    ...TOKEN_FACTS,
    'token.flaws': 'what is wrong with the JSON of the answer, in words: a member twice, a lifetime that is text',
    'token.scope_untold': 'whether it tells no scope; null where the request named one, for which nothing need be told',
    'token.alg': 'algorithm of a JWT access token',
    ...DETAILS_FACTS,
    ...REFUSAL_FACTS,
    ...ID_TOKEN_FACTS,
  },
  parts: PROVED_FORM_PARTS,
  changeNeeds: { 'alias.pass': ['mtls-alias.token'] },
  codes: [],
  artefacts: ['id_token'],
  needs: [],
  run: async (context) => {
    const code = textInput(context.call.with, 'code');
    const request = context.memory.codes.get(code) ?? null;
    const form: [string, string][] = context.edits.take('grant.password')
      ? passwordForm(context, request?.parameters)
      : [
          ['grant_type', 'authorization_code'],
          ['code', code],
          ['redirect_uri', request?.redirectUri ?? context.client.redirect_uri],
          ['code_verifier', verifierOf(context)],
          ...widening(context, request?.details ?? null),
        ];
    const sent = await tokenRequest(context, form, 'token request');
    const read = await tokens(context, sent, request);
    const asked = request?.parameters.find(([name]) => name === 'scope')?.[1] ?? null;
    keepIdToken(context, read, sent.exchange);
    keepScope(context, read.outputs?.refresh_token, read.outputs?.scope ?? asked);
    keepConsent(context, read, request?.consent ?? null);
    return {
      ...read,
      outputs: { ...read.outputs, scope: read.outputs?.scope ?? asked },
      facts: { ...read.facts, 'token.scope_untold': asked === null ? read.outputs?.scope === null : null },
    };
  },
};

export const tokenRequest = (context: StepContext, form: [string, string][], label: string): Promise<Sent> =>
  postForm(context, { endpoint: 'token_endpoint', label, form: () => form, proves: true });

function verifierOf(context: StepContext): string {
  const held = textInput(context.call.with, 'code_verifier');
  const other = context.edits.take('pkce.verifier');
  if (!other) return held;
  if (other.value === held) throw new TppFault('pkce.verifier changes nothing: it is the verifier of this request');
  return typeof other.value === 'string'
    ? other.value
    : context.edits.once('pkce.verifier', () => randomText(context.around));
}

export const clientCredentials: StepDefinition = {
  name: 'oauth.client_credentials',
  summary: 'Gets a token for the client itself.',
  proofPlace: 'token',
  inputs: { scope: input('string', 'scopes, separated by spaces') },
  outputs: {
    access_token: 'secret',
    expires_at: 'its end, in milliseconds since 1970 by the harness clock; null when it is not told',
  },
  facts: TOKEN_FACTS,
  parts: PROVED_FORM_PARTS,
  changeNeeds: { 'alias.pass': ['mtls-alias.token'] },
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const form: [string, string][] = [
      ['grant_type', 'client_credentials'],
      ['scope', textInput(context.call.with, 'scope')],
    ];
    const read = await tokens(context, await tokenRequest(context, form, 'client credentials'), null);
    return {
      outcome: read.outcome,
      outputs: { access_token: read.outputs?.access_token ?? null, expires_at: read.outputs?.expires_at ?? null },
      facts: readFacts(read, Object.keys(TOKEN_FACTS)),
    };
  },
};

export const readFacts = ({ facts = {} }: StepResult, names: readonly string[]): { [name: string]: Json } =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name)));

const SECRETS = ['access_token', 'refresh_token', 'id_token'];

/** A refusal tells of its nonce and error as well. */
export async function tokens(
  context: StepContext,
  sent: Sent,
  request: AuthorizationRequest | null,
): Promise<StepResult> {
  try {
    return await tellingErrorStatus('token', sent.exchange, () => readTokens(context, sent, request));
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const { 'challenge.schemes': schemes = null } = challengeFacts(sent.exchange);
    const told = error.facts?.['token.error_status'] === undefined ? {} : { 'token.error_schemes': schemes };
    throw new Ended(error.outcome, { ...proofFacts(sent), ...error.facts, ...told });
  }
}

/** @requirement RFC6749-5.1-1 */
async function readTokens(context: StepContext, sent: Sent, request: AuthorizationRequest | null): Promise<StepResult> {
  const { exchange } = sent;
  const { body, flaws } = lenientBody(exchange);
  for (const name of SECRETS) if (typeof body[name] === 'string') context.around.taint(body[name], name);
  const access = accessToken(body, exchange);
  const type = optionalMember(body, 'token_type', exchange);
  const isBound = bound(context, access, sent);
  if (isBound !== true && type !== null) keepScheme(context, access, type);
  if (typeof request?.sca === 'boolean') context.memory.authenticated.set(access, request.sca);
  const expiresIn = lifetimeMember(body, 'expires_in');
  if (expiresIn !== null) context.memory.sender.lifetimes.set(access, expiresIn);
  const text = (name: string): string | null => optionalMember(body, name, exchange);
  const [idToken, refreshToken] = [text('id_token'), text('refresh_token')];
  const idRead = request ? await readIdToken(context, request, { idToken, accessToken: access }) : NO_ID_TOKEN;
  return {
    outcome: okOutcome('the bank issued tokens'),
    outputs: {
      access_token: access,
      refresh_token: refreshToken,
      revocable_token: refreshToken ?? access,
      id_token: idToken,
      expires_in: expiresIn,
      expires_at: expiresIn === null ? null : context.around.now() + expiresIn * 1000,
      scope: text('scope'),
      authorization_details: body.authorization_details ?? null,
      grant_id: typeof body.grant_id === 'string' ? body.grant_id : null,
      subject: idRead.subject,
    },
    facts: {
      'token.type': type,
      'token.type_matches':
        type === null
          ? null
          : context.compare(
              'token.type_matches',
              type.toLowerCase(),
              constraintOf(context.client).scheme.toLowerCase(),
            ),
      'token.missing': type === null ? ['token_type'] : [],
      'token.unprintable': ['refresh_token', 'token_type'].filter((name) => BEYOND_PRINTABLE.test(text(name) ?? '')),
      'token.expires_in': expiresIn,
      'token.cnf_matches': isBound,
      'token.flaws': flaws,
      ...proofFacts(sent),
      'token.alg': readJws(access)?.header.alg ?? null,
      'token.no_store': headerValues(exchange, 'cache-control').some((value) => /\bno-store\b/i.test(value)),
      ...grantedDetails(context, access, body, request?.details ?? null),
      ...idRead.facts,
    },
  };
}

/** @requirement RFC6749-A-1 */
const BEYOND_PRINTABLE = /[^\x20-\x7e]/;

/** Printable characters alone can travel in a header. @requirement RFC6749-A-1 */
function accessToken(body: { [member: string]: Json }, exchange: TppExchange): string {
  const access = textMember(body, 'access_token', exchange);
  if (/^[\x21-\x7e]+$/.test(access)) return access;
  throw new Ended(malformed(exchange.response?.status ?? 0, 'the access_token holds what no header can hold'));
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
]);

/**
 * Whether the type is right is a fact, and the run goes on: a token that is bound as it should be is presented as
 * the sender constraint has it, any other as what it came as.
 */
function keepScheme(context: StepContext, access: string, type: string): void {
  const scheme = SCHEMES.get(type.toLowerCase());
  if (scheme !== undefined) context.memory.sender.schemes.set(access, scheme);
}

/** Whether a JWT access token is bound to what this request showed. */
function bound(context: StepContext, accessToken: string, { jkt }: Sent): boolean | null {
  const parts = readJws(accessToken);
  if (!parts) return null;
  const shown = { certificateSha256: context.certificateSha256, jkt };
  return confirms(context, 'token.cnf_matches', parts.payload.cnf, shown);
}

/** What a client would send that asks its users for their passwords. Throws Ended where the target tells none. */
function passwordForm({ bank, psu, around }: StepContext, asked: [string, string][] = []): [string, string][] {
  const user = bank.psu.users[psu];
  if (!user?.password) throw new Ended(notPossible('the target tells no password of a user'));
  around.taint(user.password, 'password');
  const scope = asked.filter(([name]) => name === 'scope');
  return [['grant_type', 'password'], ['username', user.username], ['password', user.password], ...scope];
}
