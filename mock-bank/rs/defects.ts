/** Faults of what the resource server says about itself. */
import type { Defect } from '../behaviour.ts';

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
