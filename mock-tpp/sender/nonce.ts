/** Nonces that servers want in a DPoP proof: when one is demanded, and the newest of each server. */
import type { TppExchange } from '../contract.ts';
import { isObject, readJson } from '../json.ts';
import { headerValues } from '../transport/http.ts';
import type { SenderMemory } from './memory.ts';

/** @requirement RFC9449-8.1-1 */
const NONCE = /^[\x21\x23-\x5b\x5d-\x7e]{1,4096}$/;

const DEMAND = 'use_dpop_nonce';
const CHALLENGE = /(?:^|[\s,])error\s*=\s*"?use_dpop_nonce"?(?:$|[\s,])/i;

/** Keeps the nonce that an answer brought, whatever its status. @requirement RFC9449-8.2-1 */
export function keepNonce({ nonces }: SenderMemory, server: string, exchange: TppExchange): void {
  const nonce = nonceIn(exchange);
  if (nonce !== null) nonces.set(server, nonce);
}

const nonceIn = (exchange: TppExchange): string | null =>
  headerValues(exchange, 'dpop-nonce').find((value) => NONCE.test(value)) ?? null;

/**
 * Whether an answer demands a nonce, and brings one that can be used. A server says so in its body or in a challenge.
 * @requirement RFC9449-8-1 RFC9449-9-1
 */
export function demandsNonce(exchange: TppExchange): boolean {
  const status = exchange.response?.status;
  if ((status !== 400 && status !== 401) || nonceIn(exchange) === null) return false;
  if (headerValues(exchange, 'www-authenticate').some((challenge) => CHALLENGE.test(challenge))) return true;
  const read = readJson(exchange.response?.body ?? '');
  return 'value' in read && isObject(read.value) && read.value.error === DEMAND;
}
