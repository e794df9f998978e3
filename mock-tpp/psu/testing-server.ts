/** A hostile or friendly web server of a test, and a plain way to browse it; for tests only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TppExchange } from '../contract.ts';
import type { Browse } from './visit.ts';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  form: URLSearchParams;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: { [name: string]: string | string[] };
  html?: string;
}

export type Routes = { [route: string]: (asked: Asked) => Answer };

export interface Served {
  origin: string;
  host: string;
  asked: Asked[];
  browse: Browse;
  close(): Promise<void>;
}

/** Routes are `GET /path`; all else is 404. */
export const serve = async (routes: Routes): Promise<Served> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, routes, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    browse,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  asked: Asked[],
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const path = request.url ?? '/';
  const one = { method: request.method ?? '', path, headers: request.headers, form: new URLSearchParams(body), body };
  asked.push(one);
  const route = routes[`${one.method} ${path.split('?')[0]}`];
  const { status = 200, headers = {}, html = '' } = route ? route(one) : { status: 404, html: 'nothing here' };
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(html);
};

const browse: Browse = async ({ method, url, headers, body, label }) => {
  const request = { method, url, headers, body };
  const exchange = { id: 0, label, startedAt: '', durationMs: 0, request, tls: null };
  try {
    const response = await fetch(url, { method, headers, body, redirect: 'manual' });
    const text = await response.text();
    const got = [...response.headers];
    return {
      ...exchange,
      response: { status: response.status, headers: got, body: text, bytes: text.length, truncated: false },
      failure: null,
    } satisfies TppExchange;
  } catch (error) {
    return { ...exchange, response: null, failure: { class: 'unreachable', message: String(error) } };
  }
};
