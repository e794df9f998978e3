/** The bank's published metadata and keys, fetched once and read with care. */

import { malformed, successBody } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { Ended } from '../ended.ts';
import { isObject } from '../json.ts';
import type { HttpDraft } from '../transport/http.ts';
import { readUrl } from '../url.ts';

export interface Metadata {
  document: { [member: string]: Json };
  /** Throws Ended when the metadata names no such endpoint. */
  endpoint(name: string): string;
  /** Where a client goes that may show a certificate. @requirement RFC8705-5-1 RFC8705-5-3 */
  mtlsEndpoint(name: string): string;
  /** Whether that is another address than that of the endpoint itself, which is there as well. */
  hasAlias(name: string): boolean;
  /** The same for an endpoint by its address; one that has no alias of its own stays as it is. */
  aliasFor(address: string): string;
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

/**
 * Throws Ended for every answer that is no metadata. Metadata of another issuer is read all the same: the step
 * discovery.fetch tells it, and a bank whose every case ended here would hear of one mistake only.
 */
export function readMetadata(exchange: TppExchange): Metadata {
  const document = successBody(exchange);
  const addressIn = (members: Json | undefined, name: string): string | null => {
    const value = isObject(members) ? members[name] : undefined;
    return typeof value === 'string' && readUrl(value) !== null ? value : null;
  };
  const endpoint = (name: string): string => {
    const address = addressIn(document, name);
    if (address !== null) return address;
    throw new Ended(malformed(exchange.response?.status ?? 0, `the metadata names no ${name}`));
  };
  return {
    document,
    endpoint,
    hasAlias: (name) => {
      const alias = addressIn(document.mtls_endpoint_aliases, name);
      const plain = addressIn(document, name);
      return alias !== null && plain !== null && alias !== plain;
    },
    mtlsEndpoint: (name) => addressIn(document.mtls_endpoint_aliases, name) ?? endpoint(name),
    aliasFor: (address) => {
      const name = Object.keys(document).find((member) => document[member] === address);
      return name === undefined ? address : (addressIn(document.mtls_endpoint_aliases, name) ?? address);
    },
  };
}

/** An endpoint with a query; what it has of its own stays. */
export function withQuery(endpoint: string, query: readonly [string, string][]): string {
  const url = new URL(endpoint);
  url.hash = '';
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url.href;
}

export type PublicJwk = { [member: string]: Json };

/** The keys of a JWK set; throws Ended when it is none. */
export function readKeys(exchange: TppExchange): PublicJwk[] {
  const keys = successBody(exchange).keys;
  if (!Array.isArray(keys)) throw new Ended(malformed(exchange.response?.status ?? 0, 'the answer is not a JWK set'));
  return keys.filter(isObject);
}
