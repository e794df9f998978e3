/** What the user's browser opens for an authorization request of this session. */

import { TppFault } from '../fault.ts';
import { textInput } from '../inputs.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { withQuery } from '../oauth/metadata.ts';
import type { Submission } from '../psu/submission.ts';
import type { StepContext } from '../step.ts';

export interface Opening {
  request: AuthorizationRequest;
  /** What the browser opens first. */
  first: Submission;
  /** Another redirect_uri that the browser names beside the request. */
  foreignUri: string | null;
}

/** The input `request` as what the browser opens, with the mutations of `query`. Throws Ended, and TppFault for what was not built here. */
export async function opening(context: StepContext): Promise<Opening> {
  const { call, edits, client, clientName, memory, around } = context;
  const request = memory.requests.get(textInput(call.with, 'request'));
  if (!request) throw new TppFault(`${call.use} needs a request that this session built`);
  const query = request.query.map(([name, value]): [string, string] =>
    name === 'client_id' && clientName !== request.clientName ? [name, client.client_id] : [name, value],
  );
  edits.pairs('query', query, around.now());
  const method = edits.take('browser.other-method') ? OTHER[request.method] : request.method;
  const endpoint = (await context.metadata()).endpoint('authorization_endpoint');
  const foreign = query.find(([name, value]) => name === 'redirect_uri' && value !== request.redirectUri);
  return {
    request,
    first: firstOf(endpoint, method, query),
    foreignUri: foreign?.[1] ?? null,
  };
}

const OTHER = { GET: 'POST', POST: 'GET' } as const;

/** A form is posted as pages do it. */
const firstOf = (endpoint: string, method: Submission['method'], query: [string, string][]): Submission =>
  method === 'GET'
    ? { method, url: withQuery(endpoint, query), contentType: null, body: null }
    : {
        method,
        url: withQuery(endpoint, []),
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(query).toString(),
      };
