/** Faults of the published metadata beyond issuer and algorithms. */
import type { Defect } from '../../behaviour.ts';

export const metadataDocumentDefects: readonly Defect[] = [
  {
    id: 'metadata-list-is-text',
    title: 'The metadata writes a list as text',
    breaks: ['RFC8414-2-5'],
    implies: [],
    settings: { metadataFault: 'list-is-text' },
  },
  {
    id: 'metadata-endpoint-over-http',
    title: 'The metadata names an endpoint without TLS',
    breaks: ['FAPI2-SP-5.2.1-1'],
    implies: [],
    settings: { metadataFault: 'endpoint-over-http' },
  },
  {
    id: 'metadata-response-types-missing',
    title: 'The metadata does not say which response types there are',
    breaks: ['RFC8414-2-2'],
    implies: [],
    settings: { metadataFault: 'no-response-types' },
  },
  {
    id: 'metadata-jwt-modes-missing',
    title: 'The metadata does not tell the response modes of JARM',
    breaks: ['JARM-4-2'],
    implies: [],
    settings: { metadataFault: 'no-jwt-modes' },
  },
  {
    id: 'metadata-bound-tokens-missing',
    title: 'The metadata does not say that access tokens are bound to certificates',
    breaks: ['RFC8705-3.3-1'],
    implies: [],
    settings: { metadataFault: 'no-bound-tokens' },
  },
  {
    id: 'metadata-pkce-missing',
    title: 'The metadata does not say that S256 is supported',
    breaks: ['RFC9700-2.1.1-4'],
    implies: [],
    settings: { metadataFault: 'no-pkce' },
  },
  {
    id: 'metadata-oauth-of-another',
    title: 'The metadata at the path of RFC 8414 name another issuer than they were asked for',
    breaks: ['RFC8414-3-1'],
    implies: [],
    settings: { metadataFault: 'oauth-of-another' },
  },
  {
    id: 'metadata-as-text',
    title: 'The metadata is sent as text and not as JSON',
    breaks: ['RFC8414-3.2-1'],
    implies: [],
    settings: { metadataFault: 'as-text' },
  },
];
