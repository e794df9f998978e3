/** The network of a walk in a browser: every request that a page makes goes through the agent, with its cookies, hosts and evidence. */
import type { Gone, Tab, TabKeeper, TabRequest, TabRoute } from '../browser/tab.ts';
import { hostAllowed } from '../transport/hosts.ts';
import { readUrl } from '../url.ts';
import { bytesOf } from './browser.ts';
import type { Callback } from './callback.ts';
import { landing } from './landing.ts';
import { type Stop, stop } from './stop.ts';
import type { Submission } from './submission.ts';
import { arrive, type VisitOptions } from './visit.ts';
import type { PageArrival, Way } from './way.ts';

/** What pages may load beside themselves, in one walk. */
const MAX_RESOURCES = 500;
const MAX_NAVIGATIONS = 20;
const MAX_REDIRECTS = 5;
/** Headers of a request that are the connection's, or the agent's own. */
const NOT_SENT = /^(?:host|cookie|connection|content-length|accept-encoding|sec-.*|:.*)$/iu;
/** Headers of an answer that no longer fit the body as it is handed on, or that the agent keeps. */
const NOT_GIVEN = /^(?:set-cookie|content-encoding|content-length|transfer-encoding|connection|keep-alive)$/iu;

type Landed = { kind: 'callback'; callback: Callback } | Stop;

export class BrowserNetwork {
  readonly #way: Way;
  #tab: Tab | null = null;
  readonly #arrived = new Map<string, PageArrival>();
  #resources = 0;
  #navigations = 0;
  /** Where the walk has ended, as soon as it has. */
  end: Landed | null = null;
  /** A page that redirects led to, which the tab is still to be taken to. */
  onward: PageArrival | null = null;
  /** The document in the tab. */
  current: PageArrival | null = null;
  documents = 0;
  pending = 0;
  /** Windows that pages opened, which were closed. */
  popups = 0;
  /** What evidence calls the next request of the tab. */
  label = 'authorize';

  /** What has become of the tab before it was closed here. */
  gone: Gone | null = null;
  readonly keeper: TabKeeper = {
    request: (route) => this.#answer(route),
    popup: () => {
      this.popups += 1;
    },
    gone: (how) => {
      this.gone ??= how;
    },
  };

  constructor(way: Way) {
    this.#way = way;
  }

  /** To be called with the tab that was opened with its keeper. */
  attach(tab: Tab): void {
    this.#tab = tab;
  }

  /** Sends a request as the tab would, and keeps what comes of it. */
  async open(submission: Submission, visit: VisitOptions = this.#way.visit): Promise<void> {
    await this.#cookiesOfScripts();
    const arrival = await arrive(submission, this.label, visit);
    if (arrival.kind === 'page') this.onward = arrival;
    else this.end ??= arrival;
    await this.#cookiesForScripts();
  }

  /** Takes the tab to a page that has arrived. */
  async show(arrival: PageArrival): Promise<void> {
    this.#arrived.set(arrival.url, arrival);
    await this.#tab?.goto(arrival.url);
  }

