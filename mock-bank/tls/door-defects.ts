/** Faults of a bank with a listener for clients with certificates alone, at that one or at the other. */
import type { Defect } from '../behaviour.ts';

const AUTHENTICATING = ['par', 'token', 'introspect', 'revoke'];

const everywhere = (check: string, alternative: string): Record<string, string> =>
  Object.fromEntries(AUTHENTICATING.map((endpoint) => [`${endpoint}/${check}`, alternative]));

export const doorDefects: readonly Defect[] = [
  {
    id: 'alias-is-issuer',
    title: 'ID tokens that are given out at an alias name its address as their issuer',
    breaks: ['OIDC-CORE-2-1'],
    implies: ['id-token-iss-wrong'],
    clients: ['mtls', 'primary'],
    replaces: { 'id-token-iss': 'id-token-iss-of-address' },
  },
  {
    id: 'plain-token-unbound',
    title: 'Past the aliases a client whose tokens are to be bound gets an unbound one',
    breaks: ['FAPI2-SP-5.3.2.1-4', 'RFC8705-3.4-1'],
    implies: ['unbound-token-accepted'],
    clients: ['primary'],
    omits: ['resource/token-constrained'],
    replaces: { 'token/certificate-to-bind': 'certificate-to-bind-but-at-plain' },
  },
  {
    id: 'plain-client-by-name',
    title: 'Past the aliases a client that its certificate shows is believed without one',
    breaks: ['RFC8705-2-1'],
    implies: [],
    clients: ['mtls'],
    replaces: {
      ...everywhere('certificate-present', 'certificate-present-but-at-plain'),
      'token/certificate-to-bind': 'certificate-to-bind-but-at-plain',
    },
  },
  {
    id: 'plain-header-trusted',
    title: 'Past the aliases a certificate in a request header is taken to be that of the connection',
    breaks: ['RFC8705-3-2', 'RFC9700-4.13-1'],
    implies: [],
    clients: ['mtls'],
    replaces: everywhere('certificate-source', 'certificate-source-or-header-at-plain'),
  },
];
