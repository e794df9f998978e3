/** Nonces that servers want in a DPoP proof: when one is demanded, and the newest of each server. */
import type { Json, TppExchange } from '../contract.ts';
import { isObject, readJson } from '../json.ts';
import { headerValues } from '../transport/http.ts';
import { challengesIn } from './challenge.ts';
import type { SenderMemory } from './memory.ts';

/** @requirement RFC9449-8.1-1 */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,4096}$/;

const DEMAND = 'use_dpop_nonce';

/** Keeps the nonce that an answer brought, whatever its status. @requirement RFC9449-8.2-1 */
export function keepNonce({ nonces }: SenderMemory, server: string, exchange: TppExchange): void {
  const nonce = nonceIn(exchange);
  if (nonce !== null) nonces.set(server, nonce);
}

export const NONCE_FACTS = {
  'dpop.nonce_flaws':
    'what is wrong with a nonce that the last answer brought, or with its demand: several, characters, cacheable, predictable, no-status, no-challenge; only of clients that prove a key',
};

/** Answers to GET that caches keep although nobody told them how long (RFC 9110, 15.1). */
const KEPT_UNASKED: readonly number[] = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501];
const FORBIDS = /\b(?:no-store|no-cache|private)\b/i;
const ALLOWS = /\b(?:public|s-maxage=|max-age=[1-9])/i;

/** Whether a cache that serves others may keep the answer. */
function isCacheable({ request, response }: TppExchange): boolean {
  const caching = (response?.headers ?? []).filter(([name]) => name === 'cache-control').join();
  const unasked = request.method === 'GET' && KEPT_UNASKED.includes(response?.status ?? 0);
  return !FORBIDS.test(caching) && (unasked || ALLOWS.test(caching));
}

const DAY_S = 86_400;
/** Digits of a number that can be tried out, 2^32 and less. */
const FEW = 9;

/**
 * A number that is small, or the time. One in 58,000 numbers of ten digits that are drawn at random names a second within
 * a day of now, and fewer of longer ones name a milli- or microsecond.
 */
function isPredictable(nonce: string, nowMs: number): boolean {
  if (!/^[0-9]{1,16}$/.test(nonce)) return false;
  const units = [1000, 1, 0.001];
  return nonce.length <= FEW || units.some((ms) => Math.abs(Number(nonce) * ms - nowMs) < DAY_S * 1000);
}

/** The facts of NONCE_FACTS. @requirement RFC9449-8-1 RFC9449-8-2 RFC9449-8-3 RFC9449-8.1-1 RFC9449-8.2-2 RFC9449-9-1 */
export function nonceFacts(exchange: TppExchange, nowMs: number): { [fact: string]: Json } {
  const nonces = headerValues(exchange, 'dpop-nonce');
  const isDemand = demands(exchange);
  const asks = exchange.request.headers.some(([name]) => name.toLowerCase() === 'authorization');
  const flaws: [string, boolean][] = [
    ['several', nonces.length > 1],
    ['characters', nonces.some((nonce) => !NONCE.test(nonce))],
    ['cacheable', nonces.length > 0 && isCacheable(exchange)],
    ['predictable', nonces.some((nonce) => isPredictable(nonce, nowMs))],
    ['no-status', isDemand && exchange.response?.status !== (asks ? 401 : 400)],
    ['no-challenge', isDemand && asks && !isChallenged(exchange, 'dpop')],
  ];
  return { 'dpop.nonce_flaws': flaws.filter(([, found]) => found).map(([name]) => name) };
}

const nonceIn = (exchange: TppExchange): string | null =>
  headerValues(exchange, 'dpop-nonce').find((value) => NONCE.test(value)) ?? null;

/**
 * Whether an answer demands a nonce, and brings one that can be used. A server says so in its body or in a challenge.
 * @requirement RFC9449-8-1 RFC9449-9-1
 */
export function demandsNonce(exchange: TppExchange): boolean {
  const status = exchange.response?.status;
  return (status === 400 || status === 401) && nonceIn(exchange) !== null && demands(exchange);
}

/** Whether a challenge names the demand; of this scheme, where one is given. */
const isChallenged = (exchange: TppExchange, scheme?: string): boolean =>
  headerValues(exchange, 'www-authenticate')
    .flatMap(challengesIn)
    .some((one) => one.params.get('error') === DEMAND && (scheme ?? one.scheme) === one.scheme);

/** Whether the answer says that a nonce is needed, wherever it says so. */
function demands(exchange: TppExchange): boolean {
  if (isChallenged(exchange)) return true;
  const read = readJson(exchange.response?.body ?? '');
  return 'value' in read && isObject(read.value) && read.value.error === DEMAND;
}
