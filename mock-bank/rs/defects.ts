/** Faults of what the resource server says about itself. */
import type { Defect } from '../behaviour.ts';

const challenge = (
  id: string,
  title: string,
  breaks: string[],
  settings: NonNullable<Defect['settings']>,
  implies: string[] = [],
): Defect => ({ id, title, breaks, implies, settings });

/** Faults of how resources turn a request away. */
export const challengeDefects: readonly Defect[] = [
  challenge(
    'challenge-missing',
    'A resource answers 401 without WWW-Authenticate',
    ['RFC6750-3-1'],
    {
      challenges: 'none',
    },
    ['challenge-without-error', 'challenge-without-algs'],
  ),
  challenge(
    'challenge-names-no-error',
    'A resource challenges with Bearer alone, and does not say what was wrong with a token',
    ['RFC6750-3-3'],
    { challenges: 'without-error' },
    ['challenge-without-error', 'challenge-without-algs'],
  ),
  challenge('challenge-attribute-twice', 'A resource names the error twice in WWW-Authenticate', ['RFC6750-3-2'], {
    challenges: 'attribute-twice',
  }),
  challenge(
    'challenge-error-without-token',
    'A request without a token is told an error',
    ['RFC6750-3.1-4'],
    {
      challenges: 'error-without-token',
    },
    ['challenge-error-unasked'],
  ),
  challenge('invalid-token-with-400', 'A resource answers invalid_token with 400', ['RFC6750-3.1-2'], {
    resourceErrorStatus: 'invalid_token',
  }),
  challenge('insufficient-scope-with-401', 'A resource answers insufficient_scope with 401', ['RFC6750-3.1-3'], {
    resourceErrorStatus: 'insufficient_scope',
  }),
  challenge('invalid-request-with-401', 'A resource answers invalid_request with 401', ['RFC6750-3.1-1'], {
    resourceErrorStatus: 'invalid_request',
  }),
];

export const resourceMetadataDefects: readonly Defect[] = [
  {
    id: 'resource-metadata-over-http',
    title: 'The metadata of the resource names an address without TLS',
    breaks: ['RFC9728-2-1'],
    implies: ['resource-metadata-of-another'],
    settings: { resourceMetadata: 'over-http' },
  },
  {
    id: 'resource-metadata-of-another',
    title: 'The metadata of the resource names another resource',
    breaks: ['RFC9728-3.3-1'],
    implies: [],
    settings: { resourceMetadata: 'of-another' },
  },
  {
    id: 'resource-metadata-offers-none',
    title: 'The metadata of the resource offers answers without a signature',
    breaks: ['RFC9728-2-2'],
    implies: [],
    settings: { resourceMetadata: 'offers-none' },
  },
  {
    id: 'resource-metadata-as-text',
    title: 'The metadata of the resource is sent as text and not as JSON',
    breaks: ['RFC9728-3-1'],
    implies: [],
    settings: { resourceMetadata: 'as-text' },
  },
  {
    id: 'resource-metadata-dpop-only',
    title: 'The metadata of the resource demands DPoP, and tokens bound to certificates are taken',
    breaks: ['RFC9728-2-3'],
    implies: [],
    settings: { resourceMetadata: 'dpop-only' },
  },
];
