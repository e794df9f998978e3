/** How an authorization request gets to the bank: one row for each way. Building it is the same for all of them. */
import { lenientBody, lifetimeMember, notPossible, tellingErrorStatus, textMember } from '../answer.ts';
import type { Json } from '../contract.ts';
import { Ended } from '../ended.ts';
import { TppFault } from '../fault.ts';
import { optionalText } from '../inputs.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { addressOf, postForm } from '../oauth/back-channel.ts';
import { PROOF_FACTS, proofFacts, type Sent } from '../sender/authorised.ts';
import type { StepContext } from '../step.ts';
import type { Built } from './parameters.ts';
import { AS_ASSERTION, requestObject } from './request-object.ts';

/** What is left to do in the browser, and what the bank said of it in the back channel. */
export interface Delivered {
  /** Names and values that the browser brings to the authorization endpoint. */
  query: [string, string][];
  /** The answer to a pushed request, or null when nothing was pushed. */
  pushed: { requestUri: string; expiresIn: number | null; facts: { [name: string]: Json } } | null;
}

interface Delivery {
  /** Whether the request travels as a request object, as parameters, or as the client is registered. */
  form: 'signed' | 'none' | 'registered';
  /** How the browser brings it: in the address, or in a form that is posted. @requirement OIDC-CORE-3.1.2.1-1 */
  method: 'GET' | 'POST';
  deliver(context: StepContext, built: Built, signed: boolean): Promise<Delivered>;
}

/** @requirement OIDC-CORE-6.1-1 FAPI1-ADV-5.2.3-9 */
const OUTSIDE = ['response_type', 'client_id', 'scope'];

/** What OpenID Connect wants beside a request object in the browser. OAuth wants the client_id, and ignores the rest. */
const outside = (context: StepContext, { parameters }: Built): [string, string][] =>
  context.edits.take(AS_ASSERTION) ? [...parameters] : parameters.filter(([name]) => OUTSIDE.includes(name));

const authorizationEndpoint = async (context: StepContext): Promise<string> =>
  (await context.metadata()).endpoint('authorization_endpoint');

const asParameters = async (_context: StepContext, built: Built): Promise<Delivered> => ({
  query: [...built.parameters],
  pushed: null,
});

const DELIVERIES: ReadonlyMap<string, Delivery> = new Map<string, Delivery>([
  ['pushed', { form: 'registered', method: 'GET', deliver: push }],
  [
    'by-value',
    {
      form: 'signed',
      method: 'GET',
      deliver: async (context, built) => {
        const request = await requestObject(context, built, await authorizationEndpoint(context));
        return { query: [...outside(context, built), ['request', request]], pushed: null };
      },
    },
  ],
  [
    'by-reference',
    {
      form: 'signed',
      method: 'GET',
      deliver: async (context, built) => {
        const request = await requestObject(context, built, await authorizationEndpoint(context));
        const address = await context.publish(request);
        const named = context.edits.take('request.elsewhere') ? elsewhere(address) : address;
        return { query: [...outside(context, built), ['request_uri', named]], pushed: null };
      },
    },
  ],
  ['plain', { form: 'none', method: 'GET', deliver: asParameters }],
  ['posted', { form: 'none', method: 'POST', deliver: asParameters }],
]);

/** A retry signs the request anew, for a request object works once. @requirement RFC9126-2.1-1 RFC9126-4-1 */
async function push(context: StepContext, built: Built, signed: boolean): Promise<Delivered> {
  const { client } = context;
  const endpoint = 'pushed_authorization_request_endpoint';
  const address = addressOf(context, await context.metadata(), endpoint);
  const sent = await postForm(context, {
    endpoint,
    label: 'pushed authorization request',
    form: async () =>
      signed
        ? [
            ...(context.edits.take(AS_ASSERTION)
              ? built.parameters
              : ([['client_id', client.client_id]] as [string, string][])),
            ['request', await requestObject(context, built, address)],
          ]
        : built.parameters,
    proves: true,
  });
  return tellingErrorStatus('par', sent.exchange, () => readPush(client.client_id, sent));
}

