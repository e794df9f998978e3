/** `WWW-Authenticate` of an answer that turned a request away, as facts (RFC 6750, 3; RFC 9449, 7.1). */
import type { Json, TppExchange } from '../contract.ts';
import { isObject, readJson } from '../json.ts';
import { headerValues } from '../transport/http.ts';

export const CHALLENGE_FACTS = {
  'challenge.wrong_status': 'the status of a refusal where it is not that of the error that it names; else null',
  'challenge.scheme':
    'of a refusal with 401, which of Bearer and DPoP WWW-Authenticate names, or `none`; null of all else',
  'challenge.error': 'the error that it names, or null',
  'challenge.flaws':
    'attributes that stand twice in one challenge, or hold what they may not; null without a challenge',
};

interface Challenge {
  scheme: string;
  attributes: [name: string, value: string][];
}

/** The facts of CHALLENGE_FACTS. @requirement RFC6750-3-1 RFC6750-3-2 */
export function challengeFacts(exchange: TppExchange): { [fact: string]: Json } {
  const status = exchange.response?.status ?? 0;
  if (status < 400 || status > 499) return NOTHING_REFUSED;
  const challenges = headerValues(exchange, 'www-authenticate').flatMap(readChallenges);
  const scheme = challenges.map((one) => KNOWN.get(one.scheme.toLowerCase())).find((known) => known !== undefined);
  const attributes = challenges.flatMap((one) => one.attributes);
  const error = attributes.find(([name]) => name === 'error')?.[1] ?? null;
  const due = STATUS.get(error ?? errorIn(exchange.response?.body ?? ''));
  return {
    'challenge.wrong_status': due === undefined || status === due ? null : status,
    'challenge.scheme': status === 401 ? (scheme ?? 'none') : null,
    'challenge.error': error,
    'challenge.flaws': challenges.length === 0 ? null : challenges.flatMap(flawsOf),
  };
}

const NOTHING_REFUSED = {
  'challenge.wrong_status': null,
  'challenge.scheme': null,
  'challenge.error': null,
  'challenge.flaws': null,
};

/** @requirement RFC6750-3.1-1 RFC6750-3.1-2 RFC6750-3.1-3 */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['invalid_request', 400],
  ['invalid_token', 401],
  ['insufficient_scope', 403],
]);

/** The error of a body in OAuth's form; empty when there is none. */
function errorIn(body: string): string {
  const read = readJson(body);
  return 'value' in read && isObject(read.value) && typeof read.value.error === 'string' ? read.value.error : '';
}

const KNOWN: ReadonlyMap<string, string> = new Map([
  ['bearer', 'Bearer'],
  ['dpop', 'DPoP'],
]);

/** A name with a value, quoted or not; or a word that stands alone, which is a scheme. */
const PARTS = /([!#$%&'*+.^_`|~\w-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",=]+)))?/g;

function readChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  for (const [, name = '', quoted, bare] of header.matchAll(PARTS)) {
    const value = quoted ?? bare;
    if (value === undefined) challenges.push({ scheme: name, attributes: [] });
    else challenges.at(-1)?.attributes.push([name.toLowerCase(), value]);
  }
  return challenges;
}

/** What the values of RFC 6750 may be made of. */
const ALLOWED: { readonly [attribute: string]: RegExp } = {
  error: /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/,
  error_description: /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/,
  error_uri: /^[\x21\x23-\x5b\x5d-\x7e]*$/,
  scope: /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/,
};

/** Those that RFC 6750 lets stand only once. */
const ONCE: ReadonlySet<string> = new Set(['realm', 'scope', 'error', 'error_description', 'error_uri']);

function flawsOf({ scheme, attributes }: Challenge): string[] {
  if (!KNOWN.has(scheme.toLowerCase())) return [];
  const names = attributes.map(([name]) => name);
  const twice = [...ONCE].filter((name) => names.filter((one) => one === name).length > 1);
  const strange = attributes.filter(([name, value]) => ALLOWED[name]?.test(value) === false).map(([name]) => name);
  return [...twice.map((name) => `${name} stands twice`), ...strange.map((name) => `${name} holds what it may not`)];
}
