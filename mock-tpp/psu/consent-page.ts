/** The step psu.consent-page: shows the bank's consent page in a real browser once and reads what it shows the user. */
import { X509Certificate } from 'node:crypto';
import { okOutcome } from '../answer.ts';
import { type Asked, dialectOf } from '../api/dialect/index.ts';
import { recall } from '../api/staged.ts';
import type { Json, TppExchange, TppOutcome } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input } from '../inputs.ts';
import type { AuthorizationRequest } from '../memory.ts';
import { opening } from '../request/opening.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { hostAllowed } from '../transport/hosts.ts';
import { agentOf } from './agent.ts';
import { pagesOf } from './authorize-user.ts';
import { NotShown, type Showing, showPage } from './browser.ts';
import { endShown } from './end-shown.ts';
import type { Seen } from './way.ts';

/** The browser has to start, and a page is several requests. */
const SHOWING_MS = 30_000;
/** Characters of the page that are told; all of it is compared. */
const LONGEST_TOLD = 8000;

export const consentPage: StepDefinition = {
  name: 'psu.consent-page',
  summary: 'Signs in, shows the consent page in a real browser and takes a picture of it; nothing is approved.',
  proofPlace: 'authorization',
  inputs: { request: input('string', 'what oauth.request gave') },
  outputs: {},
  facts: {
    'page.text': 'the text a person reads',
    'page.shows_client':
      'whether it names the client, by its id, its name or the holder of its certificate; null when only the id is known and not there',
    'page.shows_permissions': 'whether it names every kind of data that is asked for',
    'page.shows_amount': 'whether it shows the amount',
    'page.shows_payee': 'whether it shows name or account of the payee',
    'page.shows_limits': 'whether it shows the amount of each limit of recurring payments',
    'page.end':
      'which last day of recurring payments it shows: `agreed`, `another`, or `none` that can be read; null without one',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['browser', 'user-pages'],
  run: async (context) => {
    const { around } = context;
    if (around.browser === null) throw new TppFault('no browser was found to show the consent page');
    const { request, first } = await opening(context);
    const { walkToPage } = await import('./walk.ts');
    const { end, screenshots = [] } = await walkToPage(
      { first, redirectUri: request.redirectUri, state: request.state },
      'look',
      agentOf(context),
      await pagesOf(context),
    );
    if (end.kind === 'stopped') return { outcome: end.outcome, screenshots };
    return show(context, end, askedOf(context, request));
  },
};

/** How a real browser shows a page. Throws NotShown. */
export const picture = async (context: StepContext, seen: Seen): Promise<Showing> =>
  seen.shown ??
  showPage(seen.arrival, {
    chromium: context.chromium,
    timeoutMs: SHOWING_MS,
    fetch: (url: string) => fetchPart(context, seen, url),
  });

const show = async (context: StepContext, seen: Seen, asked: Asked | null): Promise<StepResult> => {
  try {
    const shown = await picture(context, seen);
    return {
      outcome: okOutcome('the consent page was shown'),
      facts: { 'page.text': shown.text.slice(0, LONGEST_TOLD), ...told(shown.text, context, asked) },
      screenshots: [{ name: 'consent-page', base64: shown.screenshot }],
    };
  } catch (error) {
    if (error instanceof NotShown) return { outcome: notShown(error.message) };
    throw error;
  }
};

/** Our browser's trouble says nothing of the bank. */
export const notShown = (detail: string): TppOutcome => ({
  ok: false,
  codes: ['timeout'],
  clear: false,
  detail: `the browser: ${detail}`,
});

const fetchPart = async (context: StepContext, seen: Seen, url: string): Promise<TppExchange | null> => {
  if (!hostAllowed(url, context.bank.hosts)) return null;
  const cookies = seen.jar.header(url);
  const headers: [string, string][] = [
    ['accept', '*/*'],
    ...(cookies === null ? [] : [['cookie', cookies] satisfies [string, string]]),
  ];
  return context.browse({ method: 'GET', url, headers, body: null, label: 'part of the consent page' });
};

/** What the page has to show: the consent that was created before, or the request's own authorization_details. */
export const askedOf = (context: StepContext, { consent, details }: AuthorizationRequest): Asked | null => {
  const { consents, carriage } = dialectOf(context);
  const staged = consent === null ? null : recall(context.memory, consent);
  if (staged !== null) return consents?.asks(staged) ?? null;
  return details === null ? null : (carriage.details?.asks(details) ?? null);
};

const told = (text: string, context: StepContext, asked: Asked | null): { [name: string]: Json } => {
  const shows_client = showsClient(text, context.client.client_id, namesOf(context));
  if (asked === null) return { 'page.shows_client': shows_client };
  const { end = null } = asked;
  const shown = end === null ? null : endShown(text, end, context.around.now());
  return { 'page.shows_client': shows_client, ...comparison(text, asked), 'page.end': shown };
};

/** Null where the consent asks for nothing of the kind. */
export const comparison = (text: string, asked: Asked): { [name: string]: Json } => ({
  'page.shows_permissions': asked.data.length === 0 ? null : asked.data.every((word) => contains(text, word)),
  'page.shows_amount': asked.amount === null ? null : showsAmount(text, asked.amount),
  'page.shows_limits': asked.limits?.every((amount) => showsAmount(text, amount)) ?? null,
  'page.shows_payee': showsPayees(text, asked),
});

/** Of a batch each payee; null where there is none to be shown. */
export const showsPayees = (text: string, { payee, lines }: Asked): boolean | null => {
  const payees = lines?.map((line) => telling(line.payee, lines)) ?? (payee.length === 0 ? [] : [payee]);
  return payees.length === 0 ? null : payees.every((words) => words.some((word) => contains(text, word)));
};

/** Words that no other payee of the batch has: two accounts may be of one name. */
const telling = (payee: readonly string[], lines: NonNullable<Asked['lines']>): string[] =>
  payee.filter((word) =>
    lines.every((other) => !other.payee.includes(word) || other.payee.join('\n') === payee.join('\n')),
  );

/** A page need not show the id, so that it tells nothing when no name is known. */
export const showsClient = (text: string, id: string, names: readonly string[]): boolean | null =>
  [id, ...names].some((name) => contains(text, name)) || (names.length === 0 ? null : false);

/** What people call the client: the name it registered with, or that in the certificate the bank knows it by. */
export const namesOf = (context: StepContext): string[] => {
  const identity = context.bank.identities[context.client.identity ?? ''];
  const subject = identity?.kind === 'pem' ? new X509Certificate(identity.certificate).subject : '';
  const names = subject.split('\n').flatMap((line) => /^(?:O|CN)=(.+)$/u.exec(line)?.[1] ?? []);
  const { name } = context.client;
  return name === null ? names : [name, ...names];
};

/** Account numbers are often shown in groups, so blanks do not count. */
export const contains = (text: string, word: string): boolean => squeeze(text).includes(squeeze(word));

const squeeze = (text: string): string => text.replaceAll(/\s/gu, '').toLowerCase();

/** With a point or a comma, grouped or not, and not as the tail of a larger amount. */
export const showsAmount = (text: string, amount: string): boolean => {
  const [, whole, cents] = /^(\d+)\.(\d+)$/u.exec(amount) ?? [];
  if (whole === undefined) return contains(text, amount);
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/gu, "[.,'\u00a0\u202f ]?");
  return new RegExp(`(?<![\\d.,])${grouped}[.,]${cents}(?!\\d)`, 'u').test(text);
};
