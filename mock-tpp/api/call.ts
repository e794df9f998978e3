/** One request to the bank's API with the headers every such request has, and how its answer ended. */
import { Buffer } from 'node:buffer';
import { refusal, successBody } from '../answer.ts';
import type { Json, TppExchange, TppOutcome } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import type { StepContext, StepResult } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { type Dialect, dialects } from './dialect/index.ts';

export type JsonObject = { [member: string]: Json };

/** What steps and actions have in common; only steps carry mutations. */
export type ApiContext = Pick<StepContext, 'bank' | 'around' | 'send'> & { edits?: StepContext['edits'] };

export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  token: string;
  label: string;
  json?: JsonObject;
  idempotencyKey?: string;
}

export interface ApiAnswer {
  exchange: TppExchange;
  dialect: Dialect;
  facts: { [name: string]: Json };
}

export const dialectOf = ({ bank }: Pick<ApiContext, 'bank'>): Dialect => {
  const dialect = dialects.get(bank.dialect);
  if (dialect === undefined) throw new TppFault(`the TPP speaks no dialect ${bank.dialect}`);
  return dialect;
};

/** Sends the request, mutated part by part where the step says so. */
export const callApi = async (context: ApiContext, request: ApiRequest): Promise<ApiAnswer> => {
  const { around, edits } = context;
  const now = around.now();
  const interaction = uuid(around.random(16));
  const headers: [string, string][] = [
    ['authorization', `Bearer ${request.token}`],
    ['accept', 'application/json'],
    ['x-fapi-interaction-id', interaction],
  ];
  if (request.idempotencyKey !== undefined) headers.push(['x-idempotency-key', request.idempotencyKey]);
  if (request.json !== undefined) {
    headers.push(['content-type', 'application/json']);
    edits?.members('json', request.json, now);
  }
  edits?.pairs('header', headers, now);
  const url = new URL(request.url);
  const query: [string, string][] = [...url.searchParams];
  edits?.pairs('query', query, now);
  url.search = new URLSearchParams(query).toString();
  const exchange = await context.send({
    method: request.method,
    url: url.href,
    headers,
    body: request.json === undefined ? null : JSON.stringify(request.json),
    label: request.label,
  });
  const sent = headers.find(([name]) => name.toLowerCase() === 'x-fapi-interaction-id')?.[1];
  return { exchange, dialect: dialectOf(context), facts: { 'resource.interaction_id_echoed': echoed(exchange, sent) } };
};

/** The step's result from its answer; a refusal keeps the facts. */
export const conclude = (answer: ApiAnswer, read: (body: JsonObject) => StepResult): StepResult => {
  try {
    const result = read(bodyOf(answer));
    return { ...result, facts: { ...answer.facts, ...result.facts } };
  } catch (error) {
    if (error instanceof Ended) return { outcome: error.outcome, facts: answer.facts };
    throw error;
  }
};

/** The JSON object of a success; throws Ended otherwise. */
const bodyOf = ({ exchange, dialect }: ApiAnswer): JsonObject => {
  const status = exchange.response?.status ?? 0;
  if (exchange.failure === null && status >= 400) throw new Ended(refusalOf(exchange, dialect));
  return successBody(exchange);
};

/** How an answer without a body ended, null when it is a success. */
export const refused = ({ exchange, dialect }: ApiAnswer): TppOutcome | null => {
  const status = exchange.response?.status ?? 0;
  if (exchange.failure === null && status >= 200 && status < 300) return null;
  try {
    bodyOf({ exchange, dialect, facts: {} });
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    throw error;
  }
  return null;
};

/** A refusal in OAuth's words, with the API's own error codes beside them. */
const refusalOf = (exchange: TppExchange, dialect: Dialect): TppOutcome => {
  const outcome = refusal(exchange);
  if (!outcome.clear) return outcome;
  const codes = dialect.errorCodes(parsed(exchange)).slice(0, 5);
  const told = codes.length > 0 ? ` ${codes.map((code) => code.slice(0, 80)).join(', ')}` : '';
  return {
    ...outcome,
    codes: [...outcome.codes, ...codes.map((code) => `api.${kebab(code)}`)],
    detail: `${outcome.detail}${told}`,
  };
};

const parsed = (exchange: TppExchange): Json => {
  try {
    return JSON.parse(exchange.response?.body ?? 'null') as Json;
  } catch {
    return null;
  }
};

/** `AwaitingAuthorisation` and `UK.OBIE.Resource.NotFound` as codes spell them. */
export const kebab = (word: string): string =>
  word
    .slice(0, 80)
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .toLowerCase();

const echoed = (exchange: TppExchange, sent: string | undefined): boolean | null =>
  exchange.response === null || sent === undefined
    ? null
    : headerValues(exchange, 'x-fapi-interaction-id').join() === sent;

/** Version 4, from the injected randomness. */
const uuid = (random: Uint8Array): string => {
  const bytes = Buffer.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
};
