/** The PSU agent: walks the bank's pages by the rules of the target file until the bank sends it back to the client. */
import type { TppBank, TppPageRule } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { hostAllowed } from '../transport/hosts.ts';
import { type Callback, postsAstray, readFormPost } from './callback.ts';
import { CookieJar } from './cookies.ts';
import { type Filler, fillIn } from './fill.ts';
import { UnreasonablePage } from './markup.ts';
import { type Page, readPage } from './page.ts';
import { buttonNamed, type Decision, describePage, isErrorPage, linkNamed, pressFor, ruleFor } from './rules.ts';
import { type Stop, sentAstray, stop } from './stop.ts';
import { followLink, type Submission, submit, UnusableForm, untick } from './submission.ts';
import { suggestRule } from './suggest-rule.ts';
import { type Arrival, arrive, type Browse, type VisitOptions } from './visit.ts';

export interface WalkSurroundings extends Filler {
  browse: Browse;
  bank: Pick<TppBank, 'hosts' | 'psu' | 'limits'>;
  now(): number;
  random(bytes: number): Uint8Array;
}

export interface WalkRequest {
  /** What the browser opens: an address, or a form that is posted to it. */
  first: Submission;
  redirectUri: string;
  /** Of the request; null when it has none. */
  state: string | null;
  /** Another redirect_uri that the browser's request names. */
  foreignUri: string | null;
  decision: 'approve' | 'deny';
  /** Loads the address once in a browser that is thrown away before the real visit. */
  openTwice: boolean;
}

type Back = { kind: 'callback'; callback: Callback };

export interface Walk<End = Back | Stop> {
  end: End;
  /** Ids of the rules that were followed, in order. */
  pages: string[];
  /** Whether a page of the second factor was shown. */
  sca: boolean;
  /** What was pressed on the consent page, or null when none was reached. */
  decided: 'approve' | 'deny' | null;
  /** Statuses of the redirects that answered a form of the user. */
  formRedirects: ReadonlySet<number>;
}

/** The consent page as it came. */
export interface Seen {
  kind: 'seen';
  arrival: PageArrival;
  page: Page;
  /** Cookies of the visit, for what the page loads. */
  jar: CookieJar;
}

/** How often one rule may be followed: a page that keeps coming back has refused what was filled in, and locks its user. */
const RULE_USES: { [means in TppPageRule['means']]: number } = { login: 2, sca: 2, consent: 3, other: 5 };

/** From the authorization address to the redirect_uri, or to where it ends. Never throws for what a bank does. */
export const walkAuthorization = async (request: WalkRequest, around: WalkSurroundings): Promise<Walk> => {
  const walk = await walkPages(request, around);
  if (walk.end.kind === 'seen') throw new Error('a walk that decides does not stop at the consent page');
  return { ...walk, end: walk.end };
};

/** From the authorization address to the consent page, where nothing is pressed. */
export const walkToConsent = async (
  request: Pick<WalkRequest, 'first' | 'redirectUri' | 'state'>,
  around: WalkSurroundings,
): Promise<Walk<Seen | Stop>> => {
  const walk = await walkPages({ ...request, foreignUri: null, decision: 'look', openTwice: false }, around);
  if (walk.end.kind !== 'callback') return { ...walk, end: walk.end };
  return { ...walk, end: stop(['malformed'], 'the bank went back to the client without a consent page') };
};

type Request = Omit<WalkRequest, 'decision'> & { decision: Decision };
type End = Back | Stop | Seen;
type Step = End | { kind: 'onward'; submission: Submission; label: string };

/** What one walk carries along. */
interface Way extends Omit<Walk, 'end' | 'formRedirects'> {
  request: Request;
  around: WalkSurroundings;
  jar: CookieJar;
}

const walkPages = async (request: Request, around: WalkSurroundings): Promise<Walk<End>> => {
  const way: Way = { request, around, jar: newJar(around), pages: [], sca: false, decided: null };
  const visit: VisitOptions = {
    browse: around.browse,
    jar: way.jar,
    hosts: around.bank.hosts,
    redirectUri: request.redirectUri,
    state: request.state,
    foreignUri: request.foreignUri,
    redirects: around.bank.limits.redirects,
    formRedirects: new Set(),
  };
  const { formRedirects } = visit;
  const told = (end: End): Walk<End> => ({ end, pages: way.pages, sca: way.sca, decided: way.decided, formRedirects });
  const { first } = request;
  if (request.openTwice) {
    const glance = await arrive(first, 'authorize (first load)', {
      ...visit,
      jar: newJar(around),
      formRedirects: new Set(),
    });
    if (glance.kind === 'stopped') return told(glance);
  }
  // A request that is posted holds nothing that the user typed.
  let arrival = await arrive(first, 'authorize', { ...visit, formRedirects: new Set() });
  for (;;) {
    const step = await onArrival(arrival, way);
    if (step.kind !== 'onward') return told(step);
    arrival = await arrive(step.submission, step.label, visit);
  }
};

