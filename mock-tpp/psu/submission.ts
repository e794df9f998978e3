/** Turns a form, what is filled in and the button pressed into the request a browser would send. */

import { said } from '../said.ts';
import { readUrl } from '../url.ts';
import type { Page, PageButton, PageField, PageForm, PageLink } from './page.ts';
import { fieldsNamed, isBox } from './page-names.ts';

export interface Submission {
  method: 'GET' | 'POST';
  url: string;
  contentType: string | null;
  body: string | null;
}

/** A form that cannot be sent without a script, or at all. */
export class UnusableForm extends Error {}

/** Where the form of a button leads, resolved against page and base; may point to any scheme. */
export const targetOf = (page: Page, form: PageForm, button: PageButton | null, pageUrl: string): string => {
  const action = (button?.action ?? form.action).trim();
  const base = (page.base === null ? null : readUrl(page.base, pageUrl)?.href) ?? pageUrl;
  if (readUrl(action, base) === null) throw new UnusableForm(`the form's action is not a URL: ${said(action, 80)}`);
  const target = action === '' ? new URL(pageUrl) : new URL(action, base);
  target.hash = '';
  return target.href;
};

/** The request behind a link of a page. */
export const followLink = (page: Page, link: PageLink, pageUrl: string): Submission => {
  const base = (page.base === null ? null : readUrl(page.base, pageUrl)?.href) ?? pageUrl;
  const target = readUrl(link.href, base);
  if (target === null) throw new UnusableForm(`the link leads to no URL: ${said(link.href, 80)}`);
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    throw new UnusableForm(`the link leads to a ${target.protocol} address, which is never followed`);
  target.hash = '';
  return { method: 'GET', url: target.href, contentType: null, body: null };
};

/** The pairs a form sends; `filled` overrides fields. */
export const entriesOf = (
  form: PageForm,
  filled: ReadonlyMap<string, string>,
  button: PageButton | null,
): [string, string][] => {
  const entries: [string, string][] = [];
  for (const field of form.fields) {
    const value = sentValue(field, filled);
    if (field.name !== '' && value !== null) entries.push([field.name, value]);
  }
  if (button !== null && button.name !== '') entries.push([button.name, button.value]);
  return entries;
};

const sentValue = (field: PageField, filled: ReadonlyMap<string, string>): string | null => {
  const typed = isBox(field) ? null : typedInto(field, filled);
  return typed ?? (field.sent ? field.value : null);
};

/** What is filled into a field, or null: by its id, its name, its label or `type=`; an option by its value or its text. */
export const typedInto = (field: PageField, filled: ReadonlyMap<string, string>): string | null => {
  const named = [...filled].find(([name]) => fieldsNamed([field], name).length > 0)?.[1];
  const text = filled.get(field.id) ?? filled.get(field.name) ?? named ?? null;
  if (text === null || field.type !== 'select' || field.options.some(({ value }) => value === text)) return text;
  return field.options.find((option) => option.text === text)?.value ?? text;
};

/** @param boundary a fresh random text for multipart bodies */
export const submit = (
  page: Page,
  form: PageForm,
  button: PageButton | null,
  filled: ReadonlyMap<string, string>,
  from: { url: string; boundary: string },
): Submission => {
  const target = targetOf(page, form, button, from.url);
  const scheme = new URL(target).protocol;
  if (scheme !== 'https:' && scheme !== 'http:') {
    throw new UnusableForm(`the form's action is a ${scheme} address, which is never followed`);
  }
  const method = (button?.method ?? form.method).toLowerCase();
  if (method === 'dialog') throw new UnusableForm('the form closes a dialog and sends nothing');
  const entries = entriesOf(form, filled, button);
  if (method !== 'post') {
    const url = new URL(target);
    url.search = new URLSearchParams(entries).toString();
    return { method: 'GET', url: url.href, contentType: null, body: null };
  }
  const encode = ENCODINGS[(button?.enctype ?? form.enctype).toLowerCase()] ?? urlencoded;
  return { method: 'POST', url: target, ...encode(entries, from.boundary) };
};

type Encode = (entries: [string, string][], boundary: string) => { contentType: string; body: string };

const urlencoded: Encode = (entries) => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(entries).toString(),
});

const ENCODINGS: { [enctype: string]: Encode } = {
  'multipart/form-data': (entries, boundary) => ({
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: `${entries.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`,
  }),
  'text/plain': (entries) => ({
    contentType: 'text/plain',
    body: entries.map(([name, value]) => `${name}=${value}\r\n`).join(''),
  }),
};

const quoted = (name: string): string => name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
