/** The dashboard: what the user has given to whom, and taking it back. */
import { revoke } from '../api/consent.ts';
import { accountsOf } from '../api/data.ts';
import { wantedBy } from '../api/index.ts';
import type { Bank } from '../bank.ts';
import type { Context } from '../http/context.ts';
import { type Branch, type Check, check, type Endpoint } from '../http/endpoint.ts';
import { escapeHtml, page } from '../http/page.ts';
import { invalidRequest } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { Consent } from '../store/consents.ts';
import { recurringDetails } from './consent.ts';
import { interactionPage } from './form.ts';
import { interactionOf, interactionStage, openInteraction, showChecks, submitChecks } from './interaction.ts';

const signedIn: readonly Check[] = [...showChecks, interactionStage('dashboard')];

const shared = { group: 'browser', surface: 'browser' } as const;

/** Who comes without having signed in does so first. */
const entry: Branch = { checks: [], answer: ({ bank }) => openInteraction(bank, null, null) };

export const dashboard: Endpoint = {
  ...shared,
  id: 'dashboard',
  methods: ['GET'],
  path: '/dashboard',
  checks: [],
  choose: ({ request }) => (request.query.first('interaction') === undefined ? 'entry' : 'list'),
  branches: { entry, list: { checks: signedIn, answer: list } },
  answer: list,
};

const consentOwn = check('dashboard-consent-own', (context) => {
  if (!named(context)) throw invalidRequest('you gave no such consent');
});

const consentInForce = check('dashboard-consent-in-force', (context) => {
  const consent = named(context);
  if (consent && state(context.bank, consent) !== IN_FORCE) throw invalidRequest('the consent is not in force');
});

export const dashboardConsent: Endpoint = {
  ...shared,
  id: 'dashboard-consent',
  methods: ['GET'],
  path: '/dashboard/consent',
  checks: [...signedIn, consentOwn],
  answer: one,
};

export const dashboardRevoke: Endpoint = {
  ...shared,
  id: 'dashboard-revoke',
  methods: ['POST'],
  path: '/dashboard/revoke',
  checks: [...submitChecks, interactionStage('dashboard'), consentOwn, consentInForce],
  answer: takeBack,
};

/** A payment that was approved is an order, and no access that could be taken back. */
const isLasting = ({ kind }: Consent): boolean => kind !== 'payment' && kind !== 'berlin-payment';

/** Consents that the user decided on, the newest first. */
function own({ bank, settings, as }: Context): Consent[] {
  const mine = [...bank.store.consents.values()].filter(
    (consent) => consent.username === as.interaction?.username && isLasting(consent),
  );
  const listed = settings.dashboardLists === 'no-accounts' ? mine.filter(({ kind }) => kind === 'funds') : mine;
  return listed.reverse();
}

function named(context: Context): Consent | undefined {
  const { request } = context;
  const id = (request.method === 'POST' ? request.form : request.query).first('consent');
  return own(context).find((consent) => nameOf(context.bank, consent) === id);
}

/** A consent that was never lodged is known by the grant that it came with, for its own id is told to nobody. */
function nameOf({ store }: Bank, { id, kind }: Consent): string {
  if (kind !== 'details') return id;
  return [...store.grants.values()].find(({ consentId }) => consentId === id)?.id ?? id;
}

const IN_FORCE = 'In force';

function state(bank: Bank, consent: Consent): string {
  if (consent.revokedAt !== null) return 'Taken back by you';
  if (consent.deletedAt !== null) return 'Ended by the application';
  if (consent.expiresAt !== null && consent.expiresAt <= bank.now()) return 'Over';
  return consent.status === 'Authorised' ? IN_FORCE : 'Declined';
}

const clientName = ({ bank }: Context, { clientId }: Consent): string => bank.clients.get(clientId)?.name ?? clientId;

