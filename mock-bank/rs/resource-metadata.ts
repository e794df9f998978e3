/** What the resource server says about itself (RFC 9728). Its tokens name the issuer as their audience, so that is its identifier. */
import { allowedAlgorithms, none } from '../as/algorithms.ts';
import { SCOPES } from '../as/checks/authorization-request.ts';
import type { Bank } from '../bank.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { type JsonObject, json, jwt } from '../http/reply.ts';

const ALGS = allowedAlgorithms.map(({ name }) => name);

/** @requirement RFC9728-2-1 RFC9728-2-2 RFC9728-2-3 RFC9728-3.3-1 */
function metadata({ issuer, settings }: Bank): JsonObject {
  const { resourceMetadata: told } = settings;
  return {
    resource:
      { 'over-http': issuer.replace('https:', 'http:'), 'of-another': 'https://other-bank.example' }[told as string] ??
      issuer,
    authorization_servers: [issuer],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_signing_alg_values_supported: told === 'offers-none' ? [none.name, ...ALGS] : ALGS,
    dpop_signing_alg_values_supported: ALGS,
    tls_client_certificate_bound_access_tokens: true,
    dpop_bound_access_tokens_required: told === 'dpop-only',
  };
}

/** @requirement RFC9728-3-1 */
export const resourceMetadata: Endpoint = {
  id: 'resource-metadata',
  group: 'metadata',
  methods: ['GET'],
  path: '/.well-known/oauth-protected-resource',
  surface: 'oauth',
  checks: [],
  answer: ({ bank }) => {
    const { resourceMetadata: told } = bank.settings;
    if (told === 'unpublished') throw new Refusal(404, 'not_found', 'there is nothing here');
    const document = metadata(bank);
    return told === 'as-text' ? jwt(200, 'text/plain', JSON.stringify(document)) : json(200, document);
  },
};
