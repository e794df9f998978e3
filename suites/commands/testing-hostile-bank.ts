/** A small, well-behaved bank without a consent API, each endpoint of which a test can replace by a hostile one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, type Issued, newAuthority } from '../testing-authority.ts';

export interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  form: URLSearchParams;
  issuer: string;
}

export type Answer = (asked: Asked) => void;

/** The endpoints of the bank by the names that tests use. */
export const ENDPOINTS = ['metadata', 'par', 'authorize', 'token', 'resource'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export const PATHS: { readonly [E in Endpoint]: string } = {
  metadata: '/.well-known/openid-configuration',
  par: '/par',
  authorize: '/authorize',
  token: '/token',
  resource: '/resource',
};

const REDIRECT_URI = 'https://tpp.example/callback';

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export interface SmallBank {
  issuer: string;
  port: number;
  /** How each endpoint behaves; whatever is not here behaves well. */
  answers: Partial<{ [E in Endpoint]: Answer }> & { [path: string]: Answer };
  close(): Promise<void>;
}

export async function openSmallBank({ certificate, key }: Issued, root: string): Promise<SmallBank> {
  const states = new Map<string, string>();
  const answers: SmallBank['answers'] = {};
  const server = createServer({ cert: certificate, key, ca: root, requestCert: true, rejectUnauthorized: false });
  const good = goodAnswers(states);
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const name = ENDPOINTS.find((one) => PATHS[one] === path) ?? path;
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const answer = answers[name] ?? good[name];
      if (answer) answer({ request, response, form, issuer: bank.issuer });
      else json(response, 404, { error: 'not_found' });
    });
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const bank: SmallBank = {
    issuer: `https://localhost:${port}`,
    port,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return bank;
}

function goodAnswers(states: Map<string, string>): { [name: string]: Answer } {
  return {
    metadata: ({ response, issuer }) => json(response, 200, metadata(issuer)),
    par({ response, form }) {
      if (form.get('code_challenge_method') !== 'S256') return json(response, 400, { error: 'invalid_request' });
      const uri = `urn:request:${states.size}`;
      states.set(uri, form.get('state') ?? '');
      json(response, 201, { request_uri: uri, expires_in: 60 });
    },
    authorize({ request, response, issuer }) {
      const query = new URL(request.url ?? '', issuer).searchParams;
      const state = states.get(query.get('request_uri') ?? '') ?? '';
      const back = new URLSearchParams({ code: `code-${states.size}-of-a-test`, state, iss: issuer });
      response.writeHead(302, { location: `${REDIRECT_URI}?${back}` }).end();
    },
    token({ response, form }) {
      if (known(form)) json(response, 200, TOKENS);
      else json(response, 400, { error: 'invalid_grant' });
    },
    resource: ({ response }) => json(response, 200, { sub: 'somebody' }),
  };
}

/** Whether the code is one that the bank gave. */
export const known = (form: URLSearchParams): boolean => form.get('code')?.endsWith('of-a-test') === true;

export const TOKENS = { access_token: 'access-token-of-a-test', token_type: 'Bearer', expires_in: 60 };

export const metadata = (issuer: string): { [member: string]: string } => ({
  issuer,
  pushed_authorization_request_endpoint: `${issuer}${PATHS.par}`,
  authorization_endpoint: `${issuer}${PATHS.authorize}`,
  token_endpoint: `${issuer}${PATHS.token}`,
  jwks_uri: `${issuer}/jwks`,
});

export interface World {
  authority: Authority;
  server: Issued;
  folder: string;
  /** Writes a target file for a bank at this address, with the time limit for each request. */
  target(issuer: string, request?: string): string;
  close(): void;
}

/** Keys and certificates on disk, and target files that name them. */
export async function openWorld(): Promise<World> {
  const authority = await newAuthority();
  const [server, client, other] = await Promise.all(['localhost', 'tpp', 'other'].map((name) => authority.issue(name)));
  if (!server || !client || !other) throw new Error('no certificates');
  const folder = mkdtempSync(join(tmpdir(), 'assay-hostile-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('root.pem', authority.root);
  write('tpp.pem', client.certificate);
  write('tpp.key', client.key);
  write('other.key', other.key);
  write('tpp.jwk', JSON.stringify({ ...client.jwk, kid: 'tpp' }));
  return {
    authority,
    server,
    folder,
    target(issuer, request = '10s') {
      const { host, port } = new URL(issuer);
      const name = `target-${port}-${request}.yaml`;
      write(name, targetText(issuer, host, request));
      return join(folder, name);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const targetText = (issuer: string, host: string, request: string): string => `
name: small-bank
profile: fapi2-security
issuer: ${issuer}
hosts: ["${host}"]
trust: root.pem
dialect: plain
api: { resource: ${issuer}${PATHS.resource} }
scopes: { accounts: resource }
clients:
  primary: { client_id: tpp, signing: tpp.jwk, alg: ES256, identity: primary, redirect_uri: "${REDIRECT_URI}" }
identities:
  primary: { certificate: tpp.pem, key: tpp.key }
psu:
  users: [{ username: somebody, password: a-password-of-a-test }]
  pages:
    - { id: login, fields: [username], fill: { username: "\${psu.username}", password: "\${psu.password}" }, press: go, means: login }
  error: { fields: [error], status: [400, 403] }
limits: { request: ${request}, body: 5MB, redirects: 10, concurrency: 1, wait: 1s }
`;
