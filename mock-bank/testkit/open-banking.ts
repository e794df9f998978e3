/** The API side of the bank's own test TPP: consents, account data, payments. */
import { randomUUID } from 'node:crypto';
import type { Browsing } from './browser.ts';
import { type Answer, ask } from './https.ts';
import type { Tpp } from './tpp.ts';

const AISP = '/open-banking/v3.1/aisp';
const PISP = '/open-banking/v3.1/pisp';

export const PERMISSIONS = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];

interface Amount {
  Amount: string;
  Currency: string;
}

/** All an answer of the API may hold. */
export interface ApiBody {
  Data: {
    ConsentId: string;
    DomesticPaymentId: string;
    Status: string;
    ExpirationDateTime: string;
    Account: { AccountId: string; Account: { Identification: string }[] }[];
    Balance: { Amount: Amount }[];
    Transaction: { AccountId: string; CreditDebitIndicator: string; BookingDateTime: string }[];
    Initiation: { InstructedAmount: Amount };
  };
  Links: { Self: string };
  Code: string;
  Message: string;
  Errors: { ErrorCode: string }[];
}

/** The body as it should be; what is not there shows in the assertion. */
export function bodyOf(answer: Answer): ApiBody {
  return JSON.parse(answer.text) as ApiBody;
}

export interface Paying {
  amount?: string;
  payee?: string;
  key?: string;
}

export function initiation({ amount = '12.34', payee = 'DE89370400440532013000' }: Paying = {}) {
  return {
    InstructionIdentification: 'order-1',
    EndToEndIdentification: 'e2e-1',
    InstructedAmount: { Amount: amount, Currency: 'EUR' },
    CreditorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: payee, Name: 'Shop' },
  };
}

export class OpenBanking {
  readonly tpp: Tpp;

  constructor(tpp: Tpp) {
    this.tpp = tpp;
  }

  /** A token of the application itself. */
  async appToken(): Promise<string> {
    const form = { ...this.tpp.credentials(), grant_type: 'client_credentials', scope: 'accounts payments' };
    return String((await this.tpp.post('/token', form)).json.access_token);
  }

  send(method: string, path: string, token: string, body?: unknown, headers: Record<string, string> = {}) {
    return ask(this.tpp.agent, this.tpp.issuer + path, {
      method,
      headers: { ...this.tpp.access(method, path, token), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  accountConsents = `${AISP}/account-access-consents`;
  paymentConsents = `${PISP}/domestic-payment-consents`;
  payments = `${PISP}/domestic-payments`;

  async orderAccounts(token: string, data: Record<string, unknown> = {}): Promise<Answer> {
    return this.send('POST', this.accountConsents, token, { Data: { Permissions: PERMISSIONS, ...data }, Risk: {} });
  }

  async orderPayment(token: string, paying: Paying = {}): Promise<Answer> {
    const headers = { 'x-idempotency-key': paying.key ?? randomUUID() };
    const body = { Data: { Initiation: initiation(paying) }, Risk: {} };
    return this.send('POST', this.paymentConsents, token, body, headers);
  }

  /** Has the PSU approve the consent, and gives the tokens and the paths of the pages shown. */
  async authorise(consent: string, scope: 'accounts' | 'payments', browsing: Browsing = {}) {
    const claims = JSON.stringify({ id_token: { openbanking_intent_id: { value: consent, essential: true } } });
    const { requestUri, verifier, answer } = await this.tpp.push({ scope: `openid ${scope}`, claims });
    const pages: string[] = [];
    if (answer.status !== 201) return { refused: answer, pages, access: '', refresh: '', code: '' };
    const see = (path: string) => pages.push(path);
    const back = await this.tpp.authorize(requestUri, { see, ...browsing });
    const code = back.searchParams.get('code') ?? '';
    const { json } = await this.tpp.redeem(code, verifier);
    return { refused: null, pages, access: String(json.access_token), refresh: String(json.refresh_token), code };
  }

  read(path: string, token: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.tpp.get(AISP + path, token, headers);
  }

  pay(token: string, consent: string, paying: Paying = {}, change: Record<string, unknown> = {}): Promise<Answer> {
    const body = { Data: { ConsentId: consent, Initiation: { ...initiation(paying), ...change } }, Risk: {} };
    return this.send('POST', this.payments, token, body, { 'x-idempotency-key': paying.key ?? randomUUID() });
  }
}
