/** Reads what a bank answered at a JSON endpoint: success with a usable body, or how it ended. */
import type { Json, TppExchange, TppOutcome } from './contract.ts';
import { Ended } from './ended.ts';
import { isObject, readJson, readLeniently } from './json.ts';
import { said, worded } from './said.ts';
import { outcomeOfFailure } from './transport/failure.ts';
import { headerValues } from './transport/http.ts';

const ERROR_CODE = /^[A-Za-z0-9._-]{1,80}$/;

export const okOutcome = (detail: string, ...codes: string[]): TppOutcome => ({
  ok: true,
  codes: ['ok', ...codes],
  clear: true,
  detail,
});

export const malformed = (status: number | null, detail: string): TppOutcome => ({
  ok: false,
  codes: ['malformed', ...(status === null ? [] : [`http.${status}`])],
  clear: false,
  detail,
});

/** More than the harness looks at: what is beyond may be right or wrong, so nothing is known. `detail` names the limit. */
export const pastLimit = (detail: string): TppOutcome => ({
  ok: false,
  codes: ['oversized.limit', 'oversized'],
  clear: false,
  detail,
});

/** Whether a status says that all went well. 206 does not: it brings a part, and nobody asks for parts (RFC 9110, 15.3.7). */
export const succeeded = (status: number): boolean => status >= 200 && status < 300 && status !== PARTIAL;
const PARTIAL = 206;

/** The target lacks what the step needs: the bank was never asked, and nothing is known of it. */
export const notPossible = (detail: string): TppOutcome => ({ ok: false, codes: [], clear: false, detail });

/** The JSON object of a success answer, each member of which stands there once. Throws Ended with the outcome otherwise. */
export function successBody(exchange: TppExchange): { [member: string]: Json } {
  return usableBody(exchange, (text) => {
    const read = readJson(text);
    return 'value' in read ? { value: read.value, flaw: null } : read;
  }).body;
}

/**
 * The same, read for what it is worth: of a member that stands twice the last one counts, and a lifetime may be text.
 * What is wrong is reported in `flaws`, in words, to be judged once and not at every step that follows.
 */
export function lenientBody(exchange: TppExchange): { body: { [member: string]: Json }; flaws: string[] } {
  const { body, flaw } = usableBody(exchange, readLeniently);
  const { expires_in: lifetime } = body;
  const wrong =
    typeof lifetime === 'string' ? LIFETIME_AS_TEXT : isLifetime(lifetime) ? null : 'expires_in is not a number';
  const called = mediaTypeFlaw(exchange);
  return { body, flaws: [flaw === null ? null : `it ${flaw}`, wrong, called].filter((one) => one !== null) };
}

/** @requirement RFC6749-5.1-2 */
function mediaTypeFlaw(exchange: TppExchange): string | null {
  const [sent] = headerValues(exchange, 'content-type');
  const isJson = sent?.split(';')[0]?.trim().toLowerCase() === 'application/json';
  return isJson ? null : `it comes with ${contentTypeOf(sent)} and not as application/json`;
}

const LIFETIME_AS_TEXT = 'expires_in is text where a number is due';

const isLifetime = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'number' && Number.isFinite(value));

function usableBody(
  exchange: TppExchange,
  readText: typeof readLeniently,
): { body: { [member: string]: Json }; flaw: string | null } {
  const { response } = exchange;
  if (exchange.failure !== null || response === null) {
    throw new Ended(
      outcomeOfFailure(exchange.failure ?? { class: 'malformed', message: 'no answer' }, exchange.tls?.alert ?? null),
    );
  }
  if (!succeeded(response.status)) throw new Ended(refusal(exchange));
  const read = readText(response.body ?? '');
  if ('value' in read && isObject(read.value)) return { body: read.value, flaw: read.flaw };
  const problem = 'problem' in read ? read.problem : 'is JSON, but no object';
  const type = contentTypeOf(headerValues(exchange, 'content-type')[0]);
  const detail = `a JSON object was expected, but the bank answered ${response.status} with ${type}, which ${problem}`;
  throw new Ended(malformed(response.status, detail));
}

/** Refusals that decide nothing of what was asked: come back later. */
const LATER = new Set([408, 425, 429]);

