/** Kinds of steps that mutations can be applied to. */

/** Steps in which a client shows who it is. */
export const AUTHENTICATED = [
  'oauth.request',
  'oauth.token',
  'oauth.refresh',
  'oauth.client_credentials',
  'oauth.introspect',
  'oauth.revoke',
  'http.request',
];

/** Steps with an access token. */
export const API = [
  'consent.create',
  'consent.get',
  'consent.delete',
  'api.accounts',
  'api.balances',
  'api.transactions',
  'payment.submit',
  'payment.read',
  'funds.confirm',
  'http.request',
];

/** Steps that carry a DPoP proof, when the client proves a key. */
export const PROVED = ['oauth.request', 'oauth.token', 'oauth.refresh', 'oauth.client_credentials', ...API];

/** Steps of one request, which may be sent several times at once, and that which goes on from the last page of the user. */
export const PARALLEL_STEPS = [...new Set([...AUTHENTICATED, ...API, 'oauth.authorize'])];
