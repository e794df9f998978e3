import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { runProgram } from '../operator/command.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { walkByCommand } from './command-agent.ts';
import { opens, REDIRECT_URI } from './testing-bank.ts';
import type { Walk, WalkRequest } from './way.ts';

const ADDRESS = 'https://bank.example/authorize?request_uri=urn%3Ax&client_id=c';
const around = {
  psu: { username: 'anna', password: 'p&ss word', otp: null },
  hosts: ['bank.example'],
  run: runProgram,
};

const walk = (script: string, request: Partial<WalkRequest> = {}, args: string[] = []): Promise<Walk> =>
  walkByCommand(
    {
      first: opens(ADDRESS),
      redirectUri: REDIRECT_URI,
      foreignUri: null,
      state: null,
      decision: 'approve',
      openTwice: false,
      ...request,
    },
    { kind: 'command', argv: [process.execPath, '-e', script, '--', ...args], folder: tmpdir(), timeoutMs: 30_000 },
    around,
  );
const prints = (text: string): string => `console.log(${JSON.stringify(text)})`;

describe('the user as a program', () => {
  it('is given the address, the decision and the user, the password as a variable only', async () => {
    const script = `const { ASSAY_INPUT_ADDRESS: a, ASSAY_INPUT_PASSWORD: p, ASSAY_INPUT_METHOD: m } = process.env;
      console.log(process.argv[3] + '?' + new URLSearchParams({ error: 'x', a, p, m, args: JSON.stringify(process.argv.slice(1)) }))`;
    const args = ['${address}', '${decision}', '${redirect_uri}', '${username}', '$(id)'];
    const { end, ...unseen } = await walk(script, { decision: 'deny' }, args);
    const params = new Map(end.kind === 'callback' ? end.callback.params : []);
    expect([params.get('a'), params.get('p'), params.get('m')]).to.deep.equal([ADDRESS, 'p&ss word', 'GET']);
    expect(JSON.parse(params.get('args') ?? '')).to.deep.equal([ADDRESS, 'deny', REDIRECT_URI, 'anna', '$(id)']);
    expect(unseen).to.deep.equal({ pages: [], sca: null, decided: null, formRedirects: null });
  });

  // biome-ignore format: one row, one line
  const ENDS: [string, string, object][] = [
    ['a query', `\n ${REDIRECT_URI}?code=c1&state=s \n`, { kind: 'callback', callback: { url: `${REDIRECT_URI}?code=c1&state=s`, carrier: 'query', params: [['code', 'c1'], ['state', 's']], status: null } }],
    ['a fragment', `${REDIRECT_URI}#response=a.b.c`, { kind: 'callback', callback: { url: `${REDIRECT_URI}#response=a.b.c`, carrier: 'fragment', params: [['response', 'a.b.c']], status: null } }],
    ['a form', `${REDIRECT_URI}\ncode=c1&state=a%20b`, { kind: 'callback', callback: { url: REDIRECT_URI, carrier: 'form_post', params: [['code', 'c1'], ['state', 'a b']], status: null } }],
    ['an error page', 'error-page we do not know you', { kind: 'stopped', outcome: { ok: false, codes: ['page.error'], clear: true, detail: 'the command saw an error page of the bank: "we do not know you"' } }],
    ['a response at another address of the client', 'https://tpp.example/other?code=c1', { kind: 'stopped', outcome: { ok: false, codes: ['redirect-uri.foreign'], clear: true, detail: 'the bank sends its answer to https://tpp.example/other' } }],
    ['nothing', '', { kind: 'stopped', outcome: { ok: false, codes: ['malformed'], clear: false, detail: 'the command printed no address' } }],
    ['something else, of which no code is told', 'https://bank.example/x?code=secret', { kind: 'stopped', outcome: { ok: false, codes: ['malformed'], clear: false, detail: 'the command printed something that is neither the redirect_uri nor error-page: "https://bank.example/x"' } }],
  ];
  for (const [what, printed, end] of ENDS)
    it(`comes back with ${what}`, async () => {
      expect((await walk(prints(printed))).end).to.deep.equal(end);
    });

  it('fails in words that hold no code, though it printed one', async () => {
    const failed = await walk(`${prints(`${REDIRECT_URI}?code=secret-code`)}; process.exit(3)`).catch((error) => error);
    expect(failed).to.be.instanceOf(HookFailed);
    expect(failed.message).to.equal(`the command node ended with 3: ${REDIRECT_URI}`);
  });
});
