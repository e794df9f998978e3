/** The steps discovery.fetch and discovery.jwks: what the bank publishes about itself. */
import { createPublicKey } from 'node:crypto';
import { okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { input, textInput } from '../inputs.ts';
import type { StepDefinition } from '../step.ts';
import { get, metadataUrl, type PublicJwk, readKeys, readMetadata } from './metadata.ts';

export const fetchMetadata: StepDefinition = {
  name: 'discovery.fetch',
  summary: 'Fetches a metadata document.',
  proofPlace: 'metadata',
  inputs: { document: input('string', 'OpenID discovery or RFC 8414', { allowed: ['openid', 'oauth'] }) },
  outputs: { issuer: 'the issuer the document names' },
  facts: {
    'metadata.issuer': 'the issuer the document names',
    'metadata.matches_issuer': 'whether it is the issuer of the target',
    'metadata.algs': 'all signing algorithms offered anywhere',
    'metadata.auth_algs': 'those offered for client authentication',
    'metadata.par': 'whether a PAR endpoint is named',
    'metadata.iss_parameter': 'whether the iss response parameter is announced',
  },
  parts: ['header'],
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const which = textInput(context.call.with, 'document') === 'oauth' ? 'oauth' : 'openid';
    const draft = get(metadataUrl(context.bank.issuer, which), `${which} metadata`);
    context.edits.pairs('header', draft.headers, context.around.now());
    const { document } = readMetadata(await context.browse(draft));
    const issuer = typeof document.issuer === 'string' ? document.issuer : null;
    return {
      outcome: okOutcome('the metadata was read'),
      outputs: { issuer },
      facts: {
        'metadata.issuer': issuer,
        'metadata.matches_issuer': issuer === context.bank.issuer,
        'metadata.algs': algorithms(document, /_signing_alg(orithm)?_values_supported$/),
        'metadata.auth_algs': algorithms(document, /_auth_signing_alg_values_supported$/),
        'metadata.par': typeof document.pushed_authorization_request_endpoint === 'string',
        'metadata.iss_parameter': document.authorization_response_iss_parameter_supported === true,
      },
    };
  },
};

function algorithms(document: { [member: string]: Json }, members: RegExp): string[] {
  const lists = Object.entries(document)
    .filter(([name]) => members.test(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : []));
  return [...new Set(lists.filter((value) => typeof value === 'string'))].sort();
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

export const fetchKeys: StepDefinition = {
  name: 'discovery.jwks',
  summary: 'Fetches the keys of the bank.',
  proofPlace: 'jwks',
  inputs: {},
  outputs: {},
  facts: {
    'jwks.keys': 'number of keys',
    'jwks.private_members': 'private members found in public keys',
    'jwks.rsa_bits': 'sizes of the RSA keys',
    'jwks.duplicate_kids': 'key ids that two keys of one type share',
  },
  parts: ['header'],
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const draft = get((await context.metadata()).endpoint('jwks_uri'), 'the keys of the bank');
    context.edits.pairs('header', draft.headers, context.around.now());
    const keys = readKeys(await context.browse(draft));
    const bits = keys
      .filter((key) => key.kty === 'RSA')
      .map(rsaBits)
      .filter((size) => size !== null);
    return {
      outcome: okOutcome('the keys were read'),
      facts: {
        'jwks.keys': keys.length,
        'jwks.private_members': [...new Set(keys.flatMap((key) => PRIVATE_MEMBERS.filter((member) => member in key)))],
        'jwks.rsa_bits': bits,
        'jwks.duplicate_kids': sharedKids(keys),
      },
    };
  },
};

/** Keys of different types may share one: two forms of one key, say. @requirement FAPI2-SP-5.4.2-3 */
function sharedKids(keys: readonly PublicJwk[]): Json[] {
  const seen = new Set<string>();
  return keys.flatMap(({ kid, kty }) => {
    if (kid === undefined) return [];
    const name = JSON.stringify([kid, kty]);
    if (seen.has(name)) return [kid];
    seen.add(name);
    return [];
  });
}

function rsaBits(key: PublicJwk): number | null {
  try {
    return createPublicKey({ key: key as never, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? null;
  } catch {
    return null;
  }
}
