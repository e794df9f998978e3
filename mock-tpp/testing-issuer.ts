/** A bank of a test over real TLS: it answers what it is told to, and keeps what it was asked; for tests only. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { CompactSign } from 'jose';
import type { Json, Session, StepReport, Tpp, TppBank, TppMutation, TppSurroundings } from './contract.ts';
import { open } from './open.ts';
import { mint } from './transport/testing-certificates.ts';
import { CA, listening, SERVER } from './transport/testing-wire.ts';
import { DEFAULT_VARIANT } from './variant.ts';

export interface Asked {
  method: string;
  path: string;
  query: [string, string][];
  headers: [string, string][];
  body: string;
  form: [string, string][];
  /** Common name of the client certificate. */
  certificate: string | null;
}

export interface Reply {
  status?: number;
  json?: Json;
  text?: string;
  headers?: { [name: string]: string };
}

export type Routes = { [path: string]: (asked: Asked) => Reply };

export const NOW = 1_750_000_000_000;
export const REDIRECT_URI = 'https://tpp.example/callback';

export const ecKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const privateJwk = (key: KeyObject, kid: string): { [member: string]: Json } => ({
  ...(key.export({ format: 'jwk' }) as { [member: string]: Json }),
  kid,
});
export const publicJwk = (key: KeyObject, kid: string): { [member: string]: Json } => {
  const { kty = '', crv = '', x = '', y = '' } = privateJwk(key, kid);
  return { kty, crv, x, y, kid };
};

export const BANK_KEY = ecKey();
export const CLIENT_KEYS = {
  primary: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  second: ecKey(),
  mtls: ecKey(),
  dpop: ecKey(),
  'dpop-second': ecKey(),
};

/** A JWT of the bank, made by a library that the TPP's own signing shares nothing with. */
export const bankJwt = (
  claims: { [claim: string]: Json },
  { alg = 'ES256', kid = 'bank', key = BANK_KEY }: { alg?: string; kid?: string | null; key?: KeyObject } = {},
): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg, ...(kid === null ? {} : { kid }) })
    .sign(key);

const identity = (name: string): TppBank['identities'][string] => ({
  kind: 'pem',
  ...mint({ name, by: CA }),
  passphrase: null,
});

const IDENTITIES = { primary: identity('primary'), second: identity('second'), mtls: identity('mtls') };

const bankAt = (origin: string): TppBank => ({
  issuer: origin,
  hosts: [new URL(origin).host],
  trust: CA.certificate,
  dialect: 'plain',
  api: { resource: `${origin}/resource`, accounts: `${origin}/aisp`, payments: `${origin}/pisp` },
  scopes: { accounts: 'openid accounts', accounts_app: 'accounts' },
  proxy: null,
  hosting: null,
  clients: {
    primary: client('primary', 'private_key_jwt', 'PS256'),
    second: client('second', 'private_key_jwt', 'ES256'),
    mtls: client('mtls', 'tls_client_auth', 'ES256'),
    plain: delivering('plain'),
    'by-value': delivering('by-value'),
    'by-reference': delivering('by-reference'),
    signing: signing(client('primary', 'private_key_jwt', 'PS256')),
    'signing-dpop': signing(proving(client('dpop', 'private_key_jwt', 'ES256'))),
    dpop: proving(client('dpop', 'private_key_jwt', 'ES256')),
    'dpop-second': proving(client('dpop-second', 'private_key_jwt', 'ES256')),
  },
  identities: IDENTITIES,
  psu: {
    users: [{ name: 'ada', username: 'ada', password: 'pass-of-ada', otp: null }],
    agent: { kind: 'http', timeoutMs: 0 },
    pages: [
      {
        id: 'ask',
        fields: [],
        buttons: ['yes'],
        fill: {},
        tick: [],
        clear: [],
        press: 'yes',
        means: 'consent',
        deny: 'no',
      },
    ],
    prompt: null,
    error: { fields: [], status: [400] },
  },
  payment: null,
  operator: {},
  operatorTokens: {},
  secrets: [],
  limits: { requestMs: 20_000, bodyBytes: 5_000_000, redirects: 5, waitMs: 0 },
});

const client = (
  name: keyof typeof CLIENT_KEYS,
  auth: TppBank['clients'][string]['variant']['client-auth'][0],
  alg: string,
): TppBank['clients'][string] => ({
  client_id: `client-${name}`,
  signing: [{ jwk: privateJwk(CLIENT_KEYS[name], `kid-${name}`), alg }],
  ...{ decryption: null, name: null, dpop: null, passphrase: null },
  identity: name,
  redirect_uri: REDIRECT_URI,
  variant: { ...DEFAULT_VARIANT, 'client-auth': [auth], 'request-signing': ['none', 'signed'] },
});

type Client = TppBank['clients'][string];

const varied = (one: Client, more: Partial<Client['variant']>): Client => ({
  ...one,
  variant: { ...one.variant, ...more },
});
/** The client primary, with its requests delivered another way. */
const delivering = (way: string): Client =>
  varied(client('primary', 'private_key_jwt', 'PS256'), { 'request-delivery': [way] });
/** The same client with signed requests and answers. */
const signing = (one: Client): Client => varied(one, { 'http-signatures': ['both'] });
/** The same client with DPoP, and without a certificate. */
const proving = (one: Client): Client => varied({ ...one, identity: null }, { 'sender-constraint': ['dpop'] });

