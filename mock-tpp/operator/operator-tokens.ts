/** Access tokens for the calls to the operator: asked for once, kept for the run, and asked for again when one is refused. */
import type { TppExchange, TppOperatorToken } from '../contract.ts';
import { isObject } from '../json.ts';
import { said } from '../said.ts';
import type { HttpDraft } from '../transport/http.ts';
import { mayBeAsked } from './call-name.ts';
import { HookFailed } from './hook-failed.ts';

type Send = (draft: HttpDraft) => Promise<TppExchange>;

export class OperatorTokens {
  readonly #described: { [name: string]: TppOperatorToken };
  readonly #taint: (value: string, kind: string) => void;
  readonly #held = new Map<string, Promise<string>>();

  constructor(described: { [name: string]: TppOperatorToken }, around: { taint(value: string, kind: string): void }) {
    this.#described = described;
    this.#taint = (value, kind) => around.taint(value, kind);
  }

  /** Lanes that ask together share one. `refused` is the token that was not taken, or null. Throws HookFailed. */
  async token(name: string, refused: string | null, send: Send): Promise<string> {
    const held = this.#held.get(name);
    if (held !== undefined && (refused === null || (await held) !== refused)) return held;
    const described = this.#described[name];
    if (described === undefined) throw new HookFailed(`the target has no operator token ${name}`);
    const asked = this.#ask(name, described, send);
    this.#held.set(name, asked);
    asked.catch(() => {
      if (this.#held.get(name) === asked) this.#held.delete(name);
    });
    return asked;
  }

  async #ask(name: string, described: TppOperatorToken, send: Send): Promise<string> {
    const { token_endpoint: url } = described;
    if (!mayBeAsked(url)) throw new HookFailed(`${url} is neither https nor on the loopback`);
    const { response, failure } = await send(this.#request(described));
    const told = `the operator token ${name}: ${url}`;
    if (failure !== null || response === null)
      throw new HookFailed(`${told} gave no answer: ${failure?.message ?? 'nothing came'}`);
    const body = response.body ?? '';
    if (response.status !== 200)
      throw new HookFailed(`${told} answered ${response.status}${body === '' ? '' : ` ${said(body.trim())}`}`);
    const token = accessToken(body);
    if (token === null) throw new HookFailed(`${told} answered without an access_token`);
    this.#taint(token, 'access_token');
    return token;
  }

  #request({ token_endpoint: url, client_id, client_secret, auth, scope }: TppOperatorToken): HttpDraft {
    const headers: [string, string][] = [
      ['accept', 'application/json'],
      ['content-type', 'application/x-www-form-urlencoded'],
    ];
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === null ? {} : { scope }) });
    if (auth === 'client_secret_post') {
      form.set('client_id', client_id);
      form.set('client_secret', client_secret);
    } else {
      const credentials = Buffer.from(`${formEncoded(client_id)}:${formEncoded(client_secret)}`).toString('base64');
      this.#taint(credentials, 'client secret');
      headers.push(['authorization', `Basic ${credentials}`]);
    }
    return { method: 'POST', url, headers, body: form.toString(), label: 'operator' };
  }
}

/** Both halves are encoded like a form before they are joined. @source RFC 6749, section 2.3.1 */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** Something a header can hold, or null. */
function accessToken(body: string): string | null {
  try {
    const read: unknown = JSON.parse(body);
    const token = isObject(read as never) ? (read as { access_token?: unknown }).access_token : null;
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : null;
  } catch {
    return null;
  }
}
