import { expect } from 'chai';
import type { Json, TppExchange, TppHook, TppOperatorCall } from '../contract.ts';
import type { HttpDraft } from '../transport/http.ts';
import type { Program } from './command.ts';
import { HookFailed } from './hook-failed.ts';
import { callHook } from './hooks.ts';

type Http = TppOperatorCall & { kind: 'http' };
const calling = (more: Partial<Http> = {}): Http => ({
  ...{ kind: 'http', method: 'POST', url: 'http://127.0.0.1:1/otp/${username}', json: null },
  ...more,
});
const hook = ({ call, ...more }: Partial<Omit<TppHook, 'call'>> & { call?: Partial<Http> } = {}): TppHook => ({
  ...{ call: calling(call), headers: {}, token: null, timeoutMs: null, outputs: {}, check: null },
  ...more,
});

describe('operator hooks', () => {
  let sent: HttpDraft[];
  let ran: Program[];
  beforeEach(() => {
    sent = [];
    ran = [];
  });

  const call = (
    one: TppHook,
    inputs: { [name: string]: Json },
    status: number,
    body: string,
  ): Promise<{ [name: string]: Json }> =>
    callHook(one, inputs, {
      run: async (program) => {
        ran.push(program);
        return body;
      },
      token: async (_, refused) => (refused === null ? 'first' : `after-${refused}`),
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

  it('sends a token, and another one once when it is refused', async () => {
    const bearers = (): (string | undefined)[] =>
      sent.map(({ headers }) => headers.find(([name]) => name === 'authorization')?.[1]);
    await call(hook({ token: 'admin' }), { username: 'a' }, 200, '');
    expect(bearers()).to.deep.equal(['Bearer first']);
    expect(await failing(hook({ token: 'admin' }), { username: 'a' }, 401, 'no')).to.match(/answered 401 "no/);
    expect(bearers()).to.deep.equal(['Bearer first', 'Bearer first', 'Bearer after-first']);
  });

  describe('that are commands', () => {
    const command = (...argv: string[]): TppHook => ({
      ...hook({ outputs: { otp: 'otp' } }),
      call: { kind: 'command', argv, folder: '/somewhere' },
    });

    it('get their inputs as arguments and variables, and give outputs as JSON', async () => {
      const given = { username: 'a b;$(x)', publish: true };
      expect(await call(command('otp', '--for=${username}', '${publish}'), given, 0, '{"otp":"1"}')).to.deep.equal({
        otp: '1',
      });
      expect(ran).to.deep.equal([
        {
          argv: ['otp', '--for=a b;$(x)', 'true'],
          folder: '/somewhere',
          variables: { ASSAY_INPUT_USERNAME: 'a b;$(x)', ASSAY_INPUT_PUBLISH: 'true' },
        },
      ]);
      expect(sent).to.deep.equal([]);
    });

    it('are not run with an input that would be an option, or cannot be an argument', async () => {
      for (const username of ['--all', '-x', 'a\0b'])
        expect(await failing(command('otp', '${username}'), { username }, 0, '')).to.match(
          /the command otp: an argument/,
        );
      expect(ran).to.deep.equal([]);
    });

    it('tell an answer that is not JSON by the name of the program, without its folder', async () => {
      expect(await failing(command('/of/this/machine/otp'), { username: 'a' }, 0, 'done')).to.equal(
        'the command otp answered with something that is not JSON',
      );
    });
  });

  it('sends method, address and typed JSON, and gives the declared outputs', async () => {
    const one = hook({ call: { method: 'PUT', json: { seconds: '${seconds}' } }, outputs: { otp: 'data.otp' } });
    expect(await call(one, { username: 'a b', seconds: 5 }, 200, '{"data":{"otp":"123456"},"more":1}')).to.deep.equal({
      otp: '123456',
    });
    expect(sent[0]).to.deep.include({ method: 'PUT', url: 'http://127.0.0.1:1/otp/a%20b', body: '{"seconds":5}' });
  });

  it('does not look at the answer when it declares no outputs', async () => {
    expect(await call(hook(), { username: 'a' }, 204, 'not json')).to.deep.equal({});
  });

  const rows: [string, Parameters<typeof hook>[0], number, string, RegExp][] = [
    ['an operator that is down', {}, 0, '', /gave no answer: connect ECONNREFUSED/],
    ['a refusal', {}, 404, 'no such user', /answered 404 "no such user/],
    ['an answer that is not JSON', { outputs: { otp: 'otp' } }, 200, '<html>', /not JSON/],
    ['a missing output', { outputs: { otp: 'otp' } }, 200, '{"otp":null}', /without the member otp/],
    ['an unknown placeholder', { call: { json: { a: '${nobody}' } } }, 200, '', /\$\{nobody\} is not among username/],
  ];
  for (const [name, more, status, body, message] of rows) {
    it(`fails with words for an operator at ${name}`, async () => {
      expect(await failing(hook(more), { username: 'a' }, status, body)).to.match(message);
    });
  }

  for (const url of ['http://operator.example/x', 'ftp://127.0.0.1/x', 'http://127.0.0.1.evil.example/', 'nothing']) {
    it(`sends nothing to ${url}`, async () => {
      expect(await failing(hook({ call: { url } }), {}, 200, '')).to.match(/neither https nor on the loopback/);
      expect(sent).to.deep.equal([]);
    });
  }
});
