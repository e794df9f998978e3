/** The page for the one-time code: the second factor, made for exactly this payment or consent. */
import { randomInt } from 'node:crypto';
import { dialectOf } from '../api/index.ts';
import type { Bank } from '../bank.ts';
import type { Context } from '../http/context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { escapeHtml } from '../http/page.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import { recordTry } from '../sca/tries.ts';
import type { Interaction, OneTimeCode } from '../store/authorization.ts';
import { refuseAuthorization } from './authorize.ts';
import { batchLinked, inWords } from './batch.ts';
import { giveUp } from './decision.ts';
import { interactionPage } from './form.ts';
import { afterSignIn, interactionOf, interactionStage, showChecks, submitChecks } from './interaction.ts';
import { afterFailure, failedSignIn } from './sign-in.ts';

const MAX_FAILURES = 3;
const LIFETIME_MS = 300_000;

/** What the PSU confirms with the code, in words. @requirement RTS-5-1a */
function linkedTo(bank: Bank, interaction: Interaction): string {
  const { request } = interaction;
  if (request === null) return 'your dashboard';
  const wanted = dialectOf(request)?.wanted(bank, request);
  if (!wanted) return 'access for an application';
  const words: string[] = [];
  if (wanted.payment) {
    const { amount, payee, payeeAccount, batch } = wanted.payment;
    words.push(batch ? batchLinked(amount, batch, bank.settings) : `${inWords(amount)} to ${payee}, ${payeeAccount}`);
  }
  if (wanted.recurring) {
    const { maximum, payee, payeeAccount } = wanted.recurring;
    words.push(`payments of up to ${inWords(maximum)} to ${payee}, ${payeeAccount}`);
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

/** What the page says the code is good for; a faulty bank says something else. @requirement RTS-5-1a */
function onPage({ bank, settings, as }: Context): string {
  const code = bank.store.oneTimeCodes.of(as.interaction?.id ?? '');
  const said = code?.linkedTo ?? '';
  return {
    order: said,
    'whole-amount': said.replace(/^(\d+)\.\d\d /, '$1.00 '),
    'other-currency': said.replace(/^(\d+\.\d\d) [A-Z]{3} /, '$1 USD '),
  }[settings.codePage];
}

function otpPage(context: Context, problem: string | null): Reply {
  const interaction = interactionOf(context);
  const told = onPage(context);
  return interactionPage(interaction, {
    title: 'Confirm with your one-time code',
    action: '/otp',
    problem,
    lead: `<p>The code we sent you is good for: <strong id="otp-linked">${escapeHtml(told)}</strong></p>`,
    fields: `<label for="otp">One-time code</label>
<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required autofocus>
<button id="otp-submit" type="submit">Confirm</button>`,
  });
}

/** Codes that would be right, were the bank to take any of them: a faulty one takes more than the one it sent last. */
function accepted({ bank, settings, request }: Context, own: OneTimeCode): OneTimeCode | undefined {
  if (settings.factorsJudged === 'password') return own;
  const typed = request.form.first('otp');
  const sent = bank.store.oneTimeCodes.sentTo(own.username).filter(({ code }) => code === typed);
  const linked = sent.filter((one) => one === own || settings.linkedCodes === 'any' || one.linkedTo === own.linkedTo);
  return linked.find((one) => {
    if (one.spentAt !== null) return settings.codeUses === 'many';
    return one === own || settings.linkedCodes === 'any' || settings.batchCodes !== 'total-and-payees';
  });
}

/** A code is good once, for the interaction and the content it was made for. @requirement RTS-4-1 RTS-5-1b RTS-5-1d */
function confirm(context: Context): Reply {
  const { bank } = context;
  const interaction = interactionOf(context);
  const username = interaction.username ?? '';
  const own = bank.store.oneTimeCodes.of(interaction.id);
  const usable = own !== undefined && own.spentAt === null && own.expiresAt > bank.now();
  if (!usable || own.linkedTo !== linkedTo(bank, interaction)) return giveUp(context, 'the one-time code has expired');
  const code = accepted(context, own);
  if (code === undefined || !interaction.passwordRight) {
    interaction.failures += 1;
    const sentAway = afterFailure(context, username, interaction.passwordRight ? 'possession' : 'knowledge');
    if (sentAway) return sentAway;
    if (!interaction.passwordRight || context.settings.signInJudged === 'together')
      return failedSignIn(context, interaction.passwordRight ? 'code' : 'password');
    if (interaction.failures >= MAX_FAILURES) return giveUp(context, 'the one-time code was wrong too often');
    return otpPage(context, 'That did not work. Please check what you typed and try again.');
  }
  code.spentAt = bank.now();
  own.spentAt = bank.now();
  recordTry(bank, username, 'possession', true);
  interaction.scaDone = true;
  interaction.stage = afterSignIn(interaction);
  return seeOther(`/${interaction.stage}?interaction=${interaction.id}`);
}
