/** Recognises the way back to the client's redirect_uri and reads the parameters it carries. */
import { readUrl } from '../url.ts';
import type { Page, PageForm } from './page.ts';
import { entriesOf, targetOf } from './submission.ts';

export interface Callback {
  /** The address as the bank gave it. */
  url: string;
  carrier: 'query' | 'fragment' | 'form_post';
  /** In the order given, repeated names included; without what the redirect_uri has of its own. */
  params: [string, string][];
  /** Status of the redirect, or 200 for a posted form; null when nobody here saw it. */
  status: number | null;
}

type Pairs = [string, string][];

/** What no address holds but one that a response is sent to. */
const GIVEN = ['code', 'response', 'id_token', 'access_token'];
const MEANT = [...GIVEN, 'error'];

const pairs = (text: string): Pairs => [...new URLSearchParams(text.replace(/^[?#]/u, ''))];
const holds = (params: Pairs, names: readonly string[]): boolean => params.some(([name]) => names.includes(name));

const UNRESERVED = /^[A-Za-z0-9\-._~]$/u;

/** Percent-encoding in one spelling. @requirement RFC6749-3.1.2-1 */
const spelled = (path: string): string =>
  path.replaceAll(/%[0-9a-f]{2}/giu, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return UNRESERVED.test(character) ? character : octet.toUpperCase();
  });

/** Without query and fragment, as RFC 3986 6.2.2 and 6.2.3 compare addresses. */
const placeOf = (url: URL): string =>
  `${url.protocol}//${url.username}:${url.password}@${url.host}${spelled(url.pathname)}`;

/** The query of an address after what the redirect_uri has of its own; null when it lacks some of that. */
const added = (url: URL, own: URL): Pairs | null => {
  const [held, expected] = [pairs(url.search), pairs(own.search)];
  const kept = expected.every(([name, value], index) => held[index]?.[0] === name && held[index]?.[1] === value);
  return kept ? held.slice(expected.length) : null;
};

/** True when the address is the redirect_uri, whatever a response adds to its query and fragment. */
export const leadsBack = (address: string, redirectUri: string): boolean => {
  const [url, own] = [readUrl(address), readUrl(redirectUri)];
  return url !== null && own !== null && placeOf(url) === placeOf(own) && added(url, own) !== null;
};

/** Null when the address is not the redirect_uri. */
export const readCallback = (address: string, redirectUri: string, status: number | null): Callback | null => {
  const [url, own] = [readUrl(address), readUrl(redirectUri)];
  if (url === null || own === null || !leadsBack(address, redirectUri)) return null;
  const [query, fragment] = [added(url, own) ?? [], pairs(url.hash)];
  const inFragment = !holds(query, MEANT) && (holds(fragment, MEANT) || query.length === 0) && fragment.length > 0;
  return { url: address, carrier: inFragment ? 'fragment' : 'query', params: inFragment ? fragment : query, status };
};

/** The response of response_mode form_post: a form whose action is the redirect_uri, which a script would send. */
export const readFormPost = (page: Page, pageUrl: string, redirectUri: string): Callback | null => {
  const form = page.forms.find((one) => leadsBack(postTarget(page, one, pageUrl) ?? '', redirectUri));
  if (form === undefined) return null;
  return { url: redirectUri, carrier: 'form_post', params: entriesOf(form, new Map(), null), status: 200 };
};

const postTarget = (page: Page, form: PageForm, pageUrl: string): string | null => {
  if (form.method.toLowerCase() !== 'post') return null;
  try {
    return targetOf(page, form, null, pageUrl);
  } catch {
    return null;
  }
};

/** Where a response belongs, and the state that tells it from others; null when none was sent. */
export interface Home {
  redirectUri: string;
  state: string | null;
}

/**
 * Whether an address that is not the redirect_uri is given a response: one of the client's own server, by whatever
 * scheme or port, or any that is told the state of this request. What else leads to other servers may be the bank's
 * own way, and is none of this.
 */
const isAstray = (address: string, params: Pairs, { redirectUri, state }: Home): boolean => {
  const [url, own] = [readUrl(address), readUrl(redirectUri)];
  if (url === null || own === null || leadsBack(address, redirectUri) || !holds(params, GIVEN)) return false;
  const atHome = url.hostname === own.hostname && url.hostname !== '';
  return atHome || (state !== null && params.some(([name, value]) => name === 'state' && value === state));
};

/** A redirect that carries a response to another address than the client's. */
export const redirectsAstray = (address: string, home: Home): boolean => {
  const url = readUrl(address);
  return url !== null && isAstray(address, [...pairs(url.search), ...pairs(url.hash)], home);
};

/** The address to which a form carries a response, when it is not the client's; or null. */
export const postsAstray = (page: Page, pageUrl: string, home: Home): string | null => {
  const targets = page.forms.map((form) => ({ form, target: postTarget(page, form, pageUrl) }));
  const found = targets.find(
    ({ form, target }) => target !== null && isAstray(target, entriesOf(form, new Map(), null), home),
  );
  return found?.target ?? null;
};
