/** One request to the bank's API with the headers every such request has, and how its answer ended. */
import { refusal, succeeded, successBody } from '../answer.ts';
import type { Json, TppExchange, TppOutcome } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { readJws } from '../oauth/jws.ts';
import { uuid } from '../random.ts';
import { said } from '../said.ts';
import { PROOF_FACTS, proofFacts, type SenderContext, sendAuthorised, signatureFacts } from '../sender/authorised.ts';
import { CHALLENGE_FACTS, challengeFacts } from '../sender/challenge.ts';
import { constraintOf } from '../sender/constraint.ts';
import { PROOF_PARTS } from '../sender/proof.ts';
import { DETACHED_FACTS, detachedFacts, detachedSignature } from '../signature/detached.ts';
import { sealed } from '../signature/seal.ts';
import { SIGNATURE_PARTS } from '../signature/sign.ts';
import { SIGNATURE_FACTS } from '../signature/verify.ts';
import type { StepContext, StepResult } from '../step.ts';
import { headerValues } from '../transport/http.ts';
import { type Dialect, dialectOf } from './dialect/index.ts';

export type JsonObject = { [member: string]: Json };

/** What steps and actions have in common; only steps carry mutations. */
export type ApiContext = SenderContext & Pick<StepContext, 'bank' | 'identity'>;

export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  /** Null where the certificate alone says who asks. */
  token: string | null;
  label: string;
  json?: JsonObject;
  idempotencyKey?: string;
  /** Those of this request only. */
  headers?: readonly [string, string][];
  /** The consent to be named, instead of the one that the token stands for. */
  consent?: string;
  /** False when nobody is there but the application. */
  user?: boolean;
}

export interface ApiAnswer {
  exchange: TppExchange;
  dialect: Dialect;
  /** The body as it was sent. */
  json: JsonObject | undefined;
  facts: { [name: string]: Json };
}

/** The parts of a request to the API, for the steps to declare. */
export const API_PARTS = ['header', 'query', ...PROOF_PARTS, ...SIGNATURE_PARTS];

export const API_FACTS = {
  'resource.status': 'HTTP status of the answer',
  'resource.interaction_id_echoed': 'whether the interaction id came back',
  'resource.error_codes_fit':
    'whether the error codes of a refusal are spelt as in the version of the API; null without any, or where there is one version only',
  ...PROOF_FACTS,
  ...SIGNATURE_FACTS,
  ...DETACHED_FACTS,
  ...CHALLENGE_FACTS,
};

/** Sends the request, mutated part by part where the step says so. */
export const callApi = async (context: ApiContext, request: ApiRequest): Promise<ApiAnswer> => {
  const { around, edits } = context;
  assertDistinct(context);
  let json: JsonObject | undefined;
  const dialect = dialectOf(context);
  const signatures = dialect.messageSignatures?.at(request.url, context.bank.api) ? dialect.messageSignatures : null;
  const detached = signatures?.detached ?? null;
  const seals = signatures !== null && detached === null;
  const build = async () => {
    const now = around.now();
    const headers: [string, string][] = [['accept', 'application/json'], ...namedHeaders(context, request)];
    json = structuredClone(request.json);
    if (json !== undefined) {
      headers.push(['content-type', 'application/json']);
      edits?.members('json', json, now);
    }
    const url = new URL(request.url);
    const query: [string, string][] = [...url.searchParams];
    edits?.pairs('query', query, now);
    url.search = new URLSearchParams(query).toString();
    const body = json === undefined ? null : JSON.stringify(json);
    const signed = detached && body !== null ? await detachedSignature(context, detached, body) : null;
    if (signed !== null) headers.push(signed);
    return { method: request.method, url: url.href, headers, body, label: request.label };
  };
  const sent = await sendAuthorised(context, {
    build,
    token: request.token,
    proves: true,
    ...(seals ? { seal: (draft) => sealed(context, draft) } : {}),
  });
  const { exchange } = sent;
  return {
    exchange,
    dialect,
    json,
    facts: {
      'resource.status': exchange.response?.status ?? null,
      'resource.interaction_id_echoed': echoed(exchange, dialect),
      'resource.error_codes_fit': codesFit(exchange, dialect),
      ...proofFacts(sent),
      ...signatureFacts(sent),
      ...(detached === null ? {} : await detachedFacts(context, detached, exchange)),
      ...challengeFacts(exchange),
    },
  };
};

