/** The rar side of the bank's own test TPP: authorization_details, account data, payments. */
import type { Browsing } from './browser.ts';
import { type Answer, ask } from './https.ts';
import type { Tpp } from './tpp.ts';

export type Detail = Record<string, unknown>;

export const PAYEE = 'DE89370400440532013000';

export function account(change: Detail = {}): Detail {
  return { type: 'account_information', actions: ['list_accounts', 'read_balances'], ...change };
}

/** The members of an order, and of the element that approves it. */
export function order(change: Detail = {}): Detail {
  return {
    instructedAmount: { currency: 'EUR', amount: '45.00' },
    creditorName: 'Shop',
    creditorAccount: { iban: PAYEE },
    ...change,
  };
}

export function payment(change: Detail = {}): Detail {
  return { type: 'payment_initiation', ...order(), ...change };
}

export interface Authorised {
  answer: Answer;
  /** The text of each page shown, by path. */
  pages: Map<string, string>;
  access: string;
  refresh: string;
  granted: unknown;
}

export class RichRequests {
  readonly tpp: Tpp;

  constructor(tpp: Tpp) {
    this.tpp = tpp;
  }

  /** `details` as they go on the wire: text as it is, everything else as JSON. */
  push(details: unknown, change: Record<string, string | undefined> = {}) {
    const text = typeof details === 'string' ? details : JSON.stringify(details);
    return this.tpp.push({ scope: 'openid', authorization_details: text, ...change });
  }

  /** From the push to the token response; `answer` is the one that came last. */
  async authorise(
    details: unknown,
    browsing: Browsing = {},
    atToken: Record<string, string> = {},
  ): Promise<Authorised> {
    const { requestUri, verifier, answer: pushed } = await this.push(details);
    const pages = new Map<string, string>();
    if (pushed.status !== 201) return { answer: pushed, pages, access: '', refresh: '', granted: null };
    const see = (path: string, html: string) => pages.set(path, html);
    const code = (await this.tpp.authorize(requestUri, { see, ...browsing })).searchParams.get('code') ?? '';
    const answer = await this.tpp.redeem(code, verifier, atToken);
    const { access_token: access, refresh_token: refresh, authorization_details: granted } = answer.json;
    return { answer, pages, access: String(access), refresh: String(refresh), granted };
  }

  pay(token: string, body: Detail = order(), headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.tpp.agent, `${this.tpp.issuer}/rar/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** With further parameters of the token request. */
  refresh(token: string, change: Record<string, string> = {}): Promise<Answer> {
    const own = { grant_type: 'refresh_token', refresh_token: token };
    return this.tpp.post('/token', { ...this.tpp.credentials(), ...own, ...change });
  }
}
