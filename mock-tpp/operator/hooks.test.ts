import { expect } from 'chai';
import type { Json, TppExchange, TppHook } from '../contract.ts';
import type { HttpDraft } from '../transport/http.ts';
import { callHook, HookFailed } from './hooks.ts';

const hook = (more: Partial<TppHook> = {}): TppHook => ({
  method: 'POST',
  url: 'http://127.0.0.1:1/otp/${username}',
  headers: {},
  json: null,
  outputs: {},
  ...more,
});

describe('operator hooks', () => {
  let sent: HttpDraft[];
  beforeEach(() => {
    sent = [];
  });

  const call = (
    one: TppHook,
    inputs: { [name: string]: Json },
    status: number,
    body: string,
  ): Promise<{ [name: string]: Json }> =>
    callHook(one, inputs, {
      send: async (draft): Promise<TppExchange> => {
        sent.push(draft);
        const { method, url, headers } = draft;
        const response = status === 0 ? null : { status, headers: [], body, bytes: body.length, truncated: false };
        const failure = status === 0 ? { class: 'unreachable' as const, message: 'connect ECONNREFUSED' } : null;
        return {
          id: 1,
          label: '',
          startedAt: '',
          durationMs: 0,
          request: { method, url, headers, body: draft.body },
          response,
          tls: null,
          failure,
        };
      },
    });

  const failing = async (
    one: TppHook,
    inputs: { [name: string]: Json },
    status: number,
    body: string,
  ): Promise<string> => {
    try {
      await call(one, inputs, status, body);
    } catch (error) {
      if (error instanceof HookFailed) return error.message;
      throw error;
    }
    throw new Error('the hook did not fail');
  };

  it('send the headers of the target file, which count before ours', async () => {
    await call(
      hook({ headers: { Authorization: 'Bearer of-an-admin', Accept: 'text/plain' } }),
      { username: 'a' },
      200,
      '',
    );
    expect(sent[0]?.headers).to.deep.equal([
      ['Authorization', 'Bearer of-an-admin'],
      ['Accept', 'text/plain'],
    ]);
  });

  it('sends method, address and typed JSON, and gives the declared outputs', async () => {
    const one = hook({ method: 'PUT', json: { seconds: '${seconds}' }, outputs: { otp: 'data.otp' } });
    expect(await call(one, { username: 'a b', seconds: 5 }, 200, '{"data":{"otp":"123456"},"more":1}')).to.deep.equal({
      otp: '123456',
    });
    expect(sent[0]).to.deep.include({ method: 'PUT', url: 'http://127.0.0.1:1/otp/a%20b', body: '{"seconds":5}' });
  });

  it('does not look at the answer when it declares no outputs', async () => {
    expect(await call(hook(), { username: 'a' }, 204, 'not json')).to.deep.equal({});
  });

  const rows: [string, Partial<TppHook>, number, string, RegExp][] = [
    ['an operator that is down', {}, 0, '', /gave no answer: connect ECONNREFUSED/],
    ['a refusal', {}, 404, 'no such user', /answered 404 no such user/],
    ['an answer that is not JSON', { outputs: { otp: 'otp' } }, 200, '<html>', /not JSON/],
    ['a missing output', { outputs: { otp: 'otp' } }, 200, '{"otp":null}', /without the member otp/],
    ['an unknown placeholder', { json: { a: '${nobody}' } }, 200, '', /\$\{nobody\} is not among username/],
  ];
  for (const [name, more, status, body, message] of rows) {
    it(`fails with words for an operator at ${name}`, async () => {
      expect(await failing(hook(more), { username: 'a' }, status, body)).to.match(message);
    });
  }

  for (const url of ['http://operator.example/x', 'ftp://127.0.0.1/x', 'http://127.0.0.1.evil.example/', 'nothing']) {
    it(`sends nothing to ${url}`, async () => {
      expect(await failing(hook({ url }), {}, 200, '')).to.match(/neither https nor on the loopback/);
      expect(sent).to.deep.equal([]);
    });
  }
});
