/** Where the parameters of an authorization request come from: what was sent, or the request object in it. */
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidRequest } from '../../http/refusal.ts';
import type { Pairs } from '../../http/request.ts';
import { profileRules } from '../../registration.ts';

/** First values; repeated parameters are another check's affair. */
function firstValues(pairs: Pairs): Record<string, unknown> {
  return Object.fromEntries([...pairs.entries].reverse());
}

/** Parameters as they arrived, at either endpoint. */
export const sentOf = ({ as }: Context): Pairs => present(as.sent, 'what was sent');

/** @requirement RFC9126-2.1-3 */
const noRequestUri = check('no-request-uri', ({ request }) => {
  if (request.form.first('request_uri') !== undefined) throw invalidRequest('request_uri must not be pushed');
});

/** At the endpoint for pushes. */
export const sentByPush: readonly Check[] = [
  noRequestUri,
  check('sent-by-push', ({ as, request }) => {
    as.sent = request.form;
    as.pushing = true;
  }),
];

/** At the authorization endpoint, whatever the method. @requirement OIDC-CORE-3.1.2.1-1 */
export const sentByBrowser = check('sent-by-browser', ({ as, request }) => {
  as.sent = request.query;
});

/** Without them the address is no request of OAuth; most banks do not mind. @requirement FAPI1-ADV-5.2.3-9 */
export const outerParameters = check('outer-parameters', (context) => {
  const sent = sentOf(context);
  const signed = context.as.fetched !== null || Boolean(sent.first('request'));
  if (context.settings.outerParameters === 'optional' || !signed) return;
  for (const name of ['response_type', 'scope']) {
    if (!sent.first(name)) throw invalidRequest(`${name} is missing beside the request object`);
  }
});

/**
 * With a request object nothing outside of it counts; OpenID Connect alone lets it be completed.
 * @requirement RFC9101-5-4 RFC9101-6.3-1 RFC9101-10.7-1 FAPI1-ADV-5.2.2-10
 */
export const parameterSource = check('parameter-source', (context) => {
  const { outerParameters } = profileRules[present(context.client, 'the client').registration.profile];
  const inside = context.as.requestObject?.claims;
  const outside = inside && outerParameters === 'ignored' ? {} : firstValues(sentOf(context));
  context.as.parameters = { ...outside, ...inside };
});

/** For banks that do worse. */
export const parameterSourceAlternatives: readonly Check[] = [
  check('parameter-source-outer-wins', (context) => {
    context.as.parameters = { ...context.as.requestObject?.claims, ...firstValues(sentOf(context)) };
  }),
  check('parameter-source-outer-fills-gaps', (context) => {
    context.as.parameters = { ...firstValues(sentOf(context)), ...context.as.requestObject?.claims };
  }),
];
