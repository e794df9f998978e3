/** How an authorization response travels: one row for each mode, from the members to the answer for the browser. */
import { escapeHtml, originOf, page } from '../http/page.ts';
import { type Reply, seeOther } from '../http/reply.ts';
import type { ResponseMode, ResponseType } from '../registration.ts';
import type { AsSettings } from './settings.ts';

/** Names and values in the order they are to be written. */
export type Members = readonly (readonly [string, string])[];

type Headers = readonly (readonly [string, string])[];

/** Brings members to an address of the client. */
export type Carry = (redirectUri: string, members: Members, headers: Headers) => Reply;

export interface ResponseModeRow {
  name: ResponseMode;
  /** Whether the members travel in a signed JWT, as `response`. */
  signed: boolean;
  carry: Carry;
}

function encoded(members: Members): string {
  return members.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** Adds to the query a registered redirect_uri may already have. @requirement JARM-2.3.1-1 */
const query: Carry = (uri, members, headers) =>
  seeOther(`${uri}${uri.includes('?') ? '&' : '?'}${encoded(members)}`, headers);

/** @requirement JARM-2.3.2-1 */
const fragment: Carry = (uri, members, headers) => seeOther(`${uri}#${encoded(members)}`, headers);

const SUBMIT = 'document.forms[0].submit()';

/** A form that sends itself; without script the user sends it. @requirement JARM-2.3.3-1 */
const formPostWith =
  (write: (text: string) => string): Carry =>
  (uri, members, headers) => {
    const fields = members.map(([name, value]) => {
      return `<input type="hidden" name="${escapeHtml(name)}" value="${write(value)}">`;
    });
    const body = `<form method="post" action="${escapeHtml(uri)}">
${fields.join('\n')}
<p>You are being taken back to the application.</p>
<button id="continue" type="submit">Continue</button>
</form>`;
    const reply = page({ title: 'Back to the application', body, formTarget: originOf(uri), script: SUBMIT });
    return { ...reply, headers: [...reply.headers, ...headers] };
  };

const formPost = formPostWith(escapeHtml);

type FormPolicy = Pick<AsSettings, 'formPostValues' | 'writtenRaw'>;

/** Some banks escape the values as for an address, though a form escapes them by itself. */
const formPostPercentEncoded: Carry = (uri, members, headers) =>
  formPost(
    uri,
    members.map(([name, value]) => [name, encodeURIComponent(value)] as const),
    headers,
  );

const rows: Readonly<Record<ResponseMode, ResponseModeRow>> = {
  query: { name: 'query', signed: false, carry: query },
  fragment: { name: 'fragment', signed: false, carry: fragment },
  form_post: { name: 'form_post', signed: false, carry: formPost },
  'query.jwt': { name: 'query.jwt', signed: true, carry: query },
  'fragment.jwt': { name: 'fragment.jwt', signed: true, carry: fragment },
  'form_post.jwt': { name: 'form_post.jwt', signed: true, carry: formPost },
};

export function rowOf(mode: ResponseMode): ResponseModeRow {
  return rows[mode];
}

/** The carrier as a faulty bank has it. */
export function carrierOf({ carry }: ResponseModeRow, { formPostValues, writtenRaw }: FormPolicy): Carry {
  if (carry !== formPost) return carry;
  if (writtenRaw === 'form-post') return formPostWith((text) => text);
  return formPostValues === 'percent-encoded' ? formPostPercentEncoded : formPost;
}

/** What a request gets that names no mode, by whether the answer is signed. @requirement JARM-2.3.4-1 */
export function defaultMode(type: ResponseType, signed: boolean): ResponseMode {
  if (type === 'code') return signed ? 'query.jwt' : 'query';
  return signed ? 'fragment.jwt' : 'fragment';
}

/** The mode a request asks for: its own word, `jwt`, or nothing; null when there is no such mode. */
export function modeAsked(asked: string | undefined, type: ResponseType): ResponseMode | null {
  if (asked === undefined) return defaultMode(type, false);
  if (asked === 'jwt') return defaultMode(type, true);
  return Object.hasOwn(rows, asked) ? (asked as ResponseMode) : null;
}

/** An ID token in a query would end in logs and histories. @requirement JARM-2.3.1-2 */
export function safeFor(mode: ResponseMode, type: ResponseType): boolean {
  return type === 'code' || rows[mode].carry !== query;
}