function readPush(clientId: string, sent: Sent): Delivered {
  const { exchange } = sent;
  const { body, flaws } = lenientBody(exchange);
  const requestUri = textMember(body, 'request_uri', exchange);
  const expiresIn = lifetimeMember(body, 'expires_in');
  return {
    query: [
      ['client_id', clientId],
      ['request_uri', requestUri],
    ],
    pushed: {
      requestUri,
      expiresIn,
      facts: {
        'par.expires_in': expiresIn,
        'par.status': exchange.response?.status ?? null,
        'par.flaws': flaws,
        ...proofFacts(sent),
      },
    },
  };
}

/** What an answer to a push shows; null without one. */
export const PUSH_FACTS = {
  'par.expires_in': 'lifetime of the request_uri in seconds; null when nothing was pushed',
  'par.status': 'HTTP status of the answer to the push; null when nothing was pushed',
  'par.error_status': 'HTTP status of a refused push; null when nothing was pushed',
  'par.error_flaws': 'members of a refusal that hold letters beyond those they may hold; null without one',
  'par.flaws': 'what is wrong with the JSON of that answer, in words; null when nothing was pushed',
  ...PROOF_FACTS,
};

/** Delivers the request in the client's way, or as `request.in-browser` and `request.unsigned` have it. Throws Ended and TppFault. */
export async function deliver(
  context: StepContext,
  built: Built,
): Promise<Delivered & Pick<AuthorizationRequest, 'method'>> {
  const usual = wayOf(context);
  const sent = context.edits.take('request.unsigned') ? unsigned(usual) : usual;
  const way = context.edits.take('request.in-browser') ? inBrowser(sent) : sent;
  const row = DELIVERIES.get(way.name);
  if (!row) throw new TppFault(`the TPP cannot deliver a request ${way.name}`);
  return { ...(await row.deliver(context, built, way.signed)), method: row.method };
}

interface Way {
  name: string;
  signed: boolean;
}

/** The delivery that the step asks for, or the client's first that can carry what it asks for: a signed request, or a plain one. */
function wayOf({ call, client, clientName }: StepContext): Way {
  const asked = { plain: 'none', signed: 'signed' }[optionalText(call.with, 'request') ?? ''];
  const wanted = optionalText(call.with, 'delivery');
  for (const name of client.variant['request-delivery']) {
    if (wanted !== undefined && name !== wanted) continue;
    const form = DELIVERIES.get(name)?.form;
    const forms: readonly string[] = form === 'registered' ? client.variant['request-signing'] : [form ?? ''];
    if (asked === undefined || forms.includes(asked)) return { name, signed: (asked ?? forms[0]) === 'signed' };
  }
  const kind = asked === undefined ? '' : `${asked === 'signed' ? 'signed' : 'unsigned'} `;
  throw new TppFault(`the client ${clientName} sends no ${kind}requests${wanted === undefined ? '' : ` ${wanted}`}`);
}

function inBrowser({ name, signed }: Way): Way {
  if (name !== 'pushed') throw new TppFault('request.in-browser changes nothing: the request is not pushed anyway');
  return { name: signed ? 'by-value' : 'plain', signed };
}

/** The same parameters, not signed, over the same channel. */
function unsigned({ name, signed }: Way): Way {
  if (!signed) throw new TppFault('request.unsigned changes nothing: the request is not signed anyway');
  return { name: name === 'pushed' ? name : 'plain', signed: false };
}

/** The same object at a path that is none of the client's; our listener looks at the last segment alone. */
function elsewhere(address: string): string {
  const url = new URL(address);
  const [, ...segments] = url.pathname.split('/');
  if (segments.length < 2)
    throw new Ended(
      notPossible('the address under hosting has no path, so that every path there belongs to the client'),
    );
  url.pathname = `/elsewhere/${segments.at(-1)}`;
  return url.href;
}
