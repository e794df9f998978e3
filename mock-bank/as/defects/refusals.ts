/** Faults of how the back channel refuses, and of what it gives where nothing has to be given. */
import type { Defect } from '../../behaviour.ts';

export const refusalDefects: readonly Defect[] = [
  {
    id: 'introspection-client-refused-with-400',
    title: 'Introspection refuses a client that it does not know with 400',
    breaks: ['RFC7662-2.3-1'],
    implies: [],
    settings: { unknownCallerStatus: 400 },
  },
  {
    id: 'revocation-refuses-with-422',
    title: 'Revocation refuses with 422',
    breaks: ['RFC6749-5.2-1'],
    implies: [],
    settings: { revocationRefusal: 422 },
  },
  {
    id: 'client-header-unchallenged',
    title: 'Who authenticates in the Authorization header is refused without a challenge',
    breaks: ['RFC6749-5.2-2'],
    implies: [],
    settings: { headerAuthentication: 'refused' },
  },
  {
    id: 'refreshed-id-token-of-another',
    title: 'The ID token that comes with a refresh names another user',
    breaks: ['OIDC-CORE-12.2-1'],
    implies: [],
    settings: { refreshedIdToken: 'of-another' },
  },
  {
    id: 'jwks-use-missing',
    title: 'The JWKS lists a key for encryption beside others that do not say what they are for',
    breaks: ['RFC8414-2-3'],
    implies: [],
    settings: { jwksExtraKey: 'encryption', jwksMembers: 'without-use' },
  },
  {
    id: 'scope-default-untold',
    title: 'A request without a scope is granted a default, and nobody is told which',
    breaks: ['RFC6749-3.3-1'],
    implies: [],
    replaces: { scope: 'scope-or-default' },
    settings: { defaultScopeTold: 'never' },
  },
  {
    id: 'scope-missing-unauthorized',
    title: 'A request without a scope is refused as one that its client may not make',
    breaks: ['RFC6749-3.3-2'],
    implies: [],
    replaces: { scope: 'scope-or-unauthorized' },
  },
  {
    id: 'demanded-subject-unchecked',
    title: 'A request for one user is answered for another',
    breaks: ['OIDC-CORE-3.1.2.2-1'],
    implies: [],
    omits: ['demanded-subject'],
  },
  {
    id: 'demanded-acr-unchecked',
    title: 'A user is signed in though the demanded class of authentication was not reached',
    breaks: ['OIDC-CORE-5.5.1-1'],
    implies: [],
    omits: ['demanded-acr'],
  },
];
