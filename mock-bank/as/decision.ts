/** How an authorization ends: approved, denied, or given up. */
import { randomUUID } from 'node:crypto';
import { dialectOf } from '../api/index.ts';
import { type Context, present } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { Grant } from '../store/grants.ts';
import { issueIdToken } from './id-token.ts';
import { closeInteraction, interactionOf, requestOf } from './interaction.ts';
import { issueCode } from './issue.ts';
import type { AuthorizationEnd } from './part.ts';
import { respond } from './respond.ts';

/** What a grant stands for beside its scopes. */
type Rights = Pick<Grant, 'consentId' | 'authorizationDetails'>;

/** The request_uri is spent now, whatever the PSU decided. @requirement FAPI2-SP-5.3.2.2-N3 */
function finish(context: Context, end: AuthorizationEnd): Reply {
  const interaction = interactionOf(context);
  if (interaction.pushed) interaction.pushed.consumedAt ??= context.bank.now();
  const cookie = closeInteraction(context.bank, interaction);
  if ('error' in end) context.error = end.error;
  const reply = respond(context.bank, requestOf(context), end, [cookie]);
  return reply.status === 303 ? { ...reply, status: context.settings.decisionRedirect } : reply;
}

export function approve(context: Context): Reply {
  const { bank } = context;
  const request = requestOf(context);
  const { username, scaDone } = interactionOf(context);
  const approved = dialectOf(request)?.approve(bank, request, { username: username ?? '', scaDone }) ?? null;
  return finish(context, success(context, approved));
}

/** A code, and with `code id_token` the ID token that vouches for it. @requirement FAPI1-ADV-5.2.2.1-4 */
function success(context: Context, rights: Rights | null): AuthorizationEnd {
  const { bank } = context;
  const request = requestOf(context);
  const code = issueCode(bank, newGrant(context, rights), request);
  if (request.responseType === 'code') return { code: code.code };
  const client = present(context.client, 'the client');
  return { code: code.code, idToken: issueIdToken(bank, client, code, { state: request.state }) };
}

/** @requirement RFC6749-4.1.2.1-2 */
export function deny(context: Context): Reply {
  const { bank, settings } = context;
  const request = requestOf(context);
  dialectOf(request)?.deny(bank, request);
  if (settings.denialYields === 'code') return finish(context, success(context, request));
  return finish(context, { error: 'access_denied', description: 'the user declined' });
}

/** After too many failures; the consent stays as it was. Who came for the dashboard is told by a page. */
export function giveUp(context: Context, description: string): Reply {
  const interaction = interactionOf(context);
  if (interaction.request === null) {
    closeInteraction(context.bank, interaction);
    throw new Refusal(400, 'access_denied', description);
  }
  return finish(context, { error: 'access_denied', description });
}

/** The rights are those approved; a faulty bank grants what was asked for. */
function newGrant(context: Context, rights: Rights | null): Grant {
  const { bank } = context;
  const request = requestOf(context);
  const { username, scaDone, authenticatedAt } = interactionOf(context);
  const now = bank.now();
  const grant: Grant = {
    id: randomUUID(),
    clientId: request.clientId,
    username: username ?? '',
    subject: bank.users.get(username ?? '')?.subject ?? '',
    scopes: request.scopes,
    scopesByDefault: request.scopesByDefault,
    consentId: rights?.consentId ?? null,
    authorizationDetails: rights?.authorizationDetails ?? [],
    scaDone,
    authenticatedAt: authenticatedAt ?? now,
    createdAt: now,
    expiresAt: now + bank.settings.refreshTokenLifetimeSeconds * 1000,
    revokedAt: null,
  };
  bank.store.grants.set(grant.id, grant);
  return grant;
}
