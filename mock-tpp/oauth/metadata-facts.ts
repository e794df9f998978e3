/** What is told of a metadata document, so that scenarios can hold a bank to it. */
import type { Json } from '../contract.ts';
import { isObject } from '../json.ts';
import { readUrl } from '../url.ts';

type Members = { [member: string]: Json };

export const METADATA_FACTS = {
  'metadata.issuer': 'the issuer the document names',
  'metadata.matches_issuer': 'whether it is the issuer of the target',
  'metadata.content_type': 'its media type, in lower case and without parameters',
  'metadata.missing': 'members that every authorization server has to publish, and that are not there',
  'metadata.insecure': 'members whose address is not one of https',
  'metadata.flaws': 'what is wrong with its members, in words: a list that is text, one without anything in it',
  'metadata.algs': 'all signing algorithms offered anywhere',
  'metadata.auth_algs': 'those offered for client authentication',
  'metadata.dpop_algs': 'those offered for DPoP proofs; null when it does not say',
  'metadata.response_algs': 'those offered for JARM; null when it does not say',
  'metadata.challenge_methods': 'methods of PKCE; null when it does not say',
  'metadata.response_modes': 'response modes; null when it does not say',
  'metadata.par': 'whether a PAR endpoint is named',
  'metadata.certificate_bound': 'whether access tokens are said to be bound to certificates',
  'metadata.iss_parameter': 'whether the iss response parameter is announced',
} as const;

/** @requirement RFC8414-2-2 */
const REQUIRED = ['authorization_endpoint', 'token_endpoint', 'response_types_supported'];

/** Members that hold several values, by how their names end. Those of truth values end otherwise. */
const LISTS = /^(?:scopes|claims)_supported$|_(?:values|modes|types|methods|locales)_supported$/u;

/** The facts of a document; `issuer` is that of the target. What is no list where one is due counts as not said. */
export function metadataFacts(document: Members, issuer: string, contentType: string | null): Members {
  const own = typeof document.issuer === 'string' ? document.issuer : null;
  return {
    'metadata.issuer': own,
    'metadata.matches_issuer': own === issuer,
    'metadata.content_type': contentType,
    'metadata.missing': REQUIRED.filter((name) => (document[name] ?? null) === null),
    'metadata.insecure': insecure(document),
    'metadata.flaws': flaws(document),
    'metadata.algs': algorithms(document, /_signing_alg(orithm)?_values_supported$/),
    'metadata.auth_algs': algorithms(document, /_auth_signing_alg_values_supported$/),
    'metadata.dpop_algs': textsIn(document.dpop_signing_alg_values_supported),
    'metadata.response_algs': textsIn(document.authorization_signing_alg_values_supported),
    'metadata.challenge_methods': textsIn(document.code_challenge_methods_supported),
    'metadata.response_modes': textsIn(document.response_modes_supported),
    'metadata.par': typeof document.pushed_authorization_request_endpoint === 'string',
    'metadata.certificate_bound': document.tls_client_certificate_bound_access_tokens === true,
    'metadata.iss_parameter': document.authorization_response_iss_parameter_supported === true,
  };
}

/** @requirement FAPI2-SP-5.2.1-1 RFC9126-2-1 RFC7009-2-2 RFC7662-2-1 FAPI2-SP-5.4.2-1 */
function insecure(document: Members): string[] {
  const aliases = isObject(document.mtls_endpoint_aliases) ? Object.entries(document.mtls_endpoint_aliases) : [];
  return [...Object.entries(document), ...aliases]
    .filter(([name, value]) => /_endpoint$|^jwks_uri$|^issuer$/u.test(name) && typeof value === 'string')
    .filter(([, value]) => readUrl(String(value))?.protocol !== 'https:')
    .map(([name]) => name);
}

/** @requirement RFC8414-2-5 */
function flaws(document: Members): string[] {
  return Object.entries(document)
    .filter(([name]) => LISTS.test(name))
    .flatMap(([name, value]) => {
      if (!Array.isArray(value)) return [`${name} is no list`];
      return value.length === 0 ? [`${name} is an empty list`] : [];
    });
}

const textsIn = (value: Json | undefined): string[] | null =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;

function algorithms(document: Members, members: RegExp): string[] {
  const lists = Object.entries(document)
    .filter(([name]) => members.test(name))
    .flatMap(([, value]) => textsIn(value) ?? []);
  return [...new Set(lists)].sort();
}
