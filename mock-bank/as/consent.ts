/** The consent page: who asks for what, and the PSU's decision. */
import { accountsOf } from '../api/data.ts';
import { decisionChecks, dialectOf, isApiScope, type Recurring, type Wanted } from '../api/index.ts';
import type { Context } from '../http/context.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { escapeHtml } from '../http/page.ts';
import { invalidRequest } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { decimal } from '../sca/money.ts';
import type { Settings } from '../settings.ts';
import { consentAgain, refuseAuthorization } from './authorize.ts';
import { batchLines, inWords } from './batch.ts';
import { demandChecks } from './checks/demands.ts';
import { uriUnspent } from './checks/request-uri.ts';
import { approve, deny } from './decision.ts';
import { interactionPage } from './form.ts';
import { interactionOf, interactionStage, requestOf, showChecks, submitChecks } from './interaction.ts';

export const showConsent: Endpoint = {
  id: 'consent-page',
  group: 'browser',
  methods: ['GET'],
  path: '/consent',
  surface: 'browser',
  checks: [...showChecks, interactionStage('consent')],
  answer: consentPage,
};

/** Puts the request back where the checks of the authorization endpoint look for it. */
const interactionRequest = check('interaction-request', (context) => {
  context.as.request = requestOf(context);
  context.as.pushed = interactionOf(context).pushed;
});

/** Another tab may have come first. */
const unspent: Check = check(uriUnspent.name, (context) => {
  if (context.as.pushed) return uriUnspent.run(context);
});

const decisions: Readonly<Record<string, (context: Context) => Reply>> = { approve, deny };

const decisionKnown = check('decision-known', ({ request }) => {
  if (!Object.hasOwn(decisions, request.form.first('decision') ?? '')) throw invalidRequest('the decision is missing');
});

export const submitConsent: Endpoint = {
  id: 'consent',
  group: 'browser',
  methods: ['POST'],
  path: '/consent',
  surface: 'browser',
  checks: [
    ...submitChecks,
    interactionStage('consent'),
    decisionKnown,
    interactionRequest,
    unspent,
    ...consentAgain,
    ...decisionChecks,
    ...demandChecks,
  ],
  answer: (context) => (decisions[context.request.form.first('decision') ?? ''] ?? deny)(context),
  refuse: refuseAuthorization,
};

/** @requirement FAPI2-SP-5.3.2.2-13 */
function consentPage(context: Context): Reply {
  const interaction = interactionOf(context);
  const { username } = interaction;
  const request = requestOf(context);
  const wanted = dialectOf(request)?.shown(context.bank, request) ?? null;
  const write = context.settings.writtenRaw === 'details' ? (text: string) => text : escapeHtml;
  const told =
    wanted === null
      ? scopeDetails(request.scopes)
      : wantedDetails(wanted, request.scopes, username ?? '', { settings: context.settings, write });
  const details = context.settings.consentPageDetails === 'shown' ? told : '';
  const client = escapeHtml(context.client?.name ?? '');
  return interactionPage(interaction, {
    title: titleOf(wanted),
    action: '/consent',
    problem: null,
    lead: `<p><strong id="consent-client">${client}</strong> asks for your approval.</p>\n${details}`,
    fields: `<button id="approve" type="submit" name="decision" value="approve">Approve</button>
<button id="deny" class="second" type="submit" name="decision" value="deny">Deny</button>`,
  });
}

function titleOf(wanted: Wanted | null): string {
  if (wanted?.recurring) return 'Approve these payments';
  return wanted?.payment ? 'Approve this payment' : 'Approve this access';
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function scopeDetails(scopes: readonly string[]): string {
  return `<dl><dt>What it may use</dt><dd id="consent-permissions">${list(scopes)}</dd></dl>`;
}

/** As on the consent page. @requirement UK-OB-3.1-VRP-10 */
export function recurringDetails(
  { payee, payeeAccount, maximum, limits, from, until }: Recurring,
  write: (text: string) => string,
): [title: string, id: string, html: string][] {
  const { currency } = maximum;
  const amount = (minor: number) => `${decimal(minor)} ${currency}`;
  const begins = { Consent: 'from today', Calendar: 'of the calendar' };
  return [
    ['To', 'consent-payee', `<bdi>${write(payee)}</bdi>, ${escapeHtml(payeeAccount)}`],
    ['Most for one payment', 'consent-amount', escapeHtml(amount(maximum.minor))],
    [
      'Most in all',
      'consent-limits',
      list(
        limits.map(
          ({ minor, period, alignment }) => `${amount(minor)} a ${period.toLowerCase()}, ${begins[alignment]}`,
        ),
      ),
    ],
    ['From', 'consent-begins', escapeHtml(from ?? 'today')],
    ['Until', 'consent-expires', escapeHtml(until ?? 'you take it back')],
  ];
}

/** What the consent is about, and the scopes that go with it and speak for themselves. @requirement RFC9396-3.1-1 */
function wantedDetails(
  { payment, accounts, recurring }: Wanted,
  scopes: readonly string[],
  username: string,
  { settings, write }: { settings: Settings; write: (text: string) => string },
): string {
  const entries: [title: string, id: string, html: string][] = [];
  if (payment) {
    const { amount, payee, payeeAccount, batch } = payment;
    const to = batch ? list(batchLines(batch, settings)) : `<bdi>${write(payee)}</bdi>, ${escapeHtml(payeeAccount)}`;
    if (!batch || settings.batchShown !== 'without-total')
      entries.push([batch ? 'Amount in all' : 'Amount', 'consent-amount', escapeHtml(inWords(amount))]);
    entries.push([batch ? 'Payments' : 'To', 'consent-payee', to]);
  }
  if (recurring) entries.push(...recurringDetails(recurring, write));
  if (accounts) {
    const own = accountsOf(username).map(({ nickname, iban }) => `${nickname}, ${iban}`);
    entries.push(['Accounts', 'consent-accounts', list(own)]);
    entries.push(['What it may see', 'consent-permissions', list(accounts.permissions)]);
    if (accounts.until !== null) entries.push(['Until', 'consent-expires', escapeHtml(accounts.until)]);
  }
  const others = scopes.filter((scope) => scope !== 'openid' && !isApiScope(scope));
  if (others.length > 0) entries.push(['What it may use', 'consent-scopes', list(others)]);
  return `<dl>\n${entries.map(([title, id, text]) => `<dt>${title}</dt><dd id="${id}">${text}</dd>`).join('\n')}\n</dl>`;
}
