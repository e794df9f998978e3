/** Refusals and replies turned into what goes on the wire. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Settings } from '../settings.ts';
import { challenge } from './challenge.ts';
import type { Context } from './context.ts';
import { dress } from './dress.ts';
import type { Endpoint } from './endpoint.ts';
import { invalidToken, Refusal } from './refusal.ts';
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

const OTHER_STATUS: { readonly [code: string]: number } = {
  invalid_token: 400,
  insufficient_scope: 401,
  invalid_request: 401,
};

function refuse(context: Context, endpoint: Endpoint, sound: Refusal): Reply | Promise<Reply> {
  if (endpoint.id === 'introspect' && sound.kind === 'client')
    return json(context.settings.unknownCallerStatus, errorBody(context, sound), sound.headers);
  const other = endpoint.surface === 'resource' && context.settings.resourceErrorStatus === sound.code;
  const refusal = other ? withStatus(sound, OTHER_STATUS[sound.code] ?? sound.status) : sound;
  if (endpoint.refuse) return endpoint.refuse(context, refusal);
  const reply = surfaces[endpoint.surface](context, refusal);
  if (endpoint.id === 'revoke' && context.settings.revocationRefusal !== 'sound')
    return { ...reply, status: context.settings.revocationRefusal };
  return endpoint.id === context.settings.errorsWithOkAt
    ? { ...reply, status: context.settings.wrongErrorStatus }
    : reply;
}

function withStatus(refusal: Refusal, status: number): Refusal {
  return new Refusal(status, refusal.code, refusal.message, { kind: refusal.kind, headers: refusal.headers });
}

/** At a resource a bad certificate means that the token is not usable over this connection. @requirement RFC8705-3-4 */
function asTokenRefusal(refusal: Refusal): Refusal {
  return invalidToken(refusal.message, refusal.reason ?? undefined);
}

function errorBody({ settings }: Context, { code, message }: Refusal): Json {
  const description = settings.errorDescriptions === 'quoted' ? `"${message}"` : message;
  return settings.optionalMembers === 'present' ? { error: code, error_description: description } : { error: code };
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
  if (endpoint.id === 'authorize' && context.settings.authorizationCors === 'open')
    headers.push(['access-control-allow-origin', '*'], ['access-control-allow-methods', 'GET, POST']);
  if (context.settings.dateHeader === 'own') headers.push(['date', new Date(context.bank.now()).toUTCString()]);
  if (context.settings.connections === 'closed-after-answer') headers.push(['connection', 'close']);
  if (context.settings.unknownMembers === 'present') headers.push(['x-unknown', 'to be ignored']);
  return headers;
}

/** What a bank lets others count its users with. */
const THIRD_PARTY = '<img src="https://statistics.example/pixel.png" alt="">';

const DROPPED: Readonly<Record<Settings['pageProtection'], readonly string[]>> = {
  sound: [],
  'without-hsts': ['strict-transport-security'],
  framable: ['content-security-policy', 'x-frame-options'],
  'third-party': ['referrer-policy'],
};

const dropped = (settings: Settings | undefined, name: string): boolean =>
  settings !== undefined && DROPPED[settings.pageProtection].includes(name);

/** What goes out, before the headers that are made of it. */
export interface Sealed {
  status: number;
  text: string;
}

export type Seal = (context: Context, sealed: Sealed) => readonly Header[];

interface Writing {
  standing: readonly Header[];
  /** Null for what nobody asked for. */
  context?: Context | null;
  seal?: Seal;
}

/** Writes the reply; protective headers give way to an endpoint's own. */
export function write(response: ServerResponse, reply: Reply, { standing, context = null, seal }: Writing): void {
  const { body } = reply;
  if (body.kind === 'close') {
    response.socket?.destroy();
    return;
  }
  const { type, text } = contentOf(reply, context);
  const sealing = context && seal ? seal(context, { status: reply.status, text }) : [];
  const headers: [string, string][] = [];
  for (const [name, value] of [...PROTECTIVE, ...standing, ...reply.headers, ...sealing])
    if (!dropped(context?.settings, name)) headers.push([name, value]);
  for (const [name, value] of headers) {
    if (REPEATED.includes(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
  response.statusCode = reply.status;
  send(response, type, text);
}

function contentOf({ body }: Reply, context: Context | null): { type: string | null; text: string } {
  if (body.kind === 'json') {
    const { value, twice, type = 'application/json' } = body;
    const text = JSON.stringify(context && isObject(value) ? dress(value, context.settings) : value);
    return { type, text: twice === undefined ? text : repeating(text, value, twice) };
  }
  if (body.kind === 'text') return { type: body.type, text: body.text };
  if (body.kind === 'html') {
    const foreign = context?.settings.pageProtection === 'third-party';
    const text = foreign ? body.text.replace('</main>', `${THIRD_PARTY}</main>`) : body.text;
    return { type: 'text/html; charset=utf-8', text };
  }
  return { type: null, text: '' };
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
