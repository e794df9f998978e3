/** One visit of the bank's pages: cookies kept, redirects followed to allowed hosts only, the redirect_uri known but never contacted. */

import type { TppExchange, TppOutcome } from '../contract.ts';
import { whyNotTo } from '../transport/hosts.ts';
import { readUrl } from '../url.ts';
import type { Callback } from './callback.ts';
import type { CookieJar } from './cookies.ts';
import { landing, type Places } from './landing.ts';
import { brokenOff, stop } from './stop.ts';
import type { Submission } from './submission.ts';

export interface BrowserRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body: string | null;
  label: string;
}

export type Browse = (request: BrowserRequest) => Promise<TppExchange>;

export interface VisitOptions extends Places {
  browse: Browse;
  jar: CookieJar;
  redirects: number;
  /** Statuses of the redirects that answered a form of the user; what is new is added. */
  formRedirects: Set<number>;
}

export type Arrival =
  | { kind: 'page'; url: string; status: number; contentType: string; policy: string | null; body: string }
  | { kind: 'callback'; callback: Callback }
  | { kind: 'stopped'; outcome: TppOutcome };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** These send a POST again, body and all. A browser does so, and whether a bank may ask it to is for others to judge. */
const KEEPS_METHOD = new Set([307, 308]);

/** Sends a request and follows it until a page, the redirect_uri or an end. */
export const arrive = async (first: Submission, label: string, options: VisitOptions): Promise<Arrival> => {
  let request = first;
  const seen = new Set<string>();
  for (let hop = 0; hop <= options.redirects; hop += 1) {
    const refused = whyNotTo(request.url, options.hosts);
    if (refused !== null)
      return stop(['host-not-allowed'], `the bank sends the browser to an address that is not allowed: ${refused}`);
    const cookies = options.jar.header(request.url);
    const state = `${request.method} ${request.url} ${cookies ?? ''}`;
    if (seen.has(state)) return stop(['redirect.loop'], `the redirects come back to ${plainUrl(request.url)}`);
    seen.add(state);
    const exchange = await options.browse(toBrowser(request, cookies, hop === 0 ? label : 'redirect'));
    const answer = exchange.response;
    if (exchange.failure !== null || answer === null) return brokenOff(exchange);
    options.jar.store(valuesOf(answer.headers, 'set-cookie'), request.url);
    if (!REDIRECTS.has(answer.status)) return arrival(request.url, answer);
    if (request.method === 'POST') options.formRedirects.add(answer.status);
    const next = nextStop(request, answer, options);
    if (next.kind !== 'onward') return next;
    request = next.request;
  }
  return stop(['redirect.loop'], `more than ${options.redirects} redirects without a page`);
};

type Response = NonNullable<TppExchange['response']>;

type Stop = Arrival | { kind: 'onward'; request: Submission };

const nextStop = (from: Submission, answer: Response, options: VisitOptions): Stop => {
  const [location, ...more] = valuesOf(answer.headers, 'location');
  if (location === undefined || more.length > 0) {
    return stop(
      ['malformed', `http.${answer.status}`],
      `a redirect with ${location ? 'several Locations' : 'no Location'}`,
    );
  }
  const resolved = readUrl(location, from.url)?.href ?? null;
  const landed = resolved === null ? null : landing(resolved, answer.status, options);
  if (landed !== null) return landed;
  if (resolved === null)
    return stop(['malformed', `http.${answer.status}`], 'a redirect to something that is not a URL');
  const next = new URL(resolved);
  next.hash = '';
  if (from.method === 'POST' && KEEPS_METHOD.has(answer.status))
    return { kind: 'onward', request: { ...from, url: next.href } };
  return { kind: 'onward', request: { method: 'GET', url: next.href, contentType: null, body: null } };
};

const toBrowser = (request: Submission, cookies: string | null, label: string): BrowserRequest => {
  const headers: [string, string][] = [
    ['accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1'],
    ['accept-language', 'en'],
  ];
  if (request.contentType !== null) headers.push(['content-type', request.contentType]);
  if (cookies !== null) headers.push(['cookie', cookies]);
  return { method: request.method, url: request.url, headers, body: request.body, label };
};

const arrival = (url: string, answer: Response): Arrival => ({
  kind: 'page',
  url,
  status: answer.status,
  contentType: valuesOf(answer.headers, 'content-type')[0] ?? '',
  policy: valuesOf(answer.headers, 'content-security-policy')[0] ?? null,
  body: answer.body ?? '',
});

const valuesOf = (headers: readonly [string, string][], name: string): string[] =>
  headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);

/** Address without its query, which may hold what is secret. */
const plainUrl = (address: string): string => address.split(/[?#]/u)[0] ?? '';
