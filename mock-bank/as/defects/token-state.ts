/** Faults of introspection and revocation in how they are asked and answer, and of what a client gets for itself. */
import type { Defect } from '../../behaviour.ts';

export const tokenStateDefects: readonly Defect[] = [
  {
    id: 'credentials-counted',
    title: 'Codes, tokens and request URIs are counted',
    breaks: ['FAPI2-SP-5.4.1-4', 'RFC6749-10.10-1', 'RFC6749-10.10-2'],
    implies: [],
    settings: { credentials: 'counted' },
  },
  {
    id: 'credentials-timed',
    title: 'Codes, tokens and request URIs are the time at which they were given',
    breaks: ['FAPI2-SP-5.4.1-4', 'RFC6749-10.10-1', 'RFC6749-10.10-2'],
    implies: [],
    settings: { credentials: 'timed' },
  },
  {
    id: 'credentials-short',
    title: 'Codes, tokens and request URIs hold 64 bits',
    breaks: ['FAPI2-SP-5.4.1-4', 'RFC6749-10.10-1', 'RFC6749-10.10-2'],
    implies: [],
    settings: { credentials: 'short' },
  },
  {
    id: 'introspect-without-token-answered',
    title: 'Introspection answers a question that names no token',
    breaks: ['RFC7662-2.1-2'],
    implies: [],
    omits: ['introspect/token-parameter'],
  },
  {
    id: 'introspect-type-bearer',
    title: 'Introspection calls a token Bearer that is bound to a key',
    breaks: ['RFC9449-6.2-1'],
    implies: [],
    settings: { introspectedType: 'bearer' },
  },
  {
    id: 'introspect-inactive-tells-more',
    title: 'Introspection tells more of an inactive token than that it is',
    breaks: ['RFC7662-2.2-3'],
    implies: [],
    settings: { inactiveToken: 'with-client' },
  },
  {
    id: 'introspect-active-is-text',
    title: 'Introspection writes active as text',
    breaks: ['RFC7662-2.2-1'],
    implies: [],
    settings: { inactiveToken: 'text' },
  },
  {
    id: 'revocation-unknown-refused',
    title: 'Revocation of a token that the bank does not know is refused',
    breaks: ['RFC7009-2.2-1'],
    implies: [],
    replaces: { 'revoke/own-token': 'token-known' },
  },
  {
    id: 'revocation-hint-trusted',
    title: 'A token whose hint names the other kind is not revoked',
    breaks: ['RFC7009-2.1-5'],
    implies: [],
    settings: { tokenTypeHint: 'narrows' },
  },
  {
    id: 'client-credentials-refresh',
    title: 'A client that asks for itself gets a refresh token as well',
    breaks: ['RFC6749-4.4.3-1'],
    implies: [],
    settings: { clientCredentialsRefresh: 'issued' },
  },
];
