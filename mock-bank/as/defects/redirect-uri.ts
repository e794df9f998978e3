/** Faults of the addresses that responses are sent to. */
import type { Defect } from '../../behaviour.ts';

export const redirectUriDefects: readonly Defect[] = [
  {
    id: 'par-redirect-uri-unchecked',
    title: 'Any redirect_uri may be pushed, and any goes with the code',
    breaks: ['OIDC-CORE-3.1.2.1-2', 'RFC6749-3.1.2.3-1'],
    implies: [
      'redirect-uri-normalised',
      'redirect-uri-beginning',
      'redirect-uri-any-case',
      'redirect-uri-any-port',
      'redirect-uri-over-http',
      'redirect-uri-of-any-client',
    ],
    omits: ['redirect-uri-registered', 'code-redirect-uri'],
  },
  {
    id: 'redirect-uri-normalised',
    title: 'Redirect URIs are compared as browsers read them, and not as they are written',
    breaks: ['RFC6749-3.1.2.3-1', 'OIDC-CORE-3.1.2.1-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-normalised' },
  },
  {
    id: 'redirect-uri-beginning',
    title: 'Whatever begins with a registered redirect URI is one',
    breaks: ['RFC6749-3.1.2.3-1', 'OIDC-CORE-3.1.2.1-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-beginning' },
  },
  {
    id: 'redirect-uri-any-case',
    title: 'Redirect URIs are compared without their case',
    breaks: ['RFC6749-3.1.2.3-1', 'OIDC-CORE-3.1.2.1-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-any-case' },
  },
  {
    id: 'redirect-uri-any-port',
    title: 'Redirect URIs are compared without their port',
    breaks: ['RFC6749-3.1.2.3-1', 'OIDC-CORE-3.1.2.1-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-any-port' },
  },
  {
    id: 'redirect-uri-over-http',
    title: 'A registered redirect URI may be asked for without encryption',
    breaks: ['FAPI2-SP-5.3.2.2-8', 'RFC9700-2.6-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-over-http' },
  },
  {
    id: 'redirect-uri-by-path',
    title: 'The path of a registered redirect URI stands for the whole of it',
    breaks: ['RFC6749-3.1.2-1'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-by-path' },
  },
  {
    id: 'redirect-uri-fragment-overlooked',
    title: 'The fragment of a redirect URI is taken off, and the rest of it counts',
    breaks: ['RFC6749-3.1.2-1'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-without-fragment' },
  },
  {
    id: 'redirect-uri-of-any-client',
    title: 'A redirect URI counts that another client registered',
    breaks: ['RFC6749-3.1.2.3-1', 'OIDC-CORE-3.1.2.1-2'],
    implies: [],
    replaces: { 'redirect-uri-registered': 'redirect-uri-of-any-client' },
  },
  {
    id: 'open-redirector',
    title: 'An authorization request that is refused goes wherever its address says',
    breaks: ['RFC9700-4.11.2-1', 'OIDC-CORE-3.1.2.6-1'],
    implies: [],
    settings: { authorizationErrors: 'wherever-asked' },
  },
  {
    id: 'redirect-uri-optional',
    title: 'A request without redirect_uri is answered to the registered one',
    breaks: ['FAPI2-SP-5.3.2.2-6', 'FAPI1-BASE-5.2.2-9'],
    implies: [],
    replaces: { 'redirect-uri-present': 'redirect-uri-or-registered' },
  },
];