const onArrival = async (arrival: Arrival, way: Way): Promise<Step> => {
  if (arrival.kind === 'callback') return taintCallback(arrival, way.around);
  if (arrival.kind === 'stopped') return arrival;
  if (!/^(text\/html|application\/xhtml\+xml)\b/iu.test(arrival.contentType)) return notHtml(arrival, way.around);
  try {
    return await onPage(arrival, readPage(arrival.body), way);
  } catch (error) {
    const told = error instanceof UnreasonablePage || error instanceof UnusableForm || error instanceof HookFailed;
    if (told) return stop(['malformed', `http.${arrival.status}`], error.message);
    throw error;
  }
};

type PageArrival = Extract<Arrival, { kind: 'page' }>;

const onPage = async (arrival: PageArrival, page: Page, way: Way): Promise<Step> => {
  const { request, around } = way;
  const callback = readFormPost(page, arrival.url, request.redirectUri);
  if (callback !== null) return taintCallback({ kind: 'callback', callback }, around);
  if (request.foreignUri !== null && readFormPost(page, arrival.url, request.foreignUri) !== null)
    return sentAstray(request.foreignUri);
  const astray = postsAstray(page, arrival.url, request);
  if (astray !== null && !hostAllowed(astray, around.bank.hosts)) return sentAstray(astray.split('?')[0] ?? '');
  const rule = ruleFor(page, around.bank.psu.pages);
  if (rule === null) return unknownPage(arrival, page, around);
  const uses = RULE_USES[rule.means];
  if (way.pages.filter((id) => id === rule.id).length >= uses) {
    const detail = `the page of rule ${rule.id} came back after ${uses} answers; it ${saysOf(page)}`;
    return stop(['page.error', `http.${arrival.status}`], detail);
  }
  way.pages.push(rule.id);
  way.sca ||= rule.means === 'sca';
  if (rule.means === 'consent') {
    if (request.decision === 'look') return { kind: 'seen', arrival, page, jar: way.jar };
    way.decided = request.decision;
  }
  const submission = await follow(rule, page, arrival.url, request.decision, around);
  return { kind: 'onward', submission, label: `page ${rule.id}` };
};

const follow = async (
  rule: TppPageRule,
  page: Page,
  url: string,
  decision: Decision,
  around: WalkSurroundings,
): Promise<Submission> => {
  const press = pressFor(rule, decision);
  if (press === null) throw new UnusableForm(`the rule ${rule.id} names no button to deny with`);
  const button = buttonNamed(page, press);
  if (button === null) {
    const link = linkNamed(page, press);
    if (link !== null) return followLink(page, link, url);
    throw new UnusableForm(
      `the page of rule ${rule.id} has no button or link ${press}; ${describePage(page)}${readyRule(page)}`,
    );
  }
  const form = page.forms[button.form];
  if (form === undefined) throw new UnusableForm(`the button ${press} belongs to no form`);
  const filled = await fillIn(rule, around);
  if (decision === 'deny' && rule.means === 'consent') untick(form, filled);
  const boundary = Buffer.from(around.random(16)).toString('hex');
  return submit(page, form, button, filled, { url, boundary });
};

const SECRET_PARAMS = new Set(['code', 'response', 'id_token', 'access_token', 'refresh_token']);

const taintCallback = (back: Back, around: WalkSurroundings): Back => {
  for (const [name, value] of back.callback.params) if (SECRET_PARAMS.has(name)) around.taint(value, name);
  return back;
};

/** Short cookie values are settings like `en`, and hiding every `en` would hide the evidence. */
const SECRET_COOKIE_LENGTH = 8;

const newJar = (around: WalkSurroundings): CookieJar =>
  new CookieJar(around.now, (value) => {
    if (value.length >= SECRET_COOKIE_LENGTH) around.taint(value, 'cookie');
  });

/** An error that is told in plain text or JSON is told all the same: no standard wants a page of it. */
const notHtml = ({ contentType, status }: PageArrival, around: WalkSurroundings): Step => {
  const kind = contentType.slice(0, 60) || 'no content type';
  const refusal = status >= 400 && status < 500;
  const known = refusal && around.bank.psu.error.status.includes(status);
  const codes = [...(known ? ['page.error'] : []), ...(status < 400 ? ['malformed'] : []), `http.${status}`];
  return stop(codes, `where a page was due the bank answered ${status} with ${kind}`, refusal);
};

const unknownPage = (arrival: PageArrival, page: Page, around: WalkSurroundings): Step => {
  const { status } = arrival;
  const refusal = status < 500;
  if (isErrorPage(page, status, around.bank.psu.error)) {
    return stop(
      ['page.error', `http.${status}`],
      `the bank shows an error page with status ${status}; it ${saysOf(page)}`,
      refusal,
    );
  }
  if (status >= 400) return stop([`http.${status}`], `the bank answered ${status}; the page ${saysOf(page)}`, refusal);
  const script = page.refresh === null ? '' : ', and a refresh that is not followed';
  return stop(
    ['malformed', `http.${status}`],
    `no rule of the target file fits the page: ${describePage(page)}${script}${readyRule(page)}`,
  );
};

/** A line to paste, for whoever writes the rules. */
const readyRule = (page: Page): string => {
  const rule = suggestRule(page);
  return rule === null ? '' : `; a rule for it may be: ${rule}`;
};

const saysOf = (page: Page): string => `says "${(page.text || page.title).slice(0, 200)}"`;
