/** Every way an authorization request reaches the bank, for its tests: one bank, all of its clients. */
import type { OpenBank } from '../open.ts';
import { hosting } from './host.ts';
import { ask, formText, POST_FORM } from './https.ts';
import { claimsOf, type Pushed, Tpp } from './tpp.ts';

export const VERIFIER = 'd'.repeat(43);
export const HYBRID = { response_type: 'code id_token' };

export type Change = Readonly<Record<string, string | undefined>>;
export type Delivery = 'plain' | 'posted' | 'by value' | 'by value in a POST' | 'by reference' | 'pushed';

export class Deliveries {
  readonly opened: OpenBank;
  readonly #tpps = new Map<string, Tpp>();

  constructor(opened: OpenBank) {
    this.opened = opened;
  }

  tpp(name: string): Tpp {
    const known = this.#tpps.get(name) ?? new Tpp(this.opened, name);
    this.#tpps.set(name, known);
    return known;
  }

  async close(): Promise<void> {
    for (const tpp of this.#tpps.values()) tpp.close();
    await this.opened.close();
  }

  parameters(name: string, change: Change): Record<string, string> {
    const all: Change = { ...this.tpp(name).parameters(VERIFIER), ...change };
    return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
  }

  signed(name: string, change: Change): string {
    return this.tpp(name).requestObject(this.parameters(name, change));
  }

  async push(name: string, change: Change): Promise<Pushed> {
    const tpp = this.tpp(name);
    const answer = await tpp.post('/par', { ...tpp.credentials(), request: this.signed(name, change) });
    return { answer, requestUri: String(answer.json.request_uri ?? ''), verifier: VERIFIER };
  }

  /** Brings a request to the bank, approves it, and gives where the browser ends. */
  deliver(delivery: Delivery, name: string, change: Change): Promise<URL> {
    return this.#ways[delivery](name, change);
  }

  readonly #ways: Readonly<Record<Delivery, (name: string, change: Change) => Promise<URL>>> = {
    plain: (name, change) => this.tpp(name).request(this.parameters(name, change)),
    'by value': (name, change) => this.tpp(name).request({ request: this.signed(name, change) }),
    posted: (name, change) => this.#post(name, this.parameters(name, change)),
    'by value in a POST': (name, change) => this.#post(name, { request: this.signed(name, change) }),
    'by reference': async (name, change) => {
      const host = await hosting('/request-objects/1', this.signed(name, change));
      const back = await this.tpp(name).request({ request_uri: host.address });
      host.close();
      return back;
    },
    pushed: async (name, change) => this.tpp(name).authorize((await this.push(name, change)).requestUri),
  };

  async #post(name: string, form: Record<string, string>): Promise<URL> {
    const tpp = this.tpp(name);
    const body = formText({ client_id: tpp.clientId, ...form });
    return tpp.walk(await ask(tpp.browser, `${tpp.issuer}/authorize`, { method: 'POST', headers: POST_FORM, body }));
  }

  /** Error and place of an answer: the page of the bank, or the client's query or fragment. */
  async refusal(back: URL): Promise<string> {
    if (back.pathname === '/error') {
      const page = await ask(this.tpp('primary').browser, back.href);
      return `page ${/id="error-code">(\w+)</.exec(page.text)?.[1]}`;
    }
    return `${back.hash === '' ? 'query' : 'fragment'} ${membersOf(back).get('error') ?? 'none'}`;
  }
}

/** Members of the response, wherever they stand, also in a JWT. */
export function membersOf(back: URL): URLSearchParams {
  const members = new URLSearchParams(back.hash === '' ? back.search : back.hash.slice(1));
  const jwt = members.get('response');
  return jwt === null ? members : new URLSearchParams(claimsOf(jwt) as Record<string, string>);
}

/** The parameter `claims` that names a consent. */
export function claimsFor(consent: string): string {
  return JSON.stringify({ id_token: { openbanking_intent_id: { value: consent } } });
}
