/** The least code that makes the exchanges of the flow `ais.code`: the measure the harness is held against. It judges and keeps nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import type { LaunchedBank } from '../suites/run/launch-bank.ts';

interface User {
  username: string;
  password: string;
}

interface Answer {
  status: number;
  location: string | null;
  cookie: string | null;
  text: string;
}

const REDIRECT_URI = 'https://tpp.example/callback';
const FORM = 'application/x-www-form-urlencoded';
const AISP = '/open-banking/v3.1/aisp';
const PERMISSIONS = ['ReadAccountsBasic', 'ReadBalances', 'ReadTransactionsBasic', 'ReadTransactionsCredits'];

/** One lane: two kept connections (the client's, with its certificate, and the browser's) and one user. */
export class BareLoop {
  exchanges = 0;
  readonly #issuer: string;
  readonly #management: string;
  readonly #user: User;
  readonly #signing: JWK;
  readonly #client: Agent;
  readonly #browser: Agent;
  #key: CryptoKey | Uint8Array | null = null;

  constructor(bank: Pick<LaunchedBank, 'issuer' | 'management' | 'state'>, lane: number) {
    const read = (file: string): string => readFileSync(join(bank.state, file), 'utf8');
    const users = JSON.parse(read('psu.json')) as User[];
    const user = users[lane];
    if (!user) throw new Error(`the bank has no user for lane ${lane}`);
    this.#user = user;
    this.#issuer = bank.issuer;
    this.#management = bank.management;
    this.#signing = JSON.parse(read('clients/primary/signing.jwk')) as JWK;
    const [ca, cert, key] = ['ca.pem', 'clients/primary/transport.pem', 'clients/primary/transport.key'].map(read);
    const kept = { connections: 1, pipelining: 1, keepAliveTimeout: 60_000 };
    this.#client = new Agent({ ...kept, connect: { ca, cert, key } });
    this.#browser = new Agent({ ...kept, connect: { ca } });
  }

  /** One whole flow, from the client credentials to the accounts. Throws when the bank does anything else. */
  async flow(): Promise<void> {
    const grant = { grant_type: 'client_credentials', scope: 'accounts' };
    const app = await this.#json('/token', { ...grant, ...(await this.#credentials()) });
    const consent = await this.#consent(String(app.access_token));
    const verifier = randomBytes(32).toString('base64url');
    const pushed = await this.#json('/par', { ...this.#request(consent, verifier), ...(await this.#credentials()) });
    const code = await this.#walk(String(pushed.request_uri));
    const redeem = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, code_verifier: verifier };
    const tokens = await this.#json('/token', { ...redeem, ...(await this.#credentials()) });
    const headers = { authorization: `Bearer ${String(tokens.access_token)}` };
    const accounts = await this.#send(this.#client, 'GET', `${AISP}/accounts`, headers);
    if (accounts.status !== 200) throw new Error(`accounts: ${accounts.status}`);
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#browser.close()]);
  }

  async #credentials(): Promise<Record<string, string>> {
    const { alg = 'PS256', kid = '' } = this.#signing;
    this.#key ??= await importJWK(this.#signing, alg);
    const assertion = await new SignJWT({ jti: randomBytes(16).toString('base64url') })
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .setIssuer('tpp-primary')
      .setSubject('tpp-primary')
      .setAudience(this.#issuer)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(this.#key);
    return {
      client_id: 'tpp-primary',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    };
  }

  async #consent(token: string): Promise<string> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = JSON.stringify({ Data: { Permissions: PERMISSIONS }, Risk: {} });
    const made = await this.#send(this.#client, 'POST', `${AISP}/account-access-consents`, headers, asked);
    return String((JSON.parse(made.text) as { Data: { ConsentId: string } }).Data.ConsentId);
  }

  #request(consent: string, verifier: string): Record<string, string> {
    const intent = { openbanking_intent_id: { value: consent, essential: true } };
    return {
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid accounts',
      state: randomBytes(16).toString('base64url'),
      nonce: randomBytes(16).toString('base64url'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      claims: JSON.stringify({ userinfo: intent, id_token: intent }),
    };
  }

  /** Login, one-time code and consent, as the harness's user does it. */
  async #walk(requestUri: string): Promise<string> {
    const query = new URLSearchParams({ client_id: 'tpp-primary', request_uri: requestUri });
    let answer = await this.#send(this.#browser, 'GET', `/authorize?${query}`, {});
    const cookie = answer.cookie ?? '';
    while (!answer.location?.startsWith(REDIRECT_URI)) {
      const page = new URL(answer.location ?? '', this.#issuer);
      const shown = await this.#send(this.#browser, 'GET', `${page.pathname}${page.search}`, { cookie });
      const form = new URLSearchParams(await this.#fill(page.pathname));
      for (const [, name = '', value = ''] of shown.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g))
        form.set(name, value);
      const headers = { cookie, 'content-type': FORM };
      answer = await this.#send(this.#browser, 'POST', page.pathname, headers, form.toString());
    }
    return new URL(answer.location).searchParams.get('code') ?? '';
  }

  async #fill(path: string): Promise<Record<string, string>> {
    const { username, password } = this.#user;
    if (path === '/login') return { username, password };
    if (path === '/consent') return { decision: 'approve' };
    this.exchanges += 1;
    const told = await request(`${this.#management}/otp/${username}`, { dispatcher: this.#browser });
    return { otp: ((await told.body.json()) as { otp: string }).otp };
  }

  async #json(path: string, form: Record<string, string>): Promise<{ [member: string]: unknown }> {
    const body = new URLSearchParams(form).toString();
    const answer = await this.#send(this.#client, 'POST', path, { 'content-type': FORM }, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as { [member: string]: unknown };
  }

  async #send(
    dispatcher: Agent,
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: string | null = null,
  ): Promise<Answer> {
    this.exchanges += 1;
    const answer = await request(`${this.#issuer}${path}`, { dispatcher, method, headers, body });
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    const location = answer.headers.location;
    return {
      status: answer.statusCode,
      location: typeof location === 'string' ? location : null,
      cookie: cookies.length === 0 ? null : cookies.map((line) => line.split(';', 1)[0]).join('; '),
      text: await answer.body.text(),
    };
  }
}
