import { expect } from 'chai';
import type { TppExchange, TppOperatorToken } from '../contract.ts';
import type { HttpDraft } from '../transport/http.ts';
import { OperatorTokens } from './operator-tokens.ts';

const ADMIN: TppOperatorToken = {
  token_endpoint: 'https://sso.bank.example/token',
  client_id: 'admin:1',
  client_secret: 'top secret/1%',
  auth: 'client_secret_basic',
  scope: 'sandbox clock',
};

describe('access tokens for the operator', () => {
  let asked: HttpDraft[];
  let tainted: string[];
  beforeEach(() => {
    asked = [];
    tainted = [];
  });

  const tokens = (given: Partial<TppOperatorToken> = {}): OperatorTokens =>
    new OperatorTokens({ admin: { ...ADMIN, ...given } }, { taint: (value) => void tainted.push(value) });
  const answering =
    (status: number, body?: string) =>
    async (draft: HttpDraft): Promise<TppExchange> => {
      asked.push(draft);
      const text = body ?? JSON.stringify({ access_token: `token-${asked.length}` });
      return {
        ...{ id: 1, label: '', startedAt: '', durationMs: 0, tls: null, request: draft },
        response: status === 0 ? null : { status, headers: [], body: text, bytes: text.length, truncated: false },
        failure: status === 0 ? { class: 'unreachable', message: 'connect ECONNREFUSED' } : null,
      };
    };

  it('are asked for with the credentials in a header, each half encoded, and registered as secrets', async () => {
    expect(await tokens().token('admin', null, answering(200))).to.equal('token-1');
    const sent = new Map(asked[0]?.headers);
    const basic = Buffer.from('admin%3A1:top+secret%2F1%25').toString('base64');
    expect(sent.get('authorization')).to.equal(`Basic ${basic}`);
    expect(asked[0]?.body).to.equal('grant_type=client_credentials&scope=sandbox+clock');
    expect(tainted).to.deep.equal([basic, 'token-1']);
  });

  it('are asked for with the credentials in the form, when the target says so', async () => {
    await tokens({ auth: 'client_secret_post', scope: null }).token('admin', null, answering(200));
    expect(asked[0]?.headers.map(([name]) => name)).to.not.include('authorization');
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body ?? ''))).to.deep.equal({
      grant_type: 'client_credentials',
      client_id: 'admin:1',
      client_secret: 'top secret/1%',
    });
  });

  it('are kept, also for those who ask at the same time, until one is refused', async () => {
    const kept = tokens();
    const send = answering(200);
    const ask = (refused: string | null): Promise<string> => kept.token('admin', refused, send);
    expect(await Promise.all([ask(null), ask(null)])).to.deep.equal(['token-1', 'token-1']);
    expect(await Promise.all([ask('token-1'), ask('token-1')])).to.include('token-2');
    expect(await ask('token-1')).to.not.equal('token-1');
    expect(await ask(null)).to.equal(await ask('token-1'));
  });

  // biome-ignore format: one row, one line
  const ROWS: [string, number, string, RegExp][] = [
    ['no answer', 0, '', /^the operator token admin: https:\/\/sso.bank.example\/token gave no answer: connect ECONNREFUSED$/],
    ['a refusal', 401, '{"error":"invalid_client"}', /answered 401 "\{\\"error\\":\\"invalid_client\\"\}"$/],
    ['nonsense', 200, '<html>', /answered without an access_token$/],
    ['a token that no header can hold', 200, '{"access_token":"a\\r\\nb"}', /answered without an access_token$/],
  ];
  for (const [what, status, body, message] of ROWS)
    it(`fail with words for an operator at ${what}, and are asked for again the next time`, async () => {
      const kept = tokens();
      const failure = await kept.token('admin', null, answering(status, body)).catch((error: Error) => error.message);
      expect(failure).to.match(message);
      expect(await kept.token('admin', null, answering(200))).to.equal('token-2');
    });
});