/** The headers of the dialect. A request that is sent again is another interaction, and the same order. */
const namedHeaders = (context: ApiContext, request: ApiRequest): [string, string][] => {
  const { interaction, idempotency, consent: named, user } = dialectOf(context).headers;
  const { idempotencyKey, token, consent = context.memory.consents.get(token ?? '') } = request;
  const headers: [string, string][] = [...(request.headers ?? [])];
  if (interaction !== null) headers.push([interaction, uuid(context.around)]);
  if (idempotency !== null && idempotencyKey !== undefined) headers.push([idempotency, idempotencyKey]);
  if (named !== null && token !== null && consent !== undefined) headers.push([named, consent]);
  if (user !== null && request.user !== false) headers.push([...user]);
  return headers;
};

/** The API sees a client by its certificate or its proof alone. Throws TppFault when another one would look the same. */
const assertDistinct = ({ bank, call, client, clientName }: ApiContext): void => {
  if (call === undefined || call.client === clientName) return;
  const meant = bank.clients[call.client];
  const same = meant?.identity === client.identity && ![meant, client].some((one) => constraintOf(one).proves);
  if (same)
    throw new TppFault(`client.use ${clientName} changes nothing at ${call.id}: nothing there distinguishes the two`);
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
  return claimsServed(exchange) ?? successBody(exchange);
};

/**
 * What a resource that is served as a JWT holds, such as UserInfo of OpenID Connect; one that is encrypted is served all
 * the same, and holds nothing that could be read. Null for every other answer.
 */
const claimsServed = (exchange: TppExchange): JsonObject | null => {
  const { failure, response } = exchange;
  if (failure !== null || response === null || !succeeded(response.status)) return null;
  if (!/^application\/jwt\b/iu.test(headerValues(exchange, 'content-type')[0] ?? '')) return null;
  const jwt = (response.body ?? '').trim();
  const claims = readJws(jwt)?.payload ?? null;
  return claims ?? (jwt.split('.').length === ENCRYPTED_PARTS ? {} : null);
};

const ENCRYPTED_PARTS = 5;

/** How an answer without a body ended, null when it is a success. */
export const refused = (answer: ApiAnswer): TppOutcome | null => {
  const { exchange } = answer;
  const status = exchange.response?.status ?? 0;
  if (exchange.failure === null && succeeded(status)) return null;
  try {
    bodyOf(answer);
  } catch (error) {
    if (error instanceof Ended) return error.outcome;
    throw error;
  }
  return null;
};

/** A refusal in OAuth's words, with the API's own error codes beside them. */
export const refusalOf = (exchange: TppExchange, dialect: Dialect): TppOutcome => {
  const outcome = refusal(exchange);
  const codes = dialect.errorCodes(parsed(exchange)).slice(0, 5);
  // A bank that is busy decides nothing; one that says whose limit is reached does.
  const clear = outcome.clear || codes.some((code) => dialect.decisive.includes(code));
  if (!clear) return outcome;
  const told = codes.length > 0 ? ` ${codes.map((code) => said(code, 80)).join(', ')}` : '';
  return {
    ...outcome,
    clear,
    codes: [...outcome.codes, ...codes.map((code) => `api.${kebab(code)}`)],
    detail: `${outcome.detail}${told}`,
  };
};

const codesFit = (exchange: TppExchange, { errorCode, errorCodes }: Dialect): boolean | null => {
  const codes = (exchange.response?.status ?? 0) >= 400 ? errorCodes(parsed(exchange)) : [];
  return errorCode === undefined || codes.length === 0 ? null : codes.every((code) => errorCode.test(code));
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

const echoed = (exchange: TppExchange, { headers: { interaction } }: Dialect): boolean | null => {
  if (interaction === null) return null;
  const sent = exchange.request.headers.find(([name]) => name.toLowerCase() === interaction)?.[1];
  return exchange.response === null || sent === undefined ? null : headerValues(exchange, interaction).join() === sent;
};
