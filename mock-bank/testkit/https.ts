/** A plain HTTPS client for the bank's own tests: one connection per agent, nothing followed, nothing hidden. */
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

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

export interface Identity {
  certificate: string;
  key: string;
}

export function agentFor(ca: string, identity: Identity | null): Agent {
  const own = identity ? { cert: identity.certificate, key: identity.key } : {};
  return new Agent({ ca, keepAlive: true, maxSockets: 1, maxCachedSessions: 0, ...own });
}

export function ask(agent: Agent, url: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type'] === 'application/json';
        const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
