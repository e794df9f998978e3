import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect } from 'chai';
import type { TppPerson } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { walkByHand } from './manual-agent.ts';
import { opens } from './testing-bank.ts';
import type { Walk, WalkRequest } from './way.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Does something when it is told something, and types lines; without any it says nothing until it is left alone. */
const person = (told: string[], act: (text: string) => void, lines: (string | null)[] = []): TppPerson => ({
  tell: (text) => {
    told.push(text);
    act(text);
  },
  line: (signal) => {
    const line = lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
  },
});

const walk = (
  redirectUri: string,
  who: TppPerson,
  more: Partial<WalkRequest> = {},
  timeoutMs = 30_000,
): Promise<Walk> =>
  walkByHand(
    {
      first: opens('https://bank.example/authorize?x=1'),
      redirectUri,
      foreignUri: null,
      state: null,
      decision: 'approve',
      openTwice: false,
      ...more,
    },
    { kind: 'manual', timeoutMs },
    { person: who, hosts: ['bank.example'] },
  );

describe('the user as a person', () => {
  let uri: string;
  beforeEach(async () => {
    uri = `http://127.0.0.1:${await freePort()}/cb`;
  });

  it('is told the address, and is seen to come back on the loopback', async () => {
    const told: string[] = [];
    const answers: string[] = [];
    const visits = async (): Promise<void> => {
      for (const path of ['/favicon.ico', '/cb?code=c1&state=s']) {
        const answer = await fetch(new URL(path, uri));
        answers.push(`${answer.status} ${await answer.text()}`);
      }
    };
    let visiting: Promise<void> | null = null;
    const { end } = await walk(
      uri,
      person(told, () => (visiting = visits())),
    );
    await visiting;
    expect(end).to.deep.include({ kind: 'callback' });
    expect(end.kind === 'callback' && end.callback).to.deep.equal({
      ...{ url: `${uri}?code=c1&state=s`, carrier: 'query', status: null },
      params: [
        ['code', 'c1'],
        ['state', 's'],
      ],
    });
    expect(told.join('')).to.contain('https://bank.example/authorize?x=1').and.to.contain('approve');
    expect(answers[0]).to.equal('404 ');
    expect(answers[1]).to.contain('You can close this page').and.not.contain('c1');
    await expectClosed(uri);
  });

  it('sends the fragment on from a page, and takes a posted form', async () => {
    const post = (type: string, body: string) => () =>
      void fetch(uri, { method: 'POST', headers: { 'content-type': type }, body }).catch(() => undefined);
    const fragment = await walk(uri, person([], post('text/plain', '#response=a.b.c')));
    expect(fragment.end.kind === 'callback' && fragment.end.callback.carrier).to.equal('fragment');
    const form = await walk(uri, person([], post('application/x-www-form-urlencoded', 'code=c2')));
    expect(form.end.kind === 'callback' && form.end.callback).to.deep.include({
      carrier: 'form_post',
      params: [['code', 'c2']],
    });
  });

  it('pastes the address where nobody can listen, and is asked again when it is none', async () => {
    const told: string[] = [];
    const lines = ['what?', 'https://tpp.example/cb?code=c1'];
    const { end } = await walk(
      'https://tpp.example/cb',
      person(told, () => undefined, lines),
      { decision: 'deny' },
    );
    expect(end.kind === 'callback' && end.callback.params).to.deep.equal([['code', 'c1']]);
    expect(told[0]).to.contain('DECLINE');
    expect(told[1]).to.contain('That is not an address below https://tpp.example/cb');
  });

  it('says that the bank shows an error page', async () => {
    const { end } = await walk(
      uri,
      person([], () => undefined, ['error']),
    );
    expect(end).to.have.nested.property('outcome.codes[0]', 'page.error');
  });

  // biome-ignore format: one row, one line
  const FAILURES: [string, string | null, TppPerson, Partial<WalkRequest>, number, RegExp][] = [
    ['nobody answers', null, person([], () => undefined), {}, 50, /^nobody answered within 0.05 s$/],
    ['nobody can type', 'https://tpp.example/cb', person([], () => undefined, [null]), {}, 30_000, /standard input has ended/],
    ['the request is posted', null, person([], () => undefined), { first: { method: 'POST', url: 'https://bank.example/', contentType: null, body: '' } }, 30_000, /cannot be opened by hand/],
  ];
  for (const [what, redirectUri, who, request, timeoutMs, words] of FAILURES)
    it(`gives up when ${what}`, async () => {
      const failed = await walk(redirectUri ?? uri, who, request, timeoutMs).catch((error) => error);
      expect(failed).to.be.instanceOf(HookFailed);
      expect(failed.message).to.match(words);
    });

  it('says so when something else listens at the redirect_uri', async () => {
    const { port } = new URL(uri);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.1', () => resolve()));
    const failed = await walk(
      uri,
      person([], () => undefined),
    ).catch((error) => error);
    await new Promise((resolve) => other.close(resolve));
    expect(failed).to.be.instanceOf(HookFailed);
    expect(failed.message).to.match(/^nothing can listen at the redirect_uri http:\/\/127\.0\.0\.1:\d+: /);
  });
});

const expectClosed = async (uri: string): Promise<void> => {
  const answer = await fetch(uri).catch(() => null);
  expect(answer).to.equal(null);
};
