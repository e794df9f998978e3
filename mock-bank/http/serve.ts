/** One request from node to the ledger: read, route, run the table, render, write. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Bank } from '../bank.ts';
import { BodyCut, readBody } from './body.ts';
import type { Connection, Context, DomainStates, NewStates } from './context.ts';
import { type Endpoint, runEndpoint } from './endpoint.ts';
import { Refusal } from './refusal.ts';
import { renderRefusal, type Seal, standingHeaders, write } from './render.ts';
import { json, type Reply } from './reply.ts';
import { type BankRequest, noPairs, readPairs } from './request.ts';
import { route } from './router.ts';

export type ConnectionOf = (message: IncomingMessage) => Connection;

/** What is served: the endpoints as behaviours left them, and how the state of a request begins. */
export interface Served {
  /** Read afresh for each request, for behaviours may change them. */
  readonly endpoints: () => readonly Endpoint[];
  readonly newStates: NewStates;
  /** Last word on what goes out: headers that depend on all the rest of it. */
  readonly seal: Seal;
}

/** Never throws and always ends the response, whatever came in. */
export function serve(bank: Bank, served: Served, connectionOf: ConnectionOf): RequestListener {
  return (message, response) => {
    handle(bank, served, connectionOf(message), message, response).catch((fault: unknown) => {
      // A peer that went away in the middle of its request is its own affair.
      if (!(fault instanceof BodyCut)) console.error('mock-bank: internal fault', fault);
      response.destroy();
    });
  };
}

async function handle(
  bank: Bank,
  served: Served,
  connection: Connection,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = message.method ?? '';
  const { path, query } = splitTarget(message.url ?? '');
  const routed = route(served.endpoints(), method, path);
  if (routed.kind === 'none') {
    await discard(message);
    write(response, json(404, { error: 'not_found' }), { standing: [] });
    note(bank, connection, { method, path, status: 404, client: null, error: 'not_found' });
    return;
  }
  const captured = routed.kind === 'found' ? routed.captured : {};
  const target = query === '' ? path : `${path}?${query}`;
  const begun = newContext(bank, connection, message, { path, target, captured });
  const context = { ...begun, ...begin(served.newStates) };
  const { endpoint } = routed;
  let reply: Reply;
  bank.underway.begin(path);
  try {
    await fill(context.request, query, message);
    if (routed.kind === 'method') throw wrongMethod(routed.allow);
    reply = await runEndpoint(endpoint, context);
  } catch (thrown) {
    reply = await answerTo(thrown, context, endpoint);
  } finally {
    bank.underway.end(path);
  }
  write(response, reply, { standing: standingHeaders(context, endpoint), context, seal: served.seal });
  note(bank, connection, {
    method,
    path,
    status: reply.status,
    client: context.client?.id ?? context.access?.client.id ?? null,
    error: context.error,
  });
}

function newContext(
  bank: Bank,
  connection: Connection,
  message: IncomingMessage,
  { path, target, captured }: { path: string; target: string; captured: Readonly<Record<string, string>> },
): Omit<Context, keyof DomainStates> {
  const mediaType = (message.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const { method = '', headers, rawHeaders } = message;
  return {
    bank,
    settings: bank.settings,
    request: { method, path, target, query: noPairs, headers, rawHeaders, body: '', mediaType, form: noPairs },
    connection,
    path: captured,
    certificate: null,
    client: null,
    access: null,
    answerHeaders: [],
    error: null,
  };
}

function begin(newStates: NewStates): DomainStates {
  const begun = Object.entries(newStates).map(([domain, newState]: [string, () => unknown]) => [domain, newState()]);
  return Object.fromEntries(begun) as DomainStates;
}

/** Reads what can be malformed, once there is a context to refuse it in. */
async function fill(request: BankRequest, query: string, message: IncomingMessage): Promise<void> {
  request.body = await readBody(message);
  request.query = readPairs(query);
  if (request.mediaType === 'application/x-www-form-urlencoded') request.form = readPairs(request.body);
}

async function answerTo(thrown: unknown, context: Context, endpoint: Endpoint): Promise<Reply> {
  if (thrown instanceof BodyCut) throw thrown;
  if (thrown instanceof Refusal) {
    context.error = thrown.code;
    return renderRefusal(context, endpoint, thrown);
  }
  console.error('mock-bank: internal fault', thrown);
  context.error = 'server_error';
  return json(500, { error: 'server_error' });
}

/** @requirement RFC9126-2.3-5 */
function wrongMethod(allow: readonly string[]): Refusal {
  return new Refusal(405, 'invalid_request', 'method not allowed', { headers: [['allow', allow.join(', ')]] });
}

/** Path and raw query of the request target, which may be in absolute form. */
function splitTarget(target: string): { path: string; query: string } {
  const relative = target.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = relative.split('#', 1);
  const mark = beforeFragment.indexOf('?');
  if (mark < 0) return { path: beforeFragment, query: '' };
  return { path: beforeFragment.slice(0, mark), query: beforeFragment.slice(mark + 1) };
}

/** A body nobody asked for is read up to the limit, so that the connection can be kept. */
async function discard(message: IncomingMessage): Promise<void> {
  await readBody(message).catch((reason: unknown) => {
    if (!(reason instanceof Refusal)) throw reason;
  });
}

interface Noted {
  method: string;
  path: string;
  status: number;
  client: string | null;
  error: string | null;
}

function note(bank: Bank, connection: Connection, noted: Noted): void {
  bank.ledger.record({
    at: new Date(bank.now()).toISOString(),
    certificate_sha256: connection.certificate?.sha256 ?? null,
    ...noted,
    path: noted.path.slice(0, 512),
  });
}
