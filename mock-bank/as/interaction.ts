/** A PSU's way through the pages: opening it, finding it again, and the cookie that ties it to one browser. */
import { createHash, randomBytes } from 'node:crypto';
import type { Bank } from '../bank.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidRequest, Refusal } from '../http/refusal.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import { judgeSession } from '../sca/authentication.ts';
import type { AuthorizationRequest, Interaction, InteractionStage, PushedRequest } from '../store/authorization.ts';
import { secret } from './issue.ts';

/** One cookie per interaction, so that two open tabs do not disturb each other. */
const cookieName = (interaction: string) => `__Host-interaction-${interaction}`;

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** @requirement OIDC-CORE-3.1.2.3-1 */
export function openInteraction(bank: Bank, request: AuthorizationRequest | null, pushed: PushedRequest | null): Reply {
  const id = randomBytes(16).toString('base64url');
  const cookie = secret();
  const lifetimeSeconds = bank.settings.interactionLifetimeSeconds;
  bank.store.interactions.set(id, {
    id,
    cookieDigest: digest(cookie),
    csrf: secret(),
    stage: 'login',
    request,
    pushed,
    username: null,
    failures: 0,
    passwordRight: false,
    activeAt: bank.now(),
    scaRequired: true,
    scaDone: false,
    authenticatedAt: null,
    expiresAt: bank.now() + lifetimeSeconds * 1000,
  });
  return seeOther(`/login?interaction=${id}`, [['set-cookie', cookieText(id, cookie, lifetimeSeconds)]]);
}

function cookieText(id: string, value: string, maxAgeSeconds: number): string {
  return `${cookieName(id)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}

/** Ends it: nothing can be done with it any more. */
export function closeInteraction(bank: Bank, interaction: Interaction): readonly [string, string] {
  interaction.stage = 'finished';
  bank.store.interactions.delete(interaction.id);
  return ['set-cookie', cookieText(interaction.id, '', 0)];
}

export const interactionOf = (context: Context): Interaction => present(context.as.interaction, 'the interaction');

/** The request that the user was sent with. */
export const requestOf = (context: Context): AuthorizationRequest =>
  present(interactionOf(context).request, 'the request of the application');

/** Where a user goes on who has signed in. */
export const afterSignIn = ({ request }: Interaction): 'consent' | 'dashboard' =>
  request === null ? 'dashboard' : 'consent';

function cookieOf(context: Context, id: string): string | undefined {
  const name = `${cookieName(id)}=`;
  const pairs = (context.request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length);
}

function ended(): Refusal {
  return new Refusal(400, 'interaction_ended', 'this page is no longer in use; please start again at the application');
}

const interactionKnown = check('interaction-known', (context) => {
  const { request, bank } = context;
  const id = (request.method === 'POST' ? request.form : request.query).first('interaction') ?? '';
  const interaction = bank.store.interactions.get(id);
  if (!interaction || interaction.expiresAt <= bank.now()) throw ended();
  context.as.interaction = interaction;
  context.client = bank.clients.get(interaction.request?.clientId ?? '') ?? null;
});

/** Who has signed in and does nothing is signed out; asking for a page again is no act of the payer. @requirement RTS-4-3d */
const interactionActive = check('interaction-active', (context) => {
  const { authenticatedAt, activeAt } = interactionOf(context);
  const idleSeconds = (context.bank.now() - activeAt) / 1000;
  if (authenticatedAt !== null && judgeSession(idleSeconds, context.settings).decision === 'refused') throw ended();
});

/** Once it is certain that it is the payer who sends the form. */
const interactionAct = check('interaction-act', (context) => {
  interactionOf(context).activeAt = context.bank.now();
});

/** The browser that opened it. */
const interactionCookie = check('interaction-cookie', (context) => {
  const interaction = interactionOf(context);
  if (digest(cookieOf(context, interaction.id) ?? '') !== interaction.cookieDigest) throw ended();
});

const interactionCsrf = check('interaction-csrf', (context) => {
  if (digest(context.request.form.first('csrf') ?? '') !== digest(interactionOf(context).csrf)) {
    throw invalidRequest('the form is not the one that was shown');
  }
});

/** Pages come in their order; the address of another stage leads nowhere. */
export function interactionStage(stage: InteractionStage): Check {
  return check('interaction-stage', (context) => {
    if (interactionOf(context).stage !== stage) throw ended();
  });
}

export const showChecks: readonly Check[] = [interactionKnown, interactionCookie, interactionActive];
export const submitChecks: readonly Check[] = [...showChecks, interactionCsrf, interactionAct];