  async #answer(route: TabRoute): Promise<void> {
    this.pending += 1;
    try {
      if (route.request.navigates) await this.#navigation(route);
      else await this.#resource(route);
    } finally {
      this.pending -= 1;
    }
  }

  async #navigation(route: TabRoute): Promise<void> {
    const { request } = route;
    const landed = this.#landed(request);
    if (landed !== null) {
      this.end ??= landed;
      return route.fulfill({ status: 204 });
    }
    // Frames and further windows are not followed.
    if (!request.leads || this.end !== null) return route.abort('blockedbyclient');
    const url = request.url.split('#')[0] ?? '';
    const known = this.#arrived.get(url);
    if (known !== undefined && request.method === 'GET') {
      this.#arrived.delete(url);
      return this.#deliver(route, known);
    }
    this.#navigations += 1;
    if (this.#navigations > MAX_NAVIGATIONS)
      this.end ??= stop(['redirect.loop'], `the pages led on ${MAX_NAVIGATIONS} times`);
    else await this.open(submissionOf(request));
    const arrival = this.onward as PageArrival | null;
    if (arrival === null || arrival.url !== url) return route.fulfill({ status: 204 });
    this.onward = null;
    return this.#deliver(route, arrival);
  }

  #deliver(route: TabRoute, arrival: PageArrival): Promise<void> {
    this.current = arrival;
    this.documents += 1;
    const policy = arrival.policy === null ? {} : { 'content-security-policy': arrival.policy };
    const kind = arrival.contentType.split(';')[0] || 'text/plain';
    return route.fulfill({
      status: arrival.status,
      headers: { 'content-type': `${kind}; charset=utf-8`, ...policy },
      body: arrival.body,
    });
  }

  /** The way back to the client, in whichever window. */
  #landed({ url: address, fragment, method, body }: TabRequest): Landed | null {
    const landed = landing(`${address}${fragment}`, 200, this.#way.visit);
    if (method !== 'POST' || body === null) return landed;
    if (landed?.kind !== 'callback') {
      // What a form carries goes astray as what a query carries does.
      const carried = landing(`${address.split(/[?#]/u)[0]}?${body}`, 200, this.#way.visit);
      return carried?.kind === 'stopped' ? carried : landed;
    }
    return {
      kind: 'callback',
      callback: { ...landed.callback, carrier: 'form_post', params: [...new URLSearchParams(body)] },
    };
  }

  async #resource(route: TabRoute): Promise<void> {
    this.#resources += 1;
    await this.#cookiesOfScripts();
    const headers = Object.entries(route.request.headers).filter(([name]) => !NOT_SENT.test(name));
    let { url, method, body } = route.request;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const { browse, hosts, jar } = this.#way.visit;
      const asked =
        this.#resources <= MAX_RESOURCES && hostAllowed(url, hosts) && landing(url, null, this.#way.visit) === null;
      if (!asked) return route.abort('blockedbyclient');
      const cookies = jar.header(url);
      const sent: [string, string][] = cookies === null ? headers : [...headers, ['cookie', cookies]];
      const exchange = await browse({ method, url, headers: sent, body, label: 'part of a page' });
      const answer = exchange.response;
      if (answer === null || answer.truncated) return route.abort('failed');
      jar.store(
        answer.headers.flatMap(([name, value]) => (name.toLowerCase() === 'set-cookie' ? [value] : [])),
        url,
      );
      const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
      const next =
        answer.status >= 300 && answer.status < 400 && location !== undefined ? readUrl(location, url) : null;
      if (next === null) {
        await this.#cookiesForScripts();
        const given = answer.headers.filter(([name]) => !NOT_GIVEN.test(name));
        return route.fulfill({ status: answer.status, headers: Object.fromEntries(given), body: bytesOf(exchange) });
      }
      url = next.href;
      if (answer.status !== 307 && answer.status !== 308) [method, body] = [method === 'HEAD' ? method : 'GET', null];
    }
    return route.abort('failed');
  }

  /** Cookies that scripts have set are sent, too. */
  async #cookiesOfScripts(): Promise<void> {
    const known = new Map(this.#way.jar.held().map(({ name, domain, value }) => [`${domain}|${name}`, value]));
    for (const { name, value, domain, path, secure } of (await this.#tab?.cookies()) ?? []) {
      const host = domain.replace(/^\./u, '');
      if (known.get(`${host}|${name}`) === value) continue;
      const wide = domain.startsWith('.') ? `; Domain=${host}` : '';
      const line = `${name}=${value}; Path=${path}${wide}${secure ? '; Secure' : ''}`;
      const base = readUrl(this.current?.url ?? '');
      if (base !== null && (base.hostname === host || base.hostname.endsWith(`.${host}`)))
        this.#way.jar.store([line], base.href);
    }
  }

  /** Those that are not kept from scripts; the agent keeps the others. */
  async #cookiesForScripts(): Promise<void> {
    for (const { name, value, domain, hostOnly, path, secure, httpOnly } of this.#way.jar.held())
      if (!httpOnly)
        await this.#tab
          ?.addCookie({ name, value, domain: hostOnly ? domain : `.${domain}`, path, secure })
          .catch(() => undefined);
  }
}

const submissionOf = ({ url: address, method, headers, body }: TabRequest): Submission => {
  const url = address.split('#')[0] ?? '';
  if (method !== 'POST') return { method: 'GET', url, contentType: null, body: null };
  const contentType = headers['content-type'] ?? 'application/x-www-form-urlencoded';
  return { method: 'POST', url, contentType, body: body ?? '' };
};
