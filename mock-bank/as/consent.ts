/** The consent page: who asks for what, and the PSU's decision. */
import { type ConsentFacts, consentFacts } from '../api/decision.ts';
import type { Context } from '../http/context.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { escapeHtml } from '../http/page.ts';
import { invalidRequest, Refusal } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { intentAgain, refuseAuthorization } from './authorize.ts';
import { uriUnspent } from './checks/request-uri.ts';
import { approve, deny } from './decision.ts';
import { interactionPage } from './form.ts';
import { interactionOf, interactionStage, showChecks, submitChecks } from './interaction.ts';

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
  const { request, pushed } = interactionOf(context);
  context.as.request = request;
  context.as.pushed = pushed;
});

/** Another tab may have come first. */
const unspent: Check = check(uriUnspent.name, (context) => {
  if (context.as.pushed) return uriUnspent.run(context);
});

/** A consent that was approved before is its customer's alone. */
const intentCustomer = check('intent-customer', (context) => {
  const { request, username } = interactionOf(context);
  const consent = context.bank.store.consents.get(request.intentId ?? '');
  const other = consent?.status === 'Authorised' && consent.username !== username;
  if (other) throw new Refusal(400, 'access_denied', 'the consent is of another customer');
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
    ...intentAgain,
    intentCustomer,
  ],
  answer: (context) => (decisions[context.request.form.first('decision') ?? ''] ?? deny)(context),
  refuse: refuseAuthorization,
};

/** @requirement FAPI2-SP-5.3.2.2-13 */
function consentPage(context: Context): Reply {
  const interaction = interactionOf(context);
  const { intentId, scopes } = interaction.request;
  const facts = intentId === null ? null : consentFacts(context.bank, intentId, interaction.username);
  const shown = context.settings.consentPageDetails === 'shown';
  const details = !shown ? '' : facts === null ? scopeDetails(scopes) : factDetails(facts);
  const client = escapeHtml(context.client?.name ?? '');
  return interactionPage(interaction, {
    title: facts?.kind === 'payment' ? 'Approve this payment' : 'Approve this access',
    action: '/consent',
    problem: null,
    lead: `<p><strong id="consent-client">${client}</strong> asks for your approval.</p>\n${details}`,
    fields: `<button id="approve" type="submit" name="decision" value="approve">Approve</button>
<button id="deny" class="second" type="submit" name="decision" value="deny">Deny</button>`,
  });
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function scopeDetails(scopes: readonly string[]): string {
  return `<dl><dt>What it may use</dt><dd id="consent-permissions">${list(scopes)}</dd></dl>`;
}

function factDetails(facts: ConsentFacts): string {
  if (facts.kind === 'payment') {
    return `<dl>
<dt>Amount</dt><dd id="consent-amount">${escapeHtml(`${facts.amount} ${facts.currency}`)}</dd>
<dt>To</dt><dd id="consent-payee"><bdi>${escapeHtml(facts.payee)}</bdi>, ${escapeHtml(facts.payeeAccount)}</dd>
</dl>`;
  }
  const until =
    facts.expires === null ? '' : `\n<dt>Until</dt><dd id="consent-expires">${escapeHtml(facts.expires)}</dd>`;
  return `<dl>
<dt>Accounts</dt><dd id="consent-accounts">${list(facts.accounts.map(({ label }) => label))}</dd>
<dt>What it may see</dt><dd id="consent-permissions">${list(facts.permissions)}</dd>${until}
</dl>`;
}