const items = (list: readonly string[]): string =>
  `<ul>${list.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

/** The same as the consent page showed. @requirement UK-OB-3.1-AIS-13 */
function details(context: Context, consent: Consent): string {
  const { bank, settings } = context;
  const { accounts = null, recurring } = wantedBy(consent) ?? {};
  const given: [string, string][] = [
    ['Given', escapeHtml(new Date(consent.createdAt).toISOString().slice(0, 10))],
    ['State', escapeHtml(state(bank, consent))],
  ];
  if (recurring)
    return table([
      ...recurringDetails(recurring, escapeHtml).map(([title, , html]): [string, string] => [title, html]),
      ...given,
    ]);
  const until = accounts?.until ?? null;
  const told = settings.dashboardLists === 'other-end' ? yearLater(until) : until;
  const rows: [title: string, html: string][] = [
    ['Accounts', items(accountsOf(consent.username ?? '').map(({ nickname, iban }) => `${nickname}, ${iban}`))],
    ['What it may see', items(accounts?.permissions ?? [])],
    ['Until', told === null ? 'you take it back' : escapeHtml(told)],
    ...given,
  ];
  return table(rows);
}

const table = (rows: readonly [title: string, html: string][]): string =>
  `<dl>\n${rows.map(([title, html]) => `<dt>${title}</dt><dd>${html}</dd>`).join('\n')}\n</dl>`;

const yearLater = (day: string | null): string | null =>
  day?.replace(/^\d{4}/, (year) => `${Number(year) + 1}`) ?? null;

function address(context: Context, path: string, more: { [name: string]: string } = {}): string {
  const query = new URLSearchParams({ interaction: interactionOf(context).id, ...more });
  return escapeHtml(`${path}?${query}`);
}

/** Sections of a page. */
const PAGE = 50;

function list(context: Context): Reply {
  const all = own(context);
  const from = Math.max(0, Number.parseInt(context.request.query.first('from') ?? '', 10) || 0);
  const sections = all.slice(from, from + PAGE).map((consent) => {
    const name = escapeHtml(clientName(context, consent));
    const id = nameOf(context.bank, consent);
    const action =
      state(context.bank, consent) === IN_FORCE
        ? `\n<p><a id="consent-${escapeHtml(id)}" href="${address(context, '/dashboard/consent', { consent: id })}">Take this back from ${name}</a></p>`
        : '';
    return `<section>\n<h2>${name}</h2>\n${details(context, consent)}${action}\n</section>`;
  });
  const next = String(from + PAGE);
  const older =
    all.length > from + PAGE
      ? `<p><a id="dashboard-older" href="${address(context, '/dashboard', { from: next })}">Older ones</a></p>\n`
      : '';
  const body = `<p>Applications that you let see your accounts.</p>
${sections.length === 0 ? '<p>There are none.</p>' : sections.join('\n')}
${older}<p><a id="dashboard-again" href="${address(context, '/dashboard')}">Look again</a></p>`;
  return page({ title: 'Who may see your accounts', body });
}

function one(context: Context): Reply {
  const consent = named(context);
  if (!consent) throw invalidRequest('you gave no such consent');
  const name = escapeHtml(clientName(context, consent));
  return interactionPage(interactionOf(context), {
    title: 'Take this access back?',
    action: '/dashboard/revoke',
    problem: null,
    lead: `<p><strong>${name}</strong> has this access. Once you take it back, it gets no more data from us.</p>\n${details(context, consent)}`,
    fields: `<input type="hidden" name="consent" value="${escapeHtml(nameOf(context.bank, consent))}">
<button id="revoke" type="submit">Take it back</button>
<p><a id="keep" href="${address(context, '/dashboard')}">Keep it</a></p>`,
  });
}

/** @requirement UK-OB-3.1-AIS-2 BG-1.3-AIS-2 */
function takeBack(context: Context): Reply {
  const { bank, settings } = context;
  const consent = named(context);
  if (!consent) throw invalidRequest('you gave no such consent');
  if (settings.dashboardEnds === 'consent') revoke(bank, consent);
  else {
    const { accessTokens, refreshTokens } = bank.store;
    const tokens = settings.dashboardEnds === 'access-tokens' ? accessTokens : refreshTokens;
    for (const token of tokens.values()) if (token.grant?.consentId === consent.id) token.revokedAt ??= bank.now();
  }
  const name = escapeHtml(clientName(context, consent));
  const body = `<p id="revoked" role="status"><strong>${name}</strong> has no access to your accounts by this consent any more.</p>
<p><a id="back-to-dashboard" href="${address(context, '/dashboard')}">Back to the list</a></p>`;
  return page({ title: 'The access was taken back', body });
}
