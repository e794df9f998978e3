/** The step http.request: any request to an address of the bank, for endpoints that have no step of their own. */
import { errorInstead, malformed, okOutcome, succeeded } from '../answer.ts';
import { refusalOf } from '../api/call.ts';
import { dialectOf } from '../api/dialect/index.ts';
import type { Json, TppExchange, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import { isObject, readJson } from '../json.ts';
import { isBare, passesAlias } from '../oauth/back-channel.ts';
import { authenticate } from '../oauth/client-auth.ts';
import { withQuery } from '../oauth/metadata.ts';
import { uuid } from '../random.ts';
import { PROOF_FACTS, proofFacts, sendAuthorised, signatureFacts } from '../sender/authorised.ts';
import { CHALLENGE_FACTS, challengeFacts } from '../sender/challenge.ts';
import { PROOF_PARTS } from '../sender/proof.ts';
import { SIGNATURE_PARTS } from '../signature/sign.ts';
import { SIGNATURE_FACTS } from '../signature/verify.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { outcomeOfFailure } from '../transport/failure.ts';
import type { HttpDraft } from '../transport/http.ts';
import { readUrl } from '../url.ts';
import { isJwtType, JWT_FACTS, mediaType, readJwtAnswer } from './jwt-answer.ts';
import { isPointer, valueAt } from './pointer.ts';

type Members = { [name: string]: Json };

const optional = { optional: true };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Outputs whose names say that they are secret. */
const SECRET = /token|secret|password|assertion|code$/iu;

export const httpRequest: StepDefinition = {
  name: 'http.request',
  summary: 'Sends a request to any address of the bank, as a client that follows all rules would.',
  proofPlace: {
    input: 'url',
    values: {
      userinfo_endpoint: 'userinfo',
      introspection_endpoint: 'introspection',
      revocation_endpoint: 'revocation',
      token_endpoint: 'token',
      pushed_authorization_request_endpoint: 'par',
      authorization_endpoint: 'authorization',
      jwks_uri: 'jwks',
    },
    otherwise: 'resource',
  },
  inputs: {
    url: input('string', 'the address: ${metadata.userinfo_endpoint}, ${api.accounts}/path, or a whole one'),
    method: input('string', 'GET by default', { ...optional, allowed: METHODS }),
    headers: input('any', 'further headers by name', optional),
    form: input('any', 'form fields by name', optional),
    json: input('any', 'a JSON object to send', optional),
    token: input('string', 'an access token to present, with what proves that it is ours', optional),
    client_auth: input('boolean', 'whether the client authenticates in the form; no by default', optional),
    accept: input('string', 'the media type to ask for; application/json by default', optional),
    outputs: input('any', 'names of outputs, each with the JSON pointer to its value in the answer', optional),
    equals: input(
      'any',
      'JSON pointers, each with the value that is due there; told by the fact http.equals',
      optional,
    ),
  },
  outputs: {},
  outputsIn: 'outputs',
  facts: {
    'http.status': 'HTTP status of the answer',
    'http.content_type': 'its media type, in lower case and without parameters',
    'http.cors': 'the headers by which an answer opens itself to scripts of other origins (Access-Control-Allow-*)',
    'http.json': 'whether it is JSON, or a JWT',
    'http.pointers': 'the outputs that were found in it',
    'http.not_text': 'those of them that are anything but text',
    'http.equals': 'whether every value of `equals` is there; null without any',
    ...JWT_FACTS,
    ...PROOF_FACTS,
    ...SIGNATURE_FACTS,
    ...CHALLENGE_FACTS,
  },
  parts: ['form', 'json', 'header', 'query', 'assertion.header', 'assertion.claim', ...PROOF_PARTS, ...SIGNATURE_PARTS],
  codes: ['api.*'],
  artefacts: [],
  needs: [],
  run,
};

async function run(context: StepContext): Promise<StepResult> {
  const { call } = context;
  const token = optionalText(call.with, 'token') ?? null;
  const pointers = pointersIn(call.with);
  const url = await addressFor(context, textInput(call.with, 'url'));
  if (url === null) return { outcome: unusable('the address is not a URL') };
  const sent = await sendAuthorised(context, { build: () => build(context, url), token, proves: token !== null });
  const { exchange } = sent;
  const told = {
    'http.status': exchange.response?.status ?? null,
    'http.content_type': mediaType(exchange),
    'http.cors': exchange.response === null ? null : corsHeaders(exchange),
  };
  const failed = failureOf(context, exchange);
  const answer = failed === null ? await read(context, exchange) : { document: null, facts: {} };
  const facts = { ...told, ...answer.facts, ...proofFacts(sent), ...signatureFacts(sent), ...challengeFacts(exchange) };
  if (failed !== null) return { outcome: failed, facts };
  const { document } = answer;
  const status = exchange.response?.status ?? 0;
  const error = isObject(document) ? errorInstead(document) : '';
  if (error !== '') return { outcome: malformed(status, `HTTP ${status}${error}, which belongs to a 4xx`), facts };
  const looks = Object.keys(pointers).length > 0 || (call.with.equals ?? null) !== null;
  if (looks && document === null)
    return { outcome: malformed(status, 'the answer is neither JSON nor a JWT that can be read'), facts };
  return { outcome: okOutcome(`HTTP ${status}`), ...found(context, document, pointers, facts) };
}

const corsHeaders = ({ response }: TppExchange): string[] =>
  (response?.headers ?? []).flatMap(([name]) => (name.startsWith('access-control-allow-') ? [name] : []));

const unusable = (detail: string): TppOutcome => ({ ok: false, codes: ['malformed'], clear: false, detail });

/** Where the bank has another address for clients that show a certificate, they go there. @requirement RFC8705-5-3 */
async function addressFor(context: StepContext, url: string): Promise<string | null> {
  if (readUrl(url) === null) return null;
  if (isBare(context)) return url;
  const alias = (await context.metadata()).aliasFor(url);
  return alias !== url && passesAlias(context) ? url : alias;
}

/** Called again for a retry, with the same mutations. */
async function build(context: StepContext, address: string): Promise<HttpDraft> {
  const { call, edits, around } = context;
  const now = around.now();
  const headers: [string, string][] = [['accept', optionalText(call.with, 'accept') ?? 'application/json']];
  const { interaction } = dialectOf(context).headers;
  if (call.with.token !== undefined && interaction !== null) headers.push([interaction, uuid(around)]);
  const body = await bodyOf(context, address);
  if (body !== null) headers.push(['content-type', body.type]);
  for (const [name, value] of Object.entries(membersIn(call.with, 'headers')))
    headers.push([name.toLowerCase(), String(value)]);
  const url = new URL(address);
  const query: [string, string][] = [...url.searchParams];
  edits.pairs('query', query, now);
  url.search = '';
  const usual = optionalText(call.with, 'method') ?? 'GET';
  const method = String(edits.take('http.method')?.value ?? usual);
  return {
    method,
    url: withQuery(url.href, query),
    headers,
    body: body?.text ?? null,
    label: `${method} ${url.pathname.slice(0, 60)}`,
  };
}

async function bodyOf(context: StepContext, address: string): Promise<{ type: string; text: string } | null> {
  const { call, edits, around } = context;
  const authenticates = call.with.client_auth === true;
  if (call.with.json !== undefined) {
    if (call.with.form !== undefined || authenticates)
      throw new TppFault('http.request sends a form or JSON, and a client authenticates in the form');
    const json = structuredClone(membersIn(call.with, 'json'));
    edits.members('json', json, around.now());
    return { type: 'application/json', text: JSON.stringify(json) };
  }
  if (call.with.form === undefined && !authenticates) return null;
  const form = Object.entries(membersIn(call.with, 'form')).flatMap(([name, value]): [string, string][] =>
    [value].flat().map((one) => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  );
  if (authenticates) await authenticate(context, form, address);
  edits.pairs('form', form, around.now());
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
}

function membersIn(inputs: Members, name: string): Members {
  const value = inputs[name] ?? {};
  if (!isObject(value)) throw new TppFault(`the input ${name} has to be a map of names and values`);
  return value;
}

function pointersIn(inputs: Members): { [output: string]: string } {
  const pointers: { [output: string]: string } = {};
  for (const [name, pointer] of Object.entries(membersIn(inputs, 'outputs'))) {
    if (typeof pointer !== 'string' || !isPointer(pointer))
      throw new TppFault(`the output ${name} needs a JSON pointer such as /sub`);
    pointers[name] = pointer;
  }
  return pointers;
}

/** How an answer ended that is no success, or null. */
function failureOf(context: StepContext, exchange: TppExchange): TppOutcome | null {
  const { response, failure, tls } = exchange;
  if (failure !== null || response === null)
    return outcomeOfFailure(failure ?? { class: 'malformed', message: 'no answer' }, tls?.alert ?? null);
  return succeeded(response.status) ? null : refusalOf(exchange, dialectOf(context));
}

/** The JSON of an answer, or the claims of a JWT; null when it is neither. */
async function read(context: StepContext, exchange: TppExchange): Promise<{ document: Json; facts: Members }> {
  const text = exchange.response?.body ?? '';
  if (isJwtType(mediaType(exchange))) {
    const jwt = await readJwtAnswer(context, text.trim());
    return { document: jwt?.claims ?? null, facts: { 'http.json': jwt !== null, ...jwt?.facts } };
  }
  const json = readJson(text);
  return { document: 'value' in json ? json.value : null, facts: { 'http.json': 'value' in json } };
}

function found(
  { call, around }: StepContext,
  document: Json,
  pointers: { [output: string]: string },
  facts: Members,
): Pick<StepResult, 'outputs' | 'facts'> {
  const outputs: Members = {};
  for (const [name, pointer] of Object.entries(pointers)) {
    const value = valueAt(document, pointer) ?? null;
    if (typeof value === 'string' && (SECRET.test(name) || SECRET.test(pointer))) around.taint(value, name);
    outputs[name] = value;
  }
  const due = Object.entries(membersIn(call.with, 'equals'));
  const equals = due.every(([pointer, value]) => JSON.stringify(valueAt(document, pointer)) === JSON.stringify(value));
  return {
    outputs,
    facts: {
      ...facts,
      'http.pointers': Object.keys(outputs).filter((name) => outputs[name] !== null),
      'http.not_text': Object.keys(outputs).filter(
        (name) => outputs[name] !== null && typeof outputs[name] !== 'string',
      ),
      'http.equals': due.length === 0 ? null : equals,
    },
  };
}
