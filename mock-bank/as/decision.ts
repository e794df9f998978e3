/** How an authorization ends: approved, denied, or given up. */
import { randomUUID } from 'node:crypto';
import { approveConsent, denyConsent } from '../api/decision.ts';
import type { Bank } from '../bank.ts';
import { type Context, present } from '../http/context.ts';
import type { Reply } from '../http/reply.ts';
import type { Interaction } from '../store/authorization.ts';
import type { Grant } from '../store/grants.ts';
import { issueIdToken } from './id-token.ts';
import { closeInteraction, interactionOf } from './interaction.ts';
import { issueCode } from './issue.ts';
import type { AuthorizationEnd } from './parts.ts';
import { respond } from './respond.ts';

/** The request_uri is spent now, whatever the PSU decided. @requirement FAPI2-SP-5.3.2.2-N3 */
function finish(context: Context, end: AuthorizationEnd): Reply {
  const interaction = interactionOf(context);
  if (interaction.pushed) interaction.pushed.consumedAt ??= context.bank.now();
  const cookie = closeInteraction(context.bank, interaction);
  if ('error' in end) context.error = end.error;
  return respond(context.bank, interaction.request, end, [cookie]);
}

export function approve(context: Context): Reply {
  const { bank } = context;
  const interaction = interactionOf(context);
  const { request } = interaction;
  const username = interaction.username ?? '';
  if (request.intentId !== null) approveConsent(bank, request.intentId, username, interaction.scaDone);
  return finish(context, success(context));
}

/** A code, and with `code id_token` the ID token that vouches for it. @requirement FAPI1-ADV-5.2.2.1-4 */
function success(context: Context): AuthorizationEnd {
  const { bank } = context;
  const interaction = interactionOf(context);
  const { request } = interaction;
  const code = issueCode(bank, newGrant(bank, interaction), request);
  if (request.responseType === 'code') return { code: code.code };
  const client = present(context.client, 'the client');
  return { code: code.code, idToken: issueIdToken(bank, client, code, { state: request.state }) };
}

/** @requirement RFC6749-4.1.2.1-2 */
export function deny(context: Context): Reply {
  const { bank, settings } = context;
  const interaction = interactionOf(context);
  const { request } = interaction;
  if (request.intentId !== null) denyConsent(bank, request.intentId);
  if (settings.denialYields === 'code') return finish(context, success(context));
  return finish(context, { error: 'access_denied', description: 'the user declined' });
}

/** After too many failures; the consent stays as it was. */
export function giveUp(context: Context, description: string): Reply {
  return finish(context, { error: 'access_denied', description });
}

function newGrant(bank: Bank, interaction: Interaction): Grant {
  const { request, username, scaDone, authenticatedAt } = interaction;
  const now = bank.now();
  const grant: Grant = {
    id: randomUUID(),
    clientId: request.clientId,
    username: username ?? '',
    subject: bank.users.get(username ?? '')?.subject ?? '',
    scopes: request.scopes,
    consentId: request.intentId,
    scaDone,
    authenticatedAt: authenticatedAt ?? now,
    createdAt: now,
    expiresAt: now + bank.settings.refreshTokenLifetimeSeconds * 1000,
    revokedAt: null,
  };
  bank.store.grants.set(grant.id, grant);
  return grant;
}
