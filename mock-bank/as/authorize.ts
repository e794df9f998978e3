/** The authorization endpoint: opens the way to login for a request that was pushed, or that the browser brings. */
import { consentChecks, loginChecks } from '../api/index.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { showError } from '../http/render.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import { outerParameters } from './checks/parameter-source.ts';
import { requestRules } from './checks/request.ts';
import { requestReferenceChecks } from './checks/request-reference.ts';
import { authorizeEntry, requestUriChecks } from './checks/request-uri.ts';
import { openInteraction } from './interaction.ts';
import { respond } from './respond.ts';

/** What was true at the push may have changed since. @requirement RFC9126-7.4-1 RFC9126-2.1-5 */
export const consentAgain: readonly Check[] = [
  check('draft-from-request', ({ as }) => {
    as.draft = { ...present(as.request, 'the request') };
  }),
  ...consentChecks,
];

/** Every interaction signs in afresh, so there is never a session to go on with. @requirement OIDC-CORE-3.1.2.1-3 */
const promptNone = check('prompt-none', ({ as }) => {
  if (present(as.request, 'the request').prompt === 'none') {
    throw new Refusal(400, 'login_required', 'the user must sign in');
  }
});

const beforeLogin: readonly Check[] = [...loginChecks, ...consentAgain, promptNone];

/** A request that was not pushed is judged here by the rules that a push is judged by. @requirement RFC9126-2.1-4 */
const inBrowser: readonly Check[] = [
  outerParameters,
  ...requestRules,
  check('request-from-browser', ({ as, client }) => {
    as.request = completed(as.draft, present(client, 'the client').id);
  }),
  ...beforeLogin,
];

/** By value or plainly, by reference to the client, or pushed before. @requirement RFC9126-5-2 */
function deliveryOf({ request }: Context): 'value' | 'reference' | 'pushed' {
  const uri = request.query.first('request_uri');
  if (!uri) return 'value';
  return /^https?:/i.test(uri) ? 'reference' : 'pushed';
}

const open = ({ bank, as }: Context): Reply => openInteraction(bank, present(as.request, 'the request'), as.pushed);

export const authorize: Endpoint = {
  id: 'authorize',
  group: 'browser',
  methods: ['GET', 'POST'],
  path: '/authorize',
  surface: 'browser',
  checks: authorizeEntry,
  choose: deliveryOf,
  branches: {
    pushed: { checks: [...requestUriChecks, ...beforeLogin], answer: open },
    reference: { checks: [...requestReferenceChecks, ...inBrowser], answer: open },
    value: { checks: inBrowser, answer: open },
  },
  answer: open,
  refuse: refuseAuthorization,
};

/** The request once every rule over its parameters has spoken. */
export function completed(draft: Partial<AuthorizationRequest>, clientId: string): AuthorizationRequest {
  return {
    clientId,
    redirectUri: present(draft.redirectUri, 'redirect_uri'),
    responseType: present(draft.responseType, 'response_type'),
    responseMode: present(draft.responseMode, 'response_mode'),
    scopes: draft.scopes ?? [],
    scopesByDefault: draft.scopesByDefault ?? false,
    state: draft.state ?? null,
    nonce: draft.nonce ?? null,
    challenge: draft.challenge ?? null,
    challengeMethod: draft.challengeMethod ?? 'S256',
    prompt: draft.prompt ?? null,
    demands: draft.demands ?? { sub: null, acr: null },
    consentId: draft.consentId ?? null,
    dialect: draft.dialect ?? null,
    authorizationDetails: draft.authorizationDetails ?? [],
    dpopJkt: draft.dpopJkt ?? null,
  };
}

/**
 * To the client when it is certain who that is and where it expects answers, else to the bank's own page.
 * @requirement RFC6749-4.1.2.1-1 FAPI2-SP-5.3.2.1-7
 */
export function refuseAuthorization(context: Context, refusal: Refusal): Reply {
  const target = context.as.request ?? context.as.target;
  const asked = context.request.query.first('redirect_uri');
  const { authorizationErrors: errors } = context.settings;
  const unpushed = errors === 'wherever-asked-unpushed' && context.request.query.first('request_uri') === undefined;
  if (!target && (errors === 'wherever-asked' || unpushed) && asked !== undefined)
    return seeOther(
      `${asked}?${new URLSearchParams({ error: refusal.code, state: context.request.query.first('state') ?? '' })}`,
    );
  if (!target || errors === 'page') return showError(context, refusal);
  return respond(context.bank, target, { error: refusal.code, description: refusal.message });
}
