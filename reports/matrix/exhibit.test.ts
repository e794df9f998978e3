import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import type { Exchange } from '../../suites/evidence/record.ts';
import { attemptRecord, caseTrace, exchange, failingCase, HOSTILE, judgedCase, stepRecord } from '../testing-run.ts';
import { curlCommand } from './curl.ts';
import { exhibits } from './exhibit.ts';

const sending = (request: Partial<Exchange['request']>): Exchange => {
  const usual = exchange();
  return { ...usual, request: { ...usual.request, ...request } };
};

/** What a shell makes of the command: its words, one a line, with `curl` replaced by a program that prints them. */
function words(command: string): string[] {
  const { stdout, status } = spawnSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' });
  expect(status).to.equal(0);
  return stdout.split('\n').slice(0, -1);
}

describe('the curl command of an exchange', () => {
  it('holds method, address, headers and every field, with a placeholder for what was redacted', () => {
    expect(curlCommand(exchange()).split(' \\\n  ')).to.deep.equal([
      "curl -i -X POST 'https://bank.example/par'",
      "--cert '<certificate-of-primary>' --key '<key-of-primary>'",
      "-H 'content-type: application/x-www-form-urlencoded'",
      "--data-urlencode 'scope=openid'",
      "--data-urlencode 'scope=accounts'",
      "--data-urlencode 'client_assertion=<client_assertion>'",
    ]);
  });

  it('leaves out the certificate of a client that showed none', () => {
    const { tls, ...rest } = exchange();
    expect(curlCommand({ ...rest, tls: tls && { ...tls, identity: null, clientSha256: null } })).to.not.include(
      '--cert',
    );
  });

  it('names the scheme of a token, and never the token', () => {
    const command = curlCommand(
      sending({
        headers: [['authorization', 'Bearer JWS {"alg":"PS256"}.{"sub":"x"}.__REDACTED__:sha256-0123456789ab']],
      }),
    );
    expect(command).to.include("-H 'authorization: Bearer <token>'");
  });

  for (const [what, text] of [
    ['a command', '$(touch broken)'],
    ['a backtick', '`touch broken`'],
    ['a quote', "' ; echo broken ; '"],
    ['a line break', 'a\nb'],
    ['all at once', HOSTILE],
  ] as const)
    it(`is harmless in a shell when the bank's address, a header or the body holds ${what}`, () => {
      for (const request of [
        { url: `https://bank.example/${text}` },
        { headers: [['x-held', text]] as [string, string][] },
        { body: new URLSearchParams({ name: text }).toString() },
        { body: JSON.stringify({ text }), headers: [['content-type', 'application/json']] as [string, string][] },
      ]) {
        const command = curlCommand(sending(request));
        expect(command).to.not.match(/\$\(|`/);
        expect(words(command).slice(0, 3)).to.deep.equal(['-i', '-X', 'POST']);
        expect(words(command)).to.not.include('broken');
      }
    });

  it('sends JSON that means the same', () => {
    const body = JSON.stringify({ price: '$5', note: "it's `this`" });
    const command = curlCommand(sending({ body, headers: [['content-type', 'application/json']] }));
    const sent = words(command).at(-1) ?? '';
    expect(JSON.parse(sent)).to.deep.equal(JSON.parse(body));
  });
});

describe('what is shown of a case', () => {
  const trace = (judged = failingCase(), attempt = attemptRecord()) => caseTrace(judged, { attempts: [attempt] });

  it('is the exchange of the changed step and that of the deciding one', () => {
    const redirect = exchange({
      request: { method: 'GET', url: 'https://bank.example/authorize', headers: [], body: null },
      response: {
        status: 303,
        headers: [['Location', 'https://tpp.example/cb?code=x']],
        body: '',
        bytes: 0,
        truncated: false,
      },
    });
    const steps = [stepRecord(), stepRecord({ id: 'authorization', exchanges: [exchange(), redirect] })];
    const shown = exhibits(
      failingCase({ decidedAt: { role: 'case', step: 'authorization' } }),
      trace(undefined, attemptRecord({ steps })),
    );
    expect(shown.map(({ step, request, answer }) => [step, request, answer])).to.deep.equal([
      ['par', 'POST https://bank.example/par', 'HTTP 201'],
      ['authorization', 'GET https://bank.example/authorize', 'HTTP 303, to https://tpp.example/cb?code=x'],
    ]);
  });

  it('tells error and error_description of a refusal, and its body', () => {
    const body = '{"error":"invalid_request","error_description":"aud is wrong"}';
    const response = { status: 400, headers: [], body, bytes: 62, truncated: false };
    const [shown] = exhibits(
      failingCase(),
      trace(undefined, attemptRecord({ steps: [stepRecord({ exchanges: [exchange({ response })] })] })),
    );
    expect(shown).to.include({ answer: 'HTTP 400 invalid_request: aud is wrong', body });
  });

  it('tells what became of a connection', () => {
    const failure = { class: 'timeout', message: 'no answer within 5000 ms' } as const;
    const steps = [stepRecord({ exchanges: [exchange({ response: null, failure })] })];
    const [shown] = exhibits(failingCase(), trace(undefined, attemptRecord({ steps })));
    expect(shown).to.include({ answer: 'timeout: no answer within 5000 ms', body: null });
  });

  it('offers no command for a page of the bank, which needs the cookies of that visit', () => {
    const steps = [
      stepRecord({ exchanges: [sending({ headers: [['cookie', 'a=__REDACTED__:sha256-0123456789ab']] })] }),
    ];
    expect(exhibits(failingCase(), trace(undefined, attemptRecord({ steps })))[0]?.curl).to.equal(null);
  });

  it('is that of the control when the control decided', () => {
    const judged = failingCase({ verdict: 'inconclusive', decidedAt: { role: 'control-before', step: 'par' } });
    const control = attemptRecord({
      role: 'control-before',
      steps: [
        stepRecord({
          exchanges: [exchange({ response: { status: 503, headers: [], body: null, bytes: 0, truncated: false } })],
        }),
      ],
    });
    expect(exhibits(judged, caseTrace(judged, { attempts: [control, attemptRecord()] }))[0]?.answer).to.equal(
      'HTTP 503',
    );
  });

  it('is nothing of a case that needs nobody, or that sent nothing', () => {
    expect(exhibits(judgedCase(), trace())).to.deep.equal([]);
    expect(exhibits(failingCase({ decidedAt: null }), trace())).to.deep.equal([]);
  });
});