/** Time stands still, and chance is the same in every session. */
export const surroundings = (): TppSurroundings & { tainted: Map<string, string> } => {
  let counter = 0;
  const tainted = new Map<string, string>();
  return {
    tainted,
    now: () => NOW,
    advance: () => undefined,
    sleep: async () => undefined,
    random: (bytes) => {
      counter += 1;
      return new Uint8Array(bytes).fill(counter % 251);
    },
    taint: (value, kind) => void tainted.set(value, kind),
    browser: null,
    person: { tell: () => undefined, line: async () => null },
  };
};

const ENDPOINTS: { [member: string]: string } = {
  authorization_endpoint: '/authorize',
  token_endpoint: '/token',
  jwks_uri: '/jwks',
  pushed_authorization_request_endpoint: '/par',
  introspection_endpoint: '/introspect',
  revocation_endpoint: '/revoke',
  registration_endpoint: '/register',
};

export const metadataOf = (origin: string): { [member: string]: Json } => ({
  issuer: origin,
  ...Object.fromEntries(Object.entries(ENDPOINTS).map(([name, path]) => [name, `${origin}${path}`])),
});

/** A consent page that carries the query of the request along. */
const page = ({ query }: Asked): Reply => {
  const hidden = encodeURIComponent(new URLSearchParams(query).toString());
  const form = `<form method="post" action="/decide"><input type="hidden" name="asked" value="${hidden}">`;
  return {
    text: `${form}<button name="d" value="y" id="yes">Yes</button><button name="d" value="n" id="no">No</button></form>`,
    headers: { 'content-type': 'text/html' },
  };
};

const decide = ({ form }: Asked): Reply => {
  const answer = form.some(([name, value]) => name === 'd' && value === 'n') ? 'error=access_denied' : 'code=code-1';
  return { status: 302, headers: { location: `${REDIRECT_URI}?${answer}` } };
};

const willing = (origin: string): Routes => ({
  '/.well-known/openid-configuration': () => ({ json: metadataOf(origin) }),
  '/jwks': () => ({ json: { keys: [publicJwk(BANK_KEY, 'bank')] } }),
  '/par': () => ({ status: 201, json: { request_uri: 'urn:request:1', expires_in: 60 } }),
  '/authorize': page,
  '/decide': decide,
  '/token': () => ({ json: { access_token: 'access-1', token_type: 'Bearer', expires_in: 300, refresh_token: 'r-1' } }),
  '/introspect': () => ({ json: { active: true } }),
  '/revoke': () => ({ json: {} }),
  '/resource': () => ({ json: { data: true } }),
});

export interface Issuer {
  origin: string;
  bank: TppBank;
  asked: Asked[];
  /** What it answers; a test changes it at will. `reset` takes the changes back. */
  routes: Routes;
  reset(): void;
  close(): Promise<void>;
}

export const openIssuer = async (): Promise<Issuer> => {
  const asked: Asked[] = [];
  const issuer = { asked, routes: {} as Routes };
  const tls = { cert: SERVER.certificate, key: SERVER.key, ca: [CA.certificate] };
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    void answer(request, response, issuer);
  });
  const { port, close } = await listening(server);
  const origin = `https://127.0.0.1:${port}`;
  const reset = (): void => {
    asked.length = 0;
    issuer.routes = willing(origin);
  };
  reset();
  return Object.assign(issuer, { origin, bank: bankAt(origin), reset, close });
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { asked, routes }: Pick<Issuer, 'asked' | 'routes'>,
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://127.0.0.1');
  const { rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
  );
  const subject = (request.socket as TLSSocket).getPeerX509Certificate()?.subject;
  const one: Asked = {
    method: request.method ?? '',
    path: pathname,
    query: [...searchParams],
    headers,
    body,
    form: /form-urlencoded/.test(request.headers['content-type'] ?? '') ? [...new URLSearchParams(body)] : [],
    certificate: subject?.replace('CN=', '') ?? null,
  };
  asked.push(one);
  const reply = routes[pathname]?.(one) ?? { status: 404, text: 'nothing here' };
  const type = reply.json === undefined ? 'text/plain' : 'application/json';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  response.end(reply.json === undefined ? reply.text : JSON.stringify(reply.json));
};

export interface Desk {
  tpp: Tpp;
  session: Session;
  tainted: Map<string, string>;
  run(
    use: string,
    inputs: { [name: string]: Json },
    more?: { id?: string; mutations?: TppMutation[]; client?: string },
  ): Promise<StepReport>;
}

/** A TPP of its own with one session, closed when the work is done. */
export const withDesk = async <T>(bank: TppBank, work: (desk: Desk) => Promise<T>): Promise<T> => {
  const around = surroundings();
  const tpp = open(bank, around);
  const session = tpp.session({ controls: tpp.controls('test'), psu: 0, lane: 'one' });
  const run: Desk['run'] = (use, inputs, { id = use.split('.')[1] ?? use, mutations = [], client = 'primary' } = {}) =>
    session.run({ id, use, with: inputs, mutations, client, identity: null });
  try {
    return await work({ tpp, session, tainted: around.tainted, run });
  } finally {
    await tpp.close();
  }
};

/** From the request to the code. */
export const toCode = async (
  { run }: Desk,
  inputs: { [name: string]: Json } = {},
): Promise<{ [name: string]: Json }> => {
  const asked = await run('oauth.request', { scope: 'openid accounts', ...inputs });
  const authorize = await run('oauth.authorize', { request: asked.outputs.request ?? null });
  return { ...asked.outputs, ...authorize.outputs };
};
