/** The bank's dashboard: the step psu.dashboard looks at a consent there, the action dashboard.revoke takes it back. */
import { okOutcome } from '../answer.ts';
import { type Asked, dialectOf } from '../api/dialect/index.ts';
import { recall } from '../api/staged.ts';
import type { Json, TppPageRule } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { input, optionalText, textInput } from '../inputs.ts';
import type { ActionDefinition, StepContext, StepDefinition, StepResult } from '../step.ts';
import { type AgentContext, agentOf } from './agent.ts';
import { pagesOf } from './authorize-user.ts';
import { NotShown } from './browser.ts';
import { comparison, namesOf, notShown, picture, showsClient } from './consent-page.ts';
import { endShown } from './end-shown.ts';
import type { Stop } from './stop.ts';
import type { Seen, Walk } from './way.ts';

/** Characters of the page that are told; all of it is compared. */
const LONGEST_TOLD = 8000;

/** Rules are known by names that may hold the id of the consent. */
const about = (consent: string, rule: TppPageRule): TppPageRule => {
  const named = (name: string): string => name.replaceAll('${consent}', consent);
  return {
    ...rule,
    fields: rule.fields.map(named),
    buttons: rule.buttons.map(named),
    tick: rule.tick.map(named),
    press: named(rule.press),
  };
};

interface Visit {
  walk: Walk<Seen | Stop>;
  /** What the page stands for at which the walk ended; null for one that stopped elsewhere. */
  at: TppPageRule['means'] | null;
}

/** Signs in anew, for whoever is signed in to be authorised need not be signed in to the dashboard. */
const visit = async (context: AgentContext, consent: string, decision: 'look' | 'approve'): Promise<Visit> => {
  const { bank, client } = context;
  const { dashboard = null } = bank.psu;
  if (dashboard === null) throw new TppFault('the target has no dashboard');
  const own = dashboard.pages.map((rule) => about(consent, rule));
  const agent = agentOf(context);
  // What the bank shows before, such as the sign-in, is walked by its usual rules.
  const pages = [...own, ...bank.psu.pages.filter(({ means }) => means !== 'consent')];
  const { walkDashboard } = await import('./walk.ts');
  const walk = await walkDashboard(
    {
      first: { method: 'GET', url: dashboard.url, contentType: null, body: null },
      redirectUri: client.redirect_uri,
      state: null,
      decision,
    },
    { ...agent, bank: { ...bank, psu: { ...bank.psu, pages } } },
    await pagesOf(context),
  );
  const last = walk.pages.at(-1);
  const at = walk.end.kind === 'seen' ? (own.find(({ id }) => id === last)?.means ?? null) : null;
  return { walk, at };
};

export const dashboard: StepDefinition = {
  name: 'psu.dashboard',
  summary: 'Signs in to the dashboard of the bank, and reads what it shows of a consent; nothing is revoked.',
  proofPlace: 'consent',
  inputs: {
    consent: input('string', 'id of the consent, or of the grant where no consent was created before'),
    expires_at: input('number', 'its end, in milliseconds since 1970', { optional: true }),
    token: input('string', 'the access token of the grant, where no consent was created before', { optional: true }),
  },
  outputs: {},
  facts: {
    'dashboard.listed': 'whether the list has the consent',
    'dashboard.text': 'what a person reads on the page of the consent',
    'dashboard.shows_client':
      'whether it names the client, by its id, its name or the holder of its certificate; null when only the id is known and not there',
    'dashboard.shows_permissions': 'whether it names every kind of data that was asked for',
    'dashboard.end':
      'which end it shows: `agreed`, `another`, or `none` that can be read; null for a consent without end',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: ['dashboard'],
  requests: 6,
  run: async (context) => {
    const consent = textInput(context.call.with, 'consent');
    const { walk, at } = await visit(context, consent, 'look');
    const { end, screenshots = [] } = walk;
    if (end.kind === 'stopped') return { outcome: end.outcome, screenshots };
    if (at !== 'consent')
      return { outcome: okOutcome('the dashboard has no such consent'), facts: { 'dashboard.listed': false } };
    try {
      return await read(context, end, consent);
    } catch (error) {
      if (error instanceof NotShown) return { outcome: notShown(error.message) };
      throw error;
    }
  },
};

/** What the page has to show; null when nothing is known of it. */
const askedIn = (context: StepContext, consent: string): Asked | null => {
  const { consents, carriage } = dialectOf(context);
  const staged = recall(context.memory, optionalText(context.call.with, 'token') ?? consent);
  return staged === null ? null : ((consents ?? carriage.details)?.asks(staged) ?? null);
};

const read = async (context: StepContext, seen: Seen, consent: string): Promise<StepResult> => {
  const shown = context.around.browser === null ? null : await picture(context, seen);
  const text = shown?.text ?? seen.page.text;
  const asked = askedIn(context, consent);
  const { expires_at: expiresAt = null } = context.call.with;
  const facts: { [name: string]: Json } = {
    'dashboard.listed': true,
    'dashboard.text': text.slice(0, LONGEST_TOLD),
    'dashboard.shows_client': showsClient(text, context.client.client_id, namesOf(context)),
    'dashboard.shows_permissions': asked === null ? null : (comparison(text, asked)['page.shows_permissions'] ?? null),
    'dashboard.end': typeof expiresAt !== 'number' ? null : endShown(text, expiresAt, context.around.now()),
  };
  const screenshots = shown === null ? [] : [{ name: 'dashboard', base64: shown.screenshot }];
  return { outcome: okOutcome('the dashboard shows the consent'), facts, screenshots };
};

export const revokeAtDashboard: ActionDefinition = {
  name: 'dashboard.revoke',
  summary: 'The PSU signs in to the dashboard of the bank and revokes the consent there.',
  inputs: { consent: input('string', 'id of the consent') },
  hooks: [],
  exclusive: false,
  run: async (context) => {
    const { walk, at } = await visit(context, textInput(context.inputs, 'consent'), 'approve');
    if (walk.end.kind === 'stopped') return { ok: false, detail: walk.end.outcome.detail };
    return at === 'done'
      ? { ok: true, detail: 'the dashboard says that the consent was revoked' }
      : { ok: false, detail: 'the dashboard has no such consent' };
  },
};
