/** The page for the one-time code: the second factor, made for exactly this payment or consent. */
import { randomInt } from 'node:crypto';
import { dialectOf } from '../api/index.ts';
import type { Bank } from '../bank.ts';
import type { Context } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { escapeHtml } from '../http/page.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import { decimal } from '../sca/money.ts';
import type { Interaction } from '../store/authorization.ts';
import { refuseAuthorization } from './authorize.ts';
import { giveUp } from './decision.ts';
import { interactionPage } from './form.ts';
import { interactionOf, interactionStage, showChecks, submitChecks } from './interaction.ts';

const MAX_FAILURES = 3;
const LIFETIME_MS = 300_000;

/** What the PSU confirms with the code, in words. @requirement RTS-5-1a */
function linkedTo(bank: Bank, interaction: Interaction): string {
  const { request } = interaction;
  const wanted = dialectOf(request)?.wanted(bank, request);
  if (!wanted) return 'access for an application';
  const words: string[] = [];
  if (wanted.payment) {
    const { amount, payee, payeeAccount } = wanted.payment;
    words.push(`${decimal(amount.minor)} ${amount.currency} to ${payee}, ${payeeAccount}`);
  }
  if (wanted.accounts) words.push('access to account information');
  return words.join(', and ');
}

/** As if by phone; only management can read it. */
export function sendOneTimeCode(bank: Bank, interaction: Interaction): void {
  bank.store.oneTimeCodes.put({
    code: String(randomInt(1_000_000)).padStart(6, '0'),
    username: interaction.username ?? '',
    interactionId: interaction.id,
    linkedTo: linkedTo(bank, interaction),
    createdAt: bank.now(),
    expiresAt: bank.now() + LIFETIME_MS,
    spentAt: null,
  });
}

export const showOtp: Endpoint = {
  id: 'otp-page',
  group: 'browser',
  methods: ['GET'],
  path: '/otp',
  surface: 'browser',
  checks: [...showChecks, interactionStage('otp')],
  answer: (context) => otpPage(context, null),
};

export const submitOtp: Endpoint = {
  id: 'otp',
  group: 'browser',
  methods: ['POST'],
  path: '/otp',
  surface: 'browser',
  checks: [...submitChecks, interactionStage('otp')],
  answer: confirm,
  refuse: refuseAuthorization,
};

function otpPage(context: Context, problem: string | null): Reply {
  const interaction = interactionOf(context);
  const code = context.bank.store.oneTimeCodes.of(interaction.id);
  return interactionPage(interaction, {
    title: 'Confirm with your one-time code',
    action: '/otp',
    problem,
    lead: `<p>The code we sent you is good for: <strong id="otp-linked">${escapeHtml(code?.linkedTo ?? '')}</strong></p>`,
    fields: `<label for="otp">One-time code</label>
<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required autofocus>
<button id="otp-submit" type="submit">Confirm</button>`,
  });
}

/** A code is good once, for the interaction and the content it was made for. @requirement RTS-5-1d */
function confirm(context: Context): Reply {
  const { bank, request } = context;
  const interaction = interactionOf(context);
  const code = bank.store.oneTimeCodes.of(interaction.id);
  const usable = code !== undefined && code.spentAt === null && code.expiresAt > bank.now();
  if (!usable || code.linkedTo !== linkedTo(bank, interaction)) return giveUp(context, 'the one-time code has expired');
  if (request.form.first('otp') !== code.code) {
    interaction.failures += 1;
    if (interaction.failures >= MAX_FAILURES) return giveUp(context, 'the one-time code was wrong too often');
    return otpPage(context, 'That code is not correct.');
  }
  code.spentAt = bank.now();
  interaction.scaDone = true;
  interaction.failures = 0;
  interaction.stage = 'consent';
  return seeOther(`/consent?interaction=${interaction.id}`);
}
