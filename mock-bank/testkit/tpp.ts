/** A small, correct TPP for the bank's own tests; every request can be bent by its caller. */
import { createHash, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signJws } from '../as/jws.ts';
import type { JsonObject } from '../http/reply.ts';
import type { OpenBank } from '../open.ts';
import { type Browsing, walk } from './browser.ts';
import { type Answer, agentFor, ask, type Form, formText, type Identity, POST_FORM } from './https.ts';

export const REDIRECT_URI = 'https://tpp.example/callback';

export interface Visit extends Browsing {
  clientId?: string;
  query?: Record<string, string>;
}

export interface Pushed {
  answer: Answer;
  requestUri: string;
  verifier: string;
}

export function s256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Reads what the bank wrote for the client and speaks for it. */
type Header = JsonObject & Partial<{ alg: string; kid: string; typ: string }>;

export class Tpp {
  readonly clientId: string;
  readonly alg: string;
  readonly key: KeyObject;
  readonly #opened: OpenBank;
  readonly #kid: string;
  readonly #ca: string;
  readonly #assertions: boolean;
  agent;
  readonly browser;

  constructor(opened: OpenBank, name: string) {
    this.#opened = opened;
    const read = (file: string) => readFileSync(join(opened.ready.state, file), 'utf8');
    const jwk = JSON.parse(read(`clients/${name}/signing.jwk`)) as { kid: string; alg: string };
    this.clientId = `tpp-${name}`;
    this.alg = jwk.alg;
    this.#kid = jwk.kid;
    this.key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    this.#ca = read('ca.pem');
    this.#assertions = opened.bank.clients.get(this.clientId)?.auth === 'private_key_jwt';
    this.agent = agentFor(this.#ca, opened.bank.identities.get(name) ?? null);
    this.browser = agentFor(this.#ca, null);
  }

  get issuer(): string {
    return this.#opened.ready.issuer;
  }

  now(): number {
    return Math.floor(this.#opened.bank.now() / 1000);
  }

  identity(name: string): Identity {
    const issued = this.#opened.bank.identities.get(name);
    if (!issued) throw new Error(`no identity ${name}`);
    return issued;
  }

  /** Goes on with another certificate, named or brought along, or none. */
  present(identity: string | Identity | null): this {
    this.agent.destroy();
    this.agent = agentFor(this.#ca, typeof identity === 'string' ? this.identity(identity) : identity);
    return this;
  }

  close(): void {
    this.agent.destroy();
    this.browser.destroy();
  }

  sign(claims: JsonObject, header: Header = {}, key = this.key): string {
    return signJws({ alg: this.alg, kid: this.#kid, ...header }, claims, key);
  }

  assertion(change: JsonObject = {}, header: Header = {}, key = this.key): string {
    const now = this.now();
    const own = { iss: this.clientId, sub: this.clientId, aud: this.issuer, iat: now, exp: now + 60 };
    return this.sign({ ...own, jti: randomBytes(12).toString('hex'), ...change }, { typ: 'JWT', ...header }, key);
  }

  /** Members that authenticate the client. */
  credentials(assertion?: string): Record<string, string> {
    if (!this.#assertions && assertion === undefined) return { client_id: this.clientId };
    return {
      client_id: this.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion ?? this.assertion(),
    };
  }

  post(path: string, form: Form): Promise<Answer> {
    return ask(this.agent, this.issuer + path, { method: 'POST', headers: POST_FORM, body: formText(form) });
  }

  /** Headers that bring a token to a resource. */
  access(_method: string, _path: string, token: string): Record<string, string> {
    return { authorization: `Bearer ${token}` };
  }

  get(path: string, token?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const authorization = token === undefined ? {} : this.access('GET', path, String(token));
    return ask(this.agent, this.issuer + path, { headers: { ...authorization, ...headers } });
  }

  parameters(verifier: string): Record<string, string> {
    return {
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid resource',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: s256(verifier),
      code_challenge_method: 'S256',
    };
  }

  async push(change: Record<string, string | undefined> = {}, assertion?: string): Promise<Pushed> {
    const verifier = randomBytes(32).toString('base64url');
    const form = { ...this.credentials(assertion), ...this.parameters(verifier), ...change };
    const sent = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const answer = await this.post('/par', sent);
    return { answer, requestUri: String(answer.json.request_uri ?? ''), verifier };
  }

  requestObject(claims: JsonObject, header: Header = {}, key = this.key): string {
    const now = this.now();
    const own = { iss: this.clientId, client_id: this.clientId, aud: this.issuer, nbf: now, exp: now + 300 };
    return this.sign({ ...own, ...claims }, { typ: 'oauth-authz-req+jwt', ...header }, key);
  }

  open(requestUri: string, { clientId = this.clientId, query = {} }: Visit = {}): Promise<Answer> {
    const search = new URLSearchParams({ client_id: clientId, request_uri: requestUri, ...query });
    return ask(this.browser, `${this.issuer}/authorize?${search}`);
  }

  /** Brings a request to the bank by the browser alone. */
  ask(query: Record<string, string>): Promise<Answer> {
    const search = new URLSearchParams({ client_id: this.clientId, ...query });
    return ask(this.browser, `${this.issuer}/authorize?${search}`);
  }

  /** The same, and goes on from there. */
  async request(query: Record<string, string>, visit: Visit = {}): Promise<URL> {
    return this.walk(await this.ask(query), visit);
  }

  /** From the authorization URL to the redirect back, or to the page where it ends. */
  async authorize(requestUri: string, visit: Visit = {}): Promise<URL> {
    return this.walk(await this.open(requestUri, visit), visit);
  }

  /** Goes on from a redirect of the bank. */
  walk(from: Answer, browsing: Browsing = {}): Promise<URL> {
    return walk(this.#opened, this.browser, from, browsing);
  }

  redeem(code: string, verifier: string, change: Record<string, string | undefined> = {}): Promise<Answer> {
    return this.post('/token', this.redemption(code, verifier, change));
  }

  /** The form of a token request, with fresh credentials. */
  redemption(code: string, verifier: string, change: Record<string, string | undefined> = {}): [string, string][] {
    const own = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI };
    const fields = Object.entries({ ...this.credentials(), ...own, ...change });
    return fields.filter((field): field is [string, string] => field[1] !== undefined);
  }

  refresh(refreshToken: unknown): Promise<Answer> {
    return this.post('/token', {
      ...this.credentials(),
      grant_type: 'refresh_token',
      refresh_token: String(refreshToken),
    });
  }

  /** The whole way to tokens; throws when any of it is refused. */
  async tokens(
    change: Record<string, string> = {},
  ): Promise<{ access: string; refresh: string; id: string; code: string }> {
    const { requestUri, verifier } = await this.push(change);
    const code = (await this.authorize(requestUri)).searchParams.get('code') ?? '';
    const { json, status } = await this.redeem(code, verifier);
    if (status !== 200) throw new Error(`token endpoint: ${status} ${String(json.error_description)}`);
    return { access: String(json.access_token), refresh: String(json.refresh_token), id: String(json.id_token), code };
  }
}

/** Claims of a JWT, unverified. */
export function claimsOf(jwt: unknown): Record<string, unknown> {
  return segmentOf(jwt, 1);
}

/** Header of a JWT. */
export function headerOf(jwt: unknown): Record<string, unknown> {
  return segmentOf(jwt, 0);
}

function segmentOf(jwt: unknown, index: number): Record<string, unknown> {
  const segment = String(jwt).split('.')[index] ?? '';
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
}