/** The outcome of an answer that is not 2xx. */
export function refusal(exchange: TppExchange): TppOutcome {
  const status = exchange.response?.status ?? 0;
  const read = readJson(exchange.response?.body ?? '');
  const body = 'value' in read ? read.value : null;
  const error = isObject(body) && typeof body.error === 'string' ? body.error : challengeError(exchange);
  const clear = status >= 400 && status < 500 && !LATER.has(status);
  const codes = clear && error !== null && isErrorCode(error) ? errorCodes(error, exchange) : [`http.${status}`];
  const told = isObject(body) && typeof body.error_description === 'string' ? `: ${said(body.error_description)}` : '';
  const named = error === null ? '' : ` ${isErrorCode(error) ? error : said(error, 80)}`;
  const part = status === PARTIAL ? ', which is a part of an answer, and no part was asked for' : '';
  const redirect = status >= 300 && status < 400 ? ', and a client follows no redirect here' : '';
  return { ok: false, codes, clear, detail: `HTTP ${status}${named}${told}${redirect}${part}` };
}

/** A media type as it stands, and whatever else in quotes. */
export const contentTypeOf = (value: string | undefined): string => {
  if (value === undefined || value === '') return 'no content type';
  return /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w.-]+)?$/.test(value) && value.length <= 60 ? value : said(value, 60);
};

const errorCodes = (error: string, { response }: TppExchange): string[] => [
  `oauth.${error}`,
  `http.${response?.status ?? 0}`,
];

/** @requirement RFC6750-3.1-1 */
function challengeError(exchange: TppExchange): string | null {
  for (const value of headerValues(exchange, 'www-authenticate')) {
    const error = /\berror\s*=\s*"([^"]*)"/i.exec(value)?.[1];
    if (error !== undefined) return error;
  }
  return null;
}

/** Where an answer holds an error in place of what was asked for, the words to say so; else nothing. */
export const errorInstead = (body: { [member: string]: Json }): string =>
  typeof body.error === 'string' && body.error !== '' ? `, but the error ${worded(body.error, 80)}` : '';

/** Whether an error code can stand in an outcome code; what is longer or stranger is no code. */
export const isErrorCode = (error: string): boolean => ERROR_CODE.test(error);

/**
 * A member that has to be text; throws Ended otherwise. Where an error stands in its place the bank refused, whatever
 * the status says: a client that finds no token goes no further.
 */
export function textMember(body: { [member: string]: Json }, name: string, exchange: TppExchange): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  if (value === undefined || value === null) throwIfRefused(body, exchange);
  throw new Ended(malformed(exchange.response?.status ?? 0, `the answer has no usable ${name}`));
}

/** Throws Ended where the answer holds an error in place of what was asked for, whatever its status. */
export function throwIfRefused({ error }: { [member: string]: Json }, exchange: TppExchange): void {
  if (typeof error === 'string' && isErrorCode(error))
    throw new Ended({ ...refusal(exchange), codes: errorCodes(error, exchange), clear: true });
}

/** A member that may be left out but has to be text else; throws Ended(malformed). */
export function optionalMember(body: { [member: string]: Json }, name: string, exchange: TppExchange): string | null {
  return body[name] === undefined || body[name] === null ? null : textMember(body, name, exchange);
}

/** A lifetime in seconds, also one written as text; null when none is given, or none that can be read. */
export function lifetimeMember(body: { [member: string]: Json }, name: string): number | null {
  const value = body[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : null;
}

const inWords = ({ codes }: TppOutcome): boolean => codes.some((code) => code.startsWith('oauth.'));

/** Whether a status says that the server broke, and the words that it refused what was asked. */
function refusedAsBroken({ response }: TppExchange): boolean {
  const read = readJson(response?.body ?? '');
  const error = 'value' in read && isObject(read.value) ? read.value.error : null;
  const broken = typeof error !== 'string' || !isErrorCode(error) || BREAKDOWNS.has(error);
  return (response?.status ?? 0) >= 500 && !broken;
}

const BREAKDOWNS = new Set(['server_error', 'temporarily_unavailable']);

/**
 * Reads an answer; where the bank refused in OAuth's words, the end tells the status it chose, and what is wrong with the
 * letters of its error, as facts that begin with `prefix`.
 * @requirement RFC6749-5.2-1
 */
export async function tellingErrorStatus<T>(
  prefix: string,
  exchange: TppExchange,
  read: () => T | Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Ended) || !(inWords(error.outcome) || refusedAsBroken(exchange))) throw error;
    const read = readJson(exchange.response?.body ?? '');
    const flaws = 'value' in read && isObject(read.value) ? errorFlaws(read.value) : null;
    const status = exchange.response?.status ?? null;
    throw new Ended(error.outcome, {
      ...error.facts,
      [`${prefix}.error_status`]: status,
      [`${prefix}.error_flaws`]: flaws,
    });
  }
}

/** What of an error holds letters that it may not hold. @requirement RFC6749-4.1.2.1-3 */
export const errorFlaws = (members: { [member: string]: Json }): string[] =>
  ['error', 'error_description'].filter((name) => {
    const value = members[name];
    return typeof value === 'string' && !/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(value);
  });
