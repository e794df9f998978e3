/** The steps that ask the token endpoint: code, refresh token, client credentials. */

import { lenientBody, lifetimeMember, malformed, okOutcome, optionalMember, textMember } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { input, textInput } from '../inputs.ts';
import { isObject } from '../json.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { randomText } from '../random.ts';
import { ID_TOKEN_FACTS, idTokenFacts } from '../response/id-token.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { postForm } from './back-channel.ts';
import { readJws } from './jws.ts';

const PARTS = ['form', 'header', 'assertion.header', 'assertion.claim'];

export const token: StepDefinition = {
  name: 'oauth.token',
  summary: 'Redeems an authorization code.',
  inputs: {
    code: input('string', 'what oauth.authorize gave'),
    code_verifier: input('string', 'the verifier of its request'),
  },
  outputs: {
    access_token: 'secret',
    refresh_token: 'secret',
    id_token: 'secret',
    expires_in: 'lifetime of the access token in seconds',
    scope: 'scopes that were granted',
  },
  facts: {
    'token.type': 'token_type',
    'token.expires_in': 'lifetime in seconds',
    'token.flaws': 'what is wrong with the JSON of the answer, in words: a member twice, a lifetime that is text',
    'token.cnf_matches': 'whether a JWT access token holds the thumbprint of our certificate; null for an opaque one',
    'token.alg': 'algorithm of a JWT access token',
    'token.no_store': 'whether the answer forbids caching',
    ...ID_TOKEN_FACTS,
  },
  parts: PARTS,
  codes: [],
  artefacts: ['id_token'],
  needs: [],
  run: async (context) => {
    const code = textInput(context.call.with, 'code');
    const request = context.memory.codes.get(code) ?? null;
    const form: [string, string][] = [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', request?.redirectUri ?? context.client.redirect_uri],
      ['code_verifier', verifierOf(context)],
    ];
    return tokens(context, await postForm(context, 'token_endpoint', form, 'token request'), request);
  },
};

function verifierOf(context: StepContext): string {
  const held = textInput(context.call.with, 'code_verifier');
  const other = context.edits.take('pkce.verifier');
  if (!other) return held;
  if (other.value === held) throw new TppFault('pkce.verifier changes nothing: it is the verifier of this request');
  return typeof other.value === 'string' ? other.value : randomText(context.around);
}

export const refresh: StepDefinition = {
  name: 'oauth.refresh',
  summary: 'Uses a refresh token.',
  inputs: { refresh_token: input('string', 'what oauth.token gave') },
  outputs: { access_token: 'secret', refresh_token: 'secret; the old one when none came back' },
  facts: { 'refresh.rotated': 'whether another refresh token came back' },
  parts: PARTS,
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const held = textInput(context.call.with, 'refresh_token');
    const form: [string, string][] = [
      ['grant_type', 'refresh_token'],
      ['refresh_token', held],
    ];
    const exchange = await postForm(context, 'token_endpoint', form, 'refresh');
    const read = await tokens(context, exchange, null);
    const next = read.outputs?.refresh_token ?? held;
    return {
      outcome: read.outcome,
      outputs: { access_token: read.outputs?.access_token ?? null, refresh_token: next },
      facts: { 'refresh.rotated': next !== held },
    };
  },
};

export const clientCredentials: StepDefinition = {
  name: 'oauth.client_credentials',
  summary: 'Gets a token for the client itself.',
  inputs: { scope: input('string', 'scopes, separated by spaces') },
  outputs: { access_token: 'secret' },
  facts: { 'token.type': 'token_type', 'token.cnf_matches': 'as at oauth.token' },
  parts: PARTS,
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const form: [string, string][] = [
      ['grant_type', 'client_credentials'],
      ['scope', textInput(context.call.with, 'scope')],
    ];
    const read = await tokens(context, await postForm(context, 'token_endpoint', form, 'client credentials'), null);
    const { facts } = read;
    return {
      outcome: read.outcome,
      outputs: { access_token: read.outputs?.access_token ?? null },
      facts: { 'token.type': facts?.['token.type'] ?? null, 'token.cnf_matches': facts?.['token.cnf_matches'] ?? null },
    };
  },
};

const SECRETS = ['access_token', 'refresh_token', 'id_token'];

/** @requirement RFC6749-5.1-1 */
async function tokens(
  context: StepContext,
  exchange: TppExchange,
  request: AuthorizationRequest | null,
): Promise<StepResult> {
  const { body, flaws } = lenientBody(exchange);
  for (const name of SECRETS) if (typeof body[name] === 'string') context.around.taint(body[name], name);
  const access = accessToken(body, exchange);
  const type = usableType(body, exchange);
  const expiresIn = lifetimeMember(body, 'expires_in', exchange);
  const text = (name: string): string | null => optionalMember(body, name, exchange);
  const idToken = text('id_token');
  return {
    outcome: okOutcome('the bank issued tokens'),
    outputs: {
      access_token: access,
      refresh_token: text('refresh_token'),
      id_token: idToken,
      expires_in: expiresIn,
      scope: text('scope'),
    },
    facts: {
      'token.type': type,
      'token.expires_in': expiresIn,
      'token.flaws': flaws,
      'token.cnf_matches': bound(context, access),
      'token.alg': readJws(access)?.header.alg ?? null,
      'token.no_store': headerValues(exchange, 'cache-control').some((value) => /\bno-store\b/i.test(value)),
      ...(request ? await idTokenFacts(context, request, { idToken, accessToken: access }) : {}),
    },
  };
}

/** Printable characters alone can travel in a header. @requirement RFC6749-A-1 */
function accessToken(body: { [member: string]: Json }, exchange: TppExchange): string {
  const access = textMember(body, 'access_token', exchange);
  if (/^[\x21-\x7e]+$/.test(access)) return access;
  throw new Ended(malformed(exchange.response?.status ?? 0, 'the access_token holds what no header can hold'));
}

/** A client must not use a token whose type it does not know. */
function usableType(body: { [member: string]: Json }, exchange: TppExchange): string {
  const type = textMember(body, 'token_type', exchange);
  if (type.toLowerCase() === 'bearer') return type;
  const detail = `the token_type ${JSON.stringify(type.slice(0, 40))} is none that this client can use`;
  throw new Ended(malformed(exchange.response?.status ?? 0, detail));
}

/** Base64url, unpadded, of the SHA-256 over our certificate. @requirement RFC8705-3.1-2 */
function bound(context: StepContext, accessToken: string): boolean | null {
  const parts = readJws(accessToken);
  if (!parts || context.certificateSha256 === null) return null;
  return holdsThumbprint(parts.payload.cnf, context.certificateSha256);
}

export function holdsThumbprint(cnf: Json | undefined, sha256Hex: string): boolean {
  return isObject(cnf) && cnf['x5t#S256'] === Buffer.from(sha256Hex, 'hex').toString('base64url');
}
