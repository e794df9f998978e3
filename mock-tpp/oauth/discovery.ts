/** The steps discovery.fetch and discovery.jwks: what the bank publishes about itself. */
import { createPublicKey } from 'node:crypto';
import { okOutcome } from '../answer.ts';
import type { Json } from '../contract.ts';
import { mediaType } from '../endpoint/jwt-answer.ts';
import { input, textInput } from '../inputs.ts';
import { PRIVATE_MEMBERS } from '../private-members.ts';
import type { StepDefinition } from '../step.ts';
import { get, metadataUrl, type PublicJwk, readKeys, readMetadata } from './metadata.ts';
import { METADATA_FACTS, metadataFacts } from './metadata-facts.ts';

export const fetchMetadata: StepDefinition = {
  name: 'discovery.fetch',
  summary: 'Fetches a metadata document.',
  proofPlace: 'metadata',
  inputs: { document: input('string', 'OpenID discovery or RFC 8414', { allowed: ['openid', 'oauth'] }) },
  outputs: { issuer: 'the issuer the document names' },
  facts: METADATA_FACTS,
  parts: ['header'],
  codes: [],
  artefacts: [],
  needs: [],
  run: async (context) => {
    const which = textInput(context.call.with, 'document') === 'oauth' ? 'oauth' : 'openid';
    const draft = get(metadataUrl(context.bank.issuer, which), `${which} metadata`);
    context.edits.pairs('header', draft.headers, context.around.now());
    const exchange = await context.browse(draft);
    const { document } = readMetadata(exchange);
    const issuer = typeof document.issuer === 'string' ? document.issuer : null;
    return {
      outcome: okOutcome('the metadata was read'),
      outputs: { issuer },
      facts: metadataFacts(document, context.bank.issuer, mediaType(exchange)),
    };
  },
};

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
    'jwks.ec_bits': 'sizes of the elliptic curve keys',
    'jwks.without_use': 'names of keys that do not say what they are for, where one is published for encryption',
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
        'jwks.ec_bits': keys.filter(({ kty }) => kty === 'EC').map(ecBits),
        'jwks.without_use': withoutUse(keys),
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

/** Nobody has to say what a key is for where all are for signatures. @requirement RFC8414-2-3 */
function withoutUse(keys: readonly PublicJwk[]): Json[] {
  const encrypts = ({ use, alg }: PublicJwk): boolean =>
    use === 'enc' || /^(?:RSA-OAEP|RSA1_5|ECDH-ES)/.test(String(alg));
  if (!keys.some(encrypts)) return [];
  return keys.flatMap(({ use, kid, kty }) => (use === undefined ? [String(kid ?? kty).slice(0, 80)] : []));
}

/** By the length of a coordinate, whatever the curve is called; a coordinate of P-521 has 528 bits of room. */
function ecBits({ x }: PublicJwk): number {
  return Buffer.from(typeof x === 'string' ? x : '', 'base64url').length * 8;
}

function rsaBits(key: PublicJwk): number | null {
  try {
    return createPublicKey({ key: key as never, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? null;
  } catch {
    return null;
  }
}
