/** Redaction at capture: nothing leaves for a record, a report or a screen before it went through here. */

import type { MessageSignature } from './exchange.ts';
import { type HeaderRule, headerRule, PRIVATE_JWK_MEMBERS, secretMember, secretParameter } from './fields.ts';
import { BODY_LIMIT, capped, escapeUnsafe, TEXT_LIMIT } from './hygiene.ts';
import { coverJws, readJws } from './jws.ts';
import { type Covering, coverAddress, coverCookies, coverPairs } from './parameters.ts';
import type { Exchange, Json } from './record.ts';
import { coverShapes } from './secret-shapes.ts';
import type { Taint } from './taint.ts';

export interface Redaction {
  /** Free text: details, messages, changed lines. */
  text(text: string): string;
  /** Inputs, outputs and facts of steps and actions. */
  values(values: { [name: string]: Json }): { [name: string]: Json };
  exchange(exchange: Exchange): Exchange;
}

const PRIVATE_PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
/** Secret parameters in an address somewhere in a text, a link of a page for one. */
const IN_ADDRESS = /([?&#;])([A-Za-z0-9_-]+)=([^&\s"'<>#;]+)/g;
const INPUT = /<input\b/gi;
/** Read past what is kept, so that no secret is cut in two at the limit and then missed. */
const SLACK = 16 * 1024;

type Certificate = NonNullable<Exchange['tls']>['peerChain'][number];
type Secrecy = (name: string) => boolean;

/** Steps have inputs such as `request: signed`, which only share a name with a secret parameter. */
const inRecords: Secrecy = (name) => secretMember(name) || name === 'code' || name === 'token';

export function createRedaction(taint: Taint): Redaction {
  const secret = (value: string): string => {
    if (value === '') return value;
    return readJws(value) ? coverJws(value, claims, taint.mark) : taint.mark(value);
  };
  const claims = (value: Json): Json => walk(value, secretParameter);

  function text(value: string): string {
    if (taint.clean.has(value)) return value;
    const open = lookedThrough(value);
    if (open === value) taint.clean.add(value);
    return open;
  }

  function lookedThrough(value: string): string {
    if (value.length < 4) return escapeUnsafe(value);
    let open = coverJws(value, claims, taint.mark);
    if (open.includes('PRIVATE KEY-----')) open = open.replace(PRIVATE_PEM, (pem) => taint.mark(pem));
    if (open.includes('='))
      open = open.replace(IN_ADDRESS, (pair, mark: string, name: string, held: string) =>
        secretParameter(name) && !held.startsWith('JWS') ? `${mark}${name}=${secret(held)}` : pair,
      );
    return escapeUnsafe(taint.cover(coverShapes(open, taint.mark)));
  }

  /** Gives the very same value back when nothing in it is secret. */
  function walk(value: Json, secrecy: Secrecy): Json {
    if (typeof value === 'string') return text(value);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, secrecy));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    const isKey = Object.hasOwn(value, 'kty');
    let changed = false;
    const members: [string, Json][] = [];
    for (const name of Object.keys(value)) {
      const member = value[name] ?? null;
      const plain = typeof member === 'string' || typeof member === 'number';
      const hidden = plain && (secrecy(name) || (isKey && PRIVATE_JWK_MEMBERS.includes(name)));
      const covered = hidden ? secret(String(member)) : walk(member, secrecy);
      const open = text(name);
      changed ||= covered !== member || open !== name;
      members.push([open, covered]);
    }
    return changed ? Object.fromEntries(members) : value;
  }

  const covering: Covering = { secret, text };

  function header([name, value]: [string, string]): [string, string] {
    const short = capped(value, TEXT_LIMIT).text;
    return [escapeUnsafe(name), escapeUnsafe(HEADERS[headerRule(name)](short, name))];
  }

  const HEADERS: { [rule in HeaderRule]: (value: string, name: string) => string } = {
    secret(value) {
      const [, scheme, credentials] = /^([A-Za-z0-9-]+)\s+(.+)$/s.exec(value) ?? [];
      return scheme && credentials ? `${scheme} ${secret(credentials)}` : secret(value);
    },
    cookie: (value, name) => coverCookies(name, value, covering),
    address: (value) => coverAddress(value, covering),
    text,
  };

  /** A connection's certificates are the same for all its exchanges. */
  const chains = new WeakMap<readonly Certificate[], Certificate[]>();

  function chain(certificates: Certificate[]): Certificate[] {
    const known = chains.get(certificates);
    if (known) return known;
    const told = certificates.map((one) => {
      return { ...one, subject: escapeUnsafe(one.subject), issuer: escapeUnsafe(one.issuer) };
    });
    chains.set(certificates, told);
    return told;
  }

  const signature = ({ of, label, base, told }: MessageSignature): MessageSignature => {
    return { of, label: text(label), base: text(capped(base, TEXT_LIMIT).text), told: text(told) };
  };

  function body(content: string | null, headers: [string, string][]): { text: string | null; cut: boolean } {
    if (content === null || content === '') return { text: content, cut: false };
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].toLowerCase() ?? '';
    const read = content.length > BODY_LIMIT + SLACK ? content.slice(0, BODY_LIMIT + SLACK) : content;
    const shown = capped(covered(read, type), BODY_LIMIT);
    return { text: shown.text, cut: shown.cut || read !== content };
  }

  function covered(content: string, type: string): string {
    if (type.includes('x-www-form-urlencoded')) return coverPairs(content, covering);
    if (type.includes('json') || /^\s*[[{]/.test(content)) {
      const open = coveredJson(content);
      if (open !== null) return open;
    }
    return text(inputsCovered(content, secret));
  }

  /** Null when it is not JSON, or nested so deeply that it is only meant to break whoever reads it. */
  function coveredJson(content: string): string | null {
    try {
      const value = JSON.parse(content) as Json;
      const open = walk(value, secretMember);
      return open === value ? text(content) : JSON.stringify(open);
    } catch {
      return null;
    }
  }

  return {
    text: (value) => text(capped(value, TEXT_LIMIT).text),
    values: (values) => walk(values, inRecords) as { [name: string]: Json },
    exchange(exchange) {
      const { request, response, failure } = exchange;
      const sent = body(request.body, request.headers);
      const got = response ? body(response.body, response.headers) : null;
      return {
        ...exchange,
        label: text(exchange.label),
        request: {
          method: text(request.method),
          url: escapeUnsafe(coverAddress(capped(request.url, TEXT_LIMIT).text, covering)),
          headers: request.headers.map(header),
          body: sent.text,
        },
        response: response &&
          got && {
            status: response.status,
            headers: response.headers.map(header),
            body: got.text,
            bytes: response.bytes,
            truncated: response.truncated || got.cut,
          },
        tls: exchange.tls && {
          ...exchange.tls,
          peerChain: chain(exchange.tls.peerChain),
        },
        failure: failure && { class: failure.class, message: text(failure.message) },
        ...(exchange.signatures ? { signatures: exchange.signatures.map(signature) } : {}),
      };
    },
  };
}

/** Every `<input>` of a page, from its beginning to the next `>`; one without an end is the last. */
function inputsCovered(page: string, secret: (value: string) => string): string {
  let covered = '';
  let done = 0;
  for (const { index } of page.matchAll(INPUT)) {
    if (index < done) continue;
    const close = page.indexOf('>', index);
    const end = close < 0 ? page.length : close + 1;
    covered += page.slice(done, index) + input(page.slice(index, end), secret);
    done = end;
  }
  return done === 0 ? page : covered + page.slice(done);
}

/** One `<input>` of a page: what a page hides in a field to know its own form again is as good as a cookie. */
function input(tag: string, secret: (value: string) => string): string {
  const name = /\bname\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1] ?? '';
  const typed = /\btype\s*=\s*["']?password\b/i.test(tag);
  if (!typed && !secretParameter(name) && !/csrf|xsrf|token/i.test(name)) return tag;
  return tag.replace(/(\bvalue\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i, (_, start: string, a, b, c) => {
    const value: string = a ?? b ?? c ?? '';
    return `${start}"${secret(value)}"`;
  });
}

/** For runs whose evidence never leaves the process: everything as it came. */
export const NO_REDACTION: Redaction = {
  text: (value) => value,
  values: (values) => values,
  exchange: (exchange) => exchange,
};
