/** Recognises the way back to the client's redirect_uri and reads the parameters it carries. */
import type { Page, PageForm } from './page.ts';
import { entriesOf, targetOf } from './submission.ts';

export interface Callback {
  /** The address as the bank gave it. */
  url: string;
  mode: 'query' | 'fragment' | 'form_post';
  /** In the order given, repeated names included. */
  params: [string, string][];
  /** Status of the redirect, or 200 for a posted form. */
  status: number;
}

/** True when the address is the redirect_uri, character for character, before any query or fragment of the response. */
export const leadsBack = (address: string, redirectUri: string): boolean => {
  if (!address.startsWith(redirectUri)) return false;
  const next = address.charAt(redirectUri.length);
  return next === '' || next === '?' || next === '#' || (next === '&' && redirectUri.includes('?'));
};

export const readCallback = (address: string, redirectUri: string, status: number): Callback | null => {
  if (!leadsBack(address, redirectUri)) return null;
  const rest = address.slice(redirectUri.length);
  const cut = rest.indexOf('#');
  const query = pairs((cut < 0 ? rest : rest.slice(0, cut)).slice(1));
  const fragment = pairs(cut < 0 ? '' : rest.slice(cut + 1));
  const inFragment = query.length === 0 && fragment.length > 0;
  return { url: address, mode: inFragment ? 'fragment' : 'query', params: inFragment ? fragment : query, status };
};

const pairs = (text: string): [string, string][] => [...new URLSearchParams(text)];

/** The response of response_mode form_post: a form of hidden fields whose action is the redirect_uri. */
export const readFormPost = (page: Page, pageUrl: string, redirectUri: string): Callback | null => {
  const form = page.forms.find((one) => postsBack(page, one, pageUrl, redirectUri));
  if (form === undefined) return null;
  return { url: redirectUri, mode: 'form_post', params: entriesOf(form, new Map(), null), status: 200 };
};

const postsBack = (page: Page, form: PageForm, pageUrl: string, redirectUri: string): boolean => {
  if (form.method.toLowerCase() !== 'post') return false;
  try {
    return targetOf(page, form, null, pageUrl) === new URL(redirectUri).href;
  } catch {
    return false;
  }
};
