/** The bank's published metadata and keys, fetched once and read with care. */
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../step.ts';
import type { HttpDraft } from '../transport/http.ts';
import { malformed, successBody } from './answer.ts';
import { isObject } from './jws.ts';

export interface Metadata {
  document: { [member: string]: Json };
  /** Throws Ended when the metadata names no such endpoint. */
  endpoint(name: string): string;
}

export type Document = 'openid' | 'oauth';

/** @requirement RFC8414-3-1 */
export function metadataUrl(issuer: string, document: Document): string {
  if (document === 'openid') return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const url = new URL(issuer);
  return `${url.origin}/.well-known/oauth-authorization-server${url.pathname === '/' ? '' : url.pathname}`;
}

export const get = (url: string, label: string): HttpDraft => ({
  method: 'GET',
  url,
  headers: [['accept', 'application/json']],
  body: null,
  label,
});

/** Throws Ended for every answer that is no metadata. */
export function readMetadata(exchange: TppExchange): Metadata {
  const document = successBody(exchange);
  return {
    document,
    endpoint: (name) => {
      const value = document[name];
      if (typeof value === 'string' && URL.canParse(value)) return value;
      throw new Ended(malformed(exchange.response?.status ?? 0, `the metadata names no ${name}`));
    },
  };
}

export type PublicJwk = { [member: string]: Json };

/** The keys of a JWK set; throws Ended when it is none. */
export function readKeys(exchange: TppExchange): PublicJwk[] {
  const keys = successBody(exchange).keys;
  if (!Array.isArray(keys)) throw new Ended(malformed(exchange.response?.status ?? 0, 'the answer is no JWK set'));
  return keys.filter(isObject).slice(0, 100);
}
