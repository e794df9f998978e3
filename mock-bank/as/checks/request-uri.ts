/** What a request must have when the browser brings it, and a request_uri of the bank's own in it. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest, Refusal } from '../../http/refusal.ts';
import type { PushedRequest } from '../../store/authorization.ts';
import { sentByBrowser } from './parameter-source.ts';

/** @requirement RFC9101-7-1 */
export function badRequestUri(description: string): Refusal {
  return new Refusal(400, 'invalid_request_uri', description);
}

/** GET and POST carry the same parameters. @requirement OIDC-CORE-3.1.2.1-1 */
const authorizeParameters = check('authorize-parameters', ({ request }) => {
  if (request.method === 'POST') request.query = request.form;
});

/** @requirement RFC6749-3.1-5 */
const authorizeSingle = check('authorize-single-parameters', ({ request }) => {
  if (request.query.repeated().length > 0) throw invalidRequest('a parameter was sent more than once');
});

const authorizeClient = check('authorize-client', (context) => {
  const client = context.bank.clients.get(context.request.query.first('client_id') ?? '');
  if (!client) throw invalidRequest('the client is unknown');
  context.client = client;
});

/** @requirement RFC9101-5-1 */
const oneRequest = check('one-request', ({ request }) => {
  if (request.query.first('request') && request.query.first('request_uri')) {
    throw invalidRequest('request and request_uri exclude each other');
  }
});

/** Who registered so has to push. @requirement FAPI2-SP-5.3.2.2-3 RFC9126-4-6 RFC9126-5-1 */
const requestUriPresent = check('request-uri-present', ({ request, client }) => {
  if (!present(client, 'the client').registration.requirePushedAuthorizationRequests) return;
  if (!request.query.first('request_uri')) throw invalidRequest('the request must be pushed first');
});

export const authorizeEntry: readonly Check[] = [
  authorizeParameters,
  authorizeSingle,
  authorizeClient,
  oneRequest,
  requestUriPresent,
  sentByBrowser,
];

const uriKnown = check('request-uri-known', ({ as, bank, request }) => {
  const pushed = bank.store.pushed.get(request.query.first('request_uri') ?? '');
  if (!pushed) throw badRequestUri('the request_uri is unknown');
  as.pushed = pushed;
});

/** @requirement RFC9126-2.2-5 */
const uriClient = check('request-uri-client', ({ as, client }) => {
  if (pushedOf(as).request.clientId !== present(client, 'the client').id) {
    throw badRequestUri('the request_uri is unknown');
  }
});

/** Nothing in the URL adds to or changes what was pushed. @requirement RFC9101-6.3-1 RFC9101-5-4 */
const pushedParameters = check('pushed-parameters', ({ as }) => {
  as.request = pushedOf(as).request;
});

/** @requirement RFC9126-4-4 */
const uriUnexpired = check('request-uri-unexpired', ({ as, bank }) => {
  if (pushedOf(as).expiresAt <= bank.now()) throw badRequestUri('the request_uri has expired');
});

/** Used up by a finished authorization, not by opening the page. @requirement RFC9126-4-2 FAPI2-SP-5.3.2.2-N3 */
export const uriUnspent = check('request-uri-unspent', ({ as }) => {
  if (pushedOf(as).consumedAt !== null) throw badRequestUri('the request_uri was used before');
});

function pushedOf(as: Context['as']): PushedRequest {
  return present(as.pushed, 'the pushed request');
}

export const requestUriChecks: readonly Check[] = [uriKnown, uriClient, pushedParameters, uriUnexpired, uriUnspent];

/** For banks that do worse. */
export const requestUriAlternatives: readonly Check[] = [
  /** Lets any request in; one without request_uri goes by the parameters of its URL. */
  check('request-uri-optional', () => undefined),
  /** Sends its error where the request goes, whoever names it. */
  check('authorize-client-or-answer', (context) => {
    const { as, bank, request } = context;
    const pushed = bank.store.pushed.get(request.query.first('request_uri') ?? '');
    if (pushed && !bank.clients.has(request.query.first('client_id') ?? '')) as.request = pushed.request;
    return authorizeClient.run(context);
  }),
  check('authorize-client-or-named', (context) => {
    const id = context.request.query.first('client_id') ?? '';
    if (!context.bank.clients.has(id)) throw invalidRequest(`the client ${id} is unknown`);
    return authorizeClient.run(context);
  }),
  check('request-uri-known-or-named', (context) => {
    const uri = context.request.query.first('request_uri') ?? '';
    if (!context.bank.store.pushed.has(uri)) throw badRequestUri(`the request_uri ${uri} is unknown`);
    return uriKnown.run(context);
  }),
  check('request-uri-known-in-any-case', (context) => {
    const sent = (context.request.query.first('request_uri') ?? '').toLowerCase();
    context.as.pushed = [...context.bank.store.pushed.values()].find(({ uri }) => uri.toLowerCase() === sent) ?? null;
    if (!context.as.pushed) return uriKnown.run(context);
  }),
  check('request-uri-known-or-last', (context) => {
    const { as, bank, request, client } = context;
    const { id } = present(client, 'the client');
    const own = [...bank.store.pushed.values()].filter(({ request: pushed }) => pushed.clientId === id);
    as.pushed = bank.store.pushed.get(request.query.first('request_uri') ?? '') ?? own.at(-1) ?? null;
    if (!as.pushed) return uriKnown.run(context);
  }),
  check('query-beats-pushed-parameters', ({ as, request }) => {
    const { query } = request;
    const pushed = pushedOf(as).request;
    const scopes = query.first('scope')?.split(' ');
    as.request = {
      ...pushed,
      redirectUri: query.first('redirect_uri') ?? pushed.redirectUri,
      state: query.first('state') ?? pushed.state,
      nonce: query.first('nonce') ?? pushed.nonce,
      scopes: scopes ?? pushed.scopes,
    };
  }),
  /** Looks before the others of its kind have come; whoever looked goes on. */
  check('request-uri-unspent-raced', async (context) => {
    if (!context.as.pushed) return;
    uriUnspent.run(context);
    await context.bank.underway.everybody(context.request.path);
  }),
  check('request-uri-unloaded', (context) => {
    const pushed = pushedOf(context.as);
    pushed.loads += 1;
    if (pushed.loads > 1) throw badRequestUri('the request_uri was used before');
    return uriUnspent.run(context);
  }),
];
