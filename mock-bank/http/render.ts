/** Refusals and replies turned into what goes on the wire. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { challenge } from './challenge.ts';
import type { Context } from './context.ts';
import { dress } from './dress.ts';
import type { Endpoint } from './endpoint.ts';
import { Refusal } from './refusal.ts';
import { closed, isObject, type Json, json, type Reply, seeOther } from './reply.ts';

type Header = readonly [string, string];

const PROTECTIVE: readonly Header[] = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['strict-transport-security', 'max-age=31536000'],
  ['referrer-policy', 'no-referrer'],
];

/** Of other headers the last one counts. */
const REPEATED: readonly string[] = ['set-cookie', 'dpop-nonce'];

const ERROR_LIFETIME_MS = 600_000;

/** The answer to a refused request, in the manner of its endpoint. */
export function renderRefusal(context: Context, endpoint: Endpoint, refusal: Refusal): Reply | Promise<Reply> {
  if (refusal.kind === 'certificate') {
    if (context.settings.certificateRefusal === 'close') return closed;
    if (context.settings.certificateRefusal === 'forbidden') return surfaces.oauth(context, withStatus(refusal, 403));
    if (endpoint.surface === 'resource') return refuse(context, endpoint, asTokenRefusal(refusal));
  }
  return refuse(context, endpoint, refusal);
}

function refuse(context: Context, endpoint: Endpoint, refusal: Refusal): Reply | Promise<Reply> {
  if (endpoint.refuse) return endpoint.refuse(context, refusal);
  const reply = surfaces[endpoint.surface](context, refusal);
  return endpoint.id === context.settings.errorsWithOkAt ? { ...reply, status: 200 } : reply;
}

function withStatus(refusal: Refusal, status: number): Refusal {
  return new Refusal(status, refusal.code, refusal.message, { kind: refusal.kind, headers: refusal.headers });
}

/** At a resource a bad certificate means that the token is not usable over this connection. @requirement RFC8705-3-4 */
function asTokenRefusal(refusal: Refusal): Refusal {
  return new Refusal(401, 'invalid_token', refusal.message, { kind: 'token' });
}

function errorBody({ settings }: Context, { code, message }: Refusal): Json {
  return settings.optionalMembers === 'present' ? { error: code, error_description: message } : { error: code };
}

const surfaces: Readonly<Record<Endpoint['surface'], (context: Context, refusal: Refusal) => Reply>> = {
  oauth: (context, refusal) => {
    const status = refusal.kind === 'client' ? context.settings.invalidClientStatus : refusal.status;
    return json(status, errorBody(context, refusal), refusal.headers);
  },
  resource: (context, refusal) => {
    return json(refusal.status, errorBody(context, refusal), [...refusal.headers, ...challenge(context, refusal)]);
  },
  browser: (context, refusal) => showError(context, refusal),
};

/** The error page has an address of its own; what it shows waits there. */
export function showError(context: Context, refusal: Refusal): Reply {
  const id = randomBytes(16).toString('base64url');
  const expiresAt = context.bank.now() + ERROR_LIFETIME_MS;
  context.bank.store.shownErrors.set(id, { id, code: refusal.code, description: refusal.message, expiresAt });
  return seeOther(`/error?id=${id}`, refusal.headers);
}

/** Headers an answer carries whatever it says: those of its endpoint, and those that a check put on it. */
export function standingHeaders(context: Context, endpoint: Endpoint): Header[] {
  const headers: Header[] = [...context.answerHeaders];
  if (endpoint.surface === 'resource') {
    const sent = context.request.headers['x-fapi-interaction-id'];
    const usable = typeof sent === 'string' && /^[\x21-\x7e]{1,128}$/.test(sent);
    const echoes = usable && context.settings.interactionId === 'echoed';
    headers.push(['x-fapi-interaction-id', echoes ? sent : randomUUID()]);
  }
  if (context.settings.dateHeader === 'own') headers.push(['date', new Date(context.bank.now()).toUTCString()]);
  if (context.settings.connections === 'closed-after-answer') headers.push(['connection', 'close']);
  if (context.settings.unknownMembers === 'present') headers.push(['x-unknown', 'to be ignored']);
  return headers;
}

/** Writes the reply; protective headers give way to an endpoint's own. */
export function write(
  response: ServerResponse,
  reply: Reply,
  standing: readonly Header[],
  context: Context | null,
): void {
  const { body } = reply;
  if (body.kind === 'close') {
    response.socket?.destroy();
    return;
  }
  const headers: [string, string][] = [];
  for (const [name, value] of [...PROTECTIVE, ...standing, ...reply.headers]) headers.push([name, value]);
  for (const [name, value] of headers) {
    if (REPEATED.includes(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
  response.statusCode = reply.status;
  if (body.kind === 'json') {
    const { value, twice } = body;
    const text = JSON.stringify(context && isObject(value) ? dress(value, context.settings) : value);
    send(response, 'application/json', twice === undefined ? text : repeating(text, value, twice));
  } else if (body.kind === 'jwt') {
    send(response, body.type, body.text);
  } else if (body.kind === 'html') {
    send(response, 'text/html; charset=utf-8', body.text);
  } else {
    send(response, null, '');
  }
}

/** The text of an object with one of its members at the end once more. */
function repeating(text: string, value: Json, member: string): string {
  const again = isObject(value) ? JSON.stringify({ [member]: value[member] }) : '{}';
  return `${text.slice(0, -1)},${again.slice(1)}`;
}

/** A text goes out in one piece with its headers, bytes would not. */
function send(response: ServerResponse, type: string | null, text: string): void {
  if (type) response.setHeader('content-type', type);
  if (response.statusCode !== 204) response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}
