/** The management listener: its own loopback port, JSON, closed to web pages. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { UnknownBehaviour } from '../behaviours.ts';
import { close, listen } from '../loopback.ts';
import { type Call, Mistake, type Route } from './call.ts';

const LARGEST_BODY = 64 * 1024;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface Management {
  url: string;
  close(): Promise<void>;
}

export async function startManagement<S>(subject: S, routes: readonly Route<S>[], port: number): Promise<Management> {
  const server = createServer((request, response) => void serve(subject, routes, request, response));
  server.requestTimeout = 10_000;
  // Longer than any client keeps one: a call must not meet the end of its connection.
  server.keepAliveTimeout = 600_000;
  const bound = await listen(server, port, '--management-port');
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) };
}

async function serve<S>(
  subject: S,
  routes: readonly Route<S>[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (!LOOPBACK.test(request.headers.host ?? '') || request.headers.origin !== undefined) {
      answer(response, 403, { error: 'management is for programs on this machine, not for web pages' });
      return;
    }
    const found = find(routes, request);
    if (!found) {
      answer(response, 404, { error: 'no such management call' });
      return;
    }
    const body = await readBody(request);
    answer(response, 200, await found.run(subject, { ...found.call, body }));
  } catch (error) {
    if (error instanceof Mistake || error instanceof UnknownBehaviour) answer(response, 400, { error: error.message });
    else answer(response, 500, { error: 'a fault of the bank' });
  }
}

function find<S>(
  routes: readonly Route<S>[],
  request: IncomingMessage,
): { run: Route<S>['run']; call: Omit<Call, 'body'> } | null {
  const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
  for (const { method, path, run } of routes) {
    const hit = method === request.method ? path.exec(pathname) : null;
    if (hit) return { run, call: { id: decoded(hit[1] ?? ''), query: new URLSearchParams(search) } };
  }
  return null;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Mistake('the path is not correctly percent-encoded');
  }
}

async function readBody(request: IncomingMessage): Promise<{ [member: string]: unknown }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Mistake('the body is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Mistake('the body is not JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Mistake('the body is not a JSON object');
  return body as { [member: string]: unknown };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
