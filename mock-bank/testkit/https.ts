/** A plain HTTPS client for the bank's own tests: one connection per agent, nothing followed, nothing hidden. */
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { DEFAULT_CIPHERS } from 'node:tls';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Members of a JSON object, none for anything else. */
  json: Record<string, unknown>;
}

export interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export type Form = Record<string, string> | [string, string][];

export const POST_FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export function formText(form: Form): string {
  return new URLSearchParams(Array.isArray(form) ? form : Object.entries(form)).toString();
}

export interface Identity {
  certificate: string;
  key: string;
}

export function agentFor(ca: string, identity: Identity | null): Agent {
  // Weak certificates are for the bank to turn away, not for OpenSSL on this side.
  const ciphers = `${DEFAULT_CIPHERS}:@SECLEVEL=0`;
  const own = identity ? { cert: identity.certificate, key: identity.key, ciphers } : {};
  return new Agent({ ca, keepAlive: true, maxSockets: 1, maxCachedSessions: 0, ...own });
}

export function ask(agent: Agent, url: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
  const { sending, answered } = begin(agent, url, { method, headers });
  sending.end(body);
  return answered;
}

/** Forms that are posted over a connection each, and end together. */
export async function postAtOnce(
  { options }: Agent,
  url: string,
  posts: { headers?: Record<string, string>; form: Form }[],
): Promise<Answer[]> {
  const agent = new Agent({ ...options, maxSockets: posts.length });
  const begun = await Promise.all(
    posts.map(async ({ headers, form }) => {
      const body = formText(form);
      const fields = { ...POST_FORM, 'content-length': String(body.length), ...headers };
      const { sending, answered } = begin(agent, url, { method: 'POST', headers: fields });
      await new Promise((resolve) => sending.write(body.slice(0, -1), resolve));
      return { end: () => sending.end(body.slice(-1)), answered };
    }),
  );
  for (const { end } of begun) end();
  const answers = await Promise.all(begun.map(({ answered }) => answered));
  agent.destroy();
  return answers;
}

function begin(agent: Agent, url: string, how: Required<Pick<Asking, 'method' | 'headers'>>) {
  const sending = request(url, { agent, ...how });
  const answered = new Promise<Answer>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        // A bank may call it text by mistake.
        const isJson = response.headers['content-type'] === 'application/json' || text.startsWith('{"');
        const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
  });
  return { sending, answered };
}

interface FetchRequest {
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

/** The same in the shape of `fetch`, for libraries that let their caller bring one. */
export function askAsFetch(agent: Agent): (url: string, request: FetchRequest) => Promise<Response> {
  return async (url, { method, headers, body }) => {
    const sent = body === undefined || body === null ? {} : { body: String(body) };
    const { status, headers: received, text } = await ask(agent, url, { method, headers, ...sent });
    const pairs = Object.entries(received).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]));
    return new Response(text === '' ? null : text, { status, headers: pairs as [string, string][] });
  };
}
