/** The authorization endpoint: opens the way to login for a pushed request. */
import { consentChecks, loginChecks } from '../api/index.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { showError } from '../http/render.ts';
import type { Reply } from '../http/reply.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import { parameterRules, parametersInUrl } from './checks/authorization-request.ts';
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

const open = ({ bank, as }: Context): Reply => openInteraction(bank, present(as.request, 'the request'), as.pushed);

export const authorize: Endpoint = {
  id: 'authorize',
  group: 'browser',
  methods: ['GET', 'POST'],
  path: '/authorize',
  surface: 'browser',
  checks: authorizeEntry,
  choose: ({ request }) => (request.query.first('request_uri') ? 'pushed' : 'inline'),
  branches: {
    pushed: { checks: [...requestUriChecks, ...beforeLogin], answer: open },
    // Out of reach unless the entry lets requests without a request_uri in.
    inline: {
      checks: [parametersInUrl, ...parameterRules, check('inline-request', takeInline), ...beforeLogin],
      answer: open,
    },
  },
  answer: open,
  refuse: refuseAuthorization,
};

function takeInline({ as, client }: Context): void {
  as.request = completed(as.draft, present(client, 'the client').id);
}

/** The request once every rule over its parameters has spoken. */
export function completed(draft: Partial<AuthorizationRequest>, clientId: string): AuthorizationRequest {
  return {
    clientId,
    redirectUri: present(draft.redirectUri, 'redirect_uri'),
    responseMode: draft.responseMode ?? 'query',
    scopes: draft.scopes ?? [],
    state: draft.state ?? null,
    nonce: draft.nonce ?? null,
    challenge: draft.challenge ?? null,
    challengeMethod: draft.challengeMethod ?? 'S256',
    prompt: draft.prompt ?? null,
    consentId: draft.consentId ?? null,
    authorizationDetails: draft.authorizationDetails ?? [],
  };
}

/**
 * To the client when it is certain who that is, else to the bank's own page.
 * @requirement RFC6749-4.1.2.1-1 FAPI2-SP-5.3.2.1-7
 */
export function refuseAuthorization(context: Context, refusal: Refusal): Reply {
  const { request } = context.as;
  if (!request || context.settings.authorizationErrors === 'page') return showError(context, refusal);
  return respond(context.bank, request, { error: refusal.code, description: refusal.message });
}
