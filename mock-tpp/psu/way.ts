/** What one walk of the bank's pages is asked for, carries along, and comes to. */
import type { TppBank } from '../contract.ts';
import type { Callback } from './callback.ts';
import { CookieJar } from './cookies.ts';
import type { Filler } from './fill.ts';
import type { Page } from './page.ts';
import type { Decision } from './rules.ts';
import type { Stop } from './stop.ts';
import type { Submission } from './submission.ts';
import { type Typing, typist } from './typing.ts';
import { type Arrival, arrive, type Browse, type VisitOptions } from './visit.ts';

export type PageArrival = Extract<Arrival, { kind: 'page' }>;

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
  /** What the user types otherwise than is right. */
  typing?: Typing;
  /** What the first address is, as the evidence calls it; that of an authorization by default. */
  opens?: string;
  /** The page at which the user was left before, to go on from it. */
  from?: Left | null;
  /** How many pages are shown; what the user says to the last one is made and not sent. All of them where it is not there. */
  until?: number;
}

export type Back = { kind: 'callback'; callback: Callback };

export interface Walk<End = Back | Stop> {
  end: End;
  /** Where a browser stopped: PNG, base64. */
  screenshots?: { name: string; base64: string }[];
  /** Ids of the rules that were followed, in order. */
  pages: string[];
  /** Whether a page of the second factor was shown; null when nobody here saw the pages. */
  sca: boolean | null;
  /** What the user decided: on the consent page, or on another page that has a way to decline; null before that. */
  decided: 'approve' | 'deny' | null;
  /** Statuses of the redirects that answered a form of the user; null when nobody here saw them. */
  formRedirects: ReadonlySet<number> | null;
}

/** The consent page as it came. */
export interface Seen {
  kind: 'seen';
  arrival: PageArrival;
  page: Page;
  /** Cookies of the visit, for what the page loads. */
  jar: CookieJar;
  /** How a browser shows it; null when none has yet. */
  shown: { text: string; screenshot: string } | null;
}

/** What the user says to a page, as it would be sent. */
export interface Ready {
  kind: 'ready';
  submission: Submission;
  label: string;
  jar: CookieJar;
}

/** A page that a user left open, or has filled in, and what was met on the way there. */
export interface Left {
  seen: Seen | Ready;
  pages: string[];
  sca: boolean;
}

/** What a bank says to a user who typed something wrong: a page, or what else its answer was. */
export interface Answered {
  kind: 'answered';
  status: number;
  /** What a person reads. */
  text: string;
}

/** A walk that decides, or one that only looks at a page. */
export type WayRequest = Omit<WalkRequest, 'decision'> & { decision: Decision };
export type End = Back | Stop | Seen | Ready | Answered;
/** What one walk carries along. */
export interface Way extends Omit<Walk, 'end' | 'formRedirects'> {
  sca: boolean;
  /** Whether what is wrong was typed. */
  typedWrong: boolean;
  request: WayRequest;
  around: WalkSurroundings;
  jar: CookieJar;
  /** What its visits are made with; `formRedirects` collects. */
  visit: VisitOptions;
}

export const newWay = (request: WayRequest, around: WalkSurroundings): Way => {
  const jar = request.from?.seen.jar ?? newJar(around);
  const { bank, browse } = around;
  const { redirectUri, state, foreignUri } = request;
  const visit = { browse, jar, redirectUri, state, foreignUri, hosts: bank.hosts, redirects: bank.limits.redirects };
  return {
    request,
    around: typist(around, request.typing ?? null),
    jar,
    visit: { ...visit, formRedirects: new Set() },
    pages: pagesBefore(request.from ?? null),
    sca: request.from?.sca ?? false,
    decided: null,
    typedWrong: false,
  };
};

/** A page that is open is met again, one that is filled in is not. */
const pagesBefore = (left: Left | null): string[] =>
  left === null ? [] : left.seen.kind === 'ready' ? [...left.pages] : left.pages.slice(0, -1);

export const endAt = (end: End, { pages, sca, decided, visit }: Way): Walk<End> => {
  return { end, pages, sca, decided, formRedirects: visit.formRedirects };
};

/** The load before the real visit, if one is asked for, by a browser that is thrown away; where it ended, if it did. */
export const glance = async (
  { first, redirectUri, state, foreignUri, openTwice }: Omit<WalkRequest, 'decision'>,
  around: Glancing,
): Promise<Stop | null> => {
  if (!openTwice) return null;
  const { bank, browse } = around;
  const end = await arrive(first, 'authorize (first load)', {
    ...{ browse, redirectUri, state, foreignUri, hosts: bank.hosts, redirects: bank.limits.redirects },
    jar: newJar(around),
    formRedirects: new Set(),
  });
  return end.kind === 'stopped' ? end : null;
};

type Glancing = Pick<WalkSurroundings, 'browse' | 'bank' | 'now' | 'taint'>;

/** Short cookie values are settings like `en`, and hiding every `en` would hide the evidence. */
const SECRET_COOKIE_LENGTH = 8;

const newJar = (around: Pick<WalkSurroundings, 'now' | 'taint'>): CookieJar =>
  new CookieJar(around.now, (value) => {
    if (value.length >= SECRET_COOKIE_LENGTH) around.taint(value, 'cookie');
  });

const SECRET_PARAMS = new Set(['code', 'response', 'id_token', 'access_token', 'refresh_token']);

export const taintCallback = (back: Back, around: Pick<WalkSurroundings, 'taint'>): Back => {
  for (const [name, value] of back.callback.params) if (SECRET_PARAMS.has(name)) around.taint(value, name);
  return back;
};
