/** What a request or an answer says, for a person: form fields one a line, JSON indented, and the JWTs in it taken apart. */
import type { Exchange } from '../../suites/evidence/record.ts';

export interface ReadableJwt {
  /** The parameter, header or member it was found in. */
  where: string;
  header: string;
  claims: string;
}

export interface Readable {
  text: string;
  jwts: ReadableJwt[];
}

type Pairs = readonly [string, string][];

/** As redaction leaves a JWT: header and claims in clear, and a mark in place of the signature. */
const JWS = /^JWS (\{[\s\S]*\})\.(\{[\s\S]*\})\.__REDACTED__:sha256-[0-9a-f]+$/;
const MOST_JWTS = 20;

export function readableRequest({ request }: Pick<Exchange, 'request'>): Readable {
  const url = readUrl(request.url);
  const query = url === null ? [] : [...url.searchParams];
  const body = readableBody(request.body, request.headers);
  return {
    text: body.text,
    jwts: [...jwtsIn(query), ...headerJwts(request.headers), ...body.jwts].slice(0, MOST_JWTS),
  };
}

export function readableAnswer(response: NonNullable<Exchange['response']>): Readable {
  const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const url = location === undefined ? null : readUrl(location);
  const query = url === null ? [] : [...url.searchParams, ...new URLSearchParams(url.hash.slice(1))];
  const body = readableBody(response.body, response.headers);
  return { text: body.text, jwts: [...jwtsIn(query), ...body.jwts].slice(0, MOST_JWTS) };
}

/** Query and form fields of a request by name, in order; a name that stands twice is told twice. */
export function fieldsOf({ request }: Pick<Exchange, 'request'>): Pairs {
  const url = readUrl(request.url);
  const form = isForm(request.headers) && request.body !== null ? [...new URLSearchParams(request.body)] : [];
  const members = form.length > 0 ? [] : Object.entries(jsonObject(request.body) ?? {});
  return [
    ...(url?.searchParams ?? []),
    ...form,
    ...members.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
}

/** Members of the header and claims of a JWT that stands as a value: `client_assertion.aud`, `client_assertion.header.alg`. */
export function jwtMembers(name: string, value: string): [string, string][] {
  const [jwt] = jwtsIn([[name, value]]);
  if (!jwt) return [];
  const told = (prefix: string, json: string): [string, string][] =>
    Object.entries(jsonObject(json) ?? {}).map(([member, held]) => [
      `${prefix}.${member}`,
      typeof held === 'string' ? held : JSON.stringify(held),
    ]);
  return [...told(`${name}.header`, jwt.header), ...told(name, jwt.claims)];
}

function readableBody(body: string | null, headers: Pairs): Readable {
  if (body === null || body === '') return { text: '', jwts: [] };
  if (isForm(headers)) {
    const fields = [...new URLSearchParams(body)];
    return { text: fields.map(([name, value]) => `${name} = ${value}`).join('\n'), jwts: jwtsIn(fields) };
  }
  const json = jsonObject(body);
  if (json === null) return { text: body, jwts: jwtsIn([['body', body]]) };
  const texts = Object.entries(json).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { text: JSON.stringify(json, null, 2), jwts: jwtsIn(texts) };
}

const isForm = (headers: Pairs): boolean =>
  headers.some(([name, value]) => name.toLowerCase() === 'content-type' && /urlencoded/i.test(value));

function jsonObject(text: string | null): { [member: string]: unknown } | null {
  if (text === null || !/^\s*\{/.test(text)) return null;
  try {
    return Object(JSON.parse(text)) as { [member: string]: unknown };
  } catch {
    return null;
  }
}

function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const headerJwts = (headers: Pairs): ReadableJwt[] =>
  jwtsIn(headers.map(([name, value]) => [name, value.replace(/^(?:Bearer|DPoP) /i, '')]));

const jwtsIn = (pairs: Pairs): ReadableJwt[] =>
  pairs.flatMap(([where, value]) => {
    if (!value.startsWith('JWS {')) return [];
    const [, header, claims] = JWS.exec(value) ?? [];
    return header === undefined || claims === undefined
      ? []
      : [{ where, header: indented(header), claims: indented(claims) }];
  });

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
