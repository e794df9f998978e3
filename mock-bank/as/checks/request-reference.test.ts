import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { type OpenBank, openBank } from '../../open.ts';
import { hosting } from '../../testkit/host.ts';
import { ask } from '../../testkit/https.ts';
import { Tpp } from '../../testkit/tpp.ts';
import { covers } from './request-reference.ts';

describe('requests by reference', () => {
  let opened: OpenBank;
  let tpp: Tpp;
  let pushing: Tpp;
  before(async () => {
    opened = await openBank();
    tpp = new Tpp(opened, 'fapi1');
    pushing = new Tpp(opened, 'primary');
  });
  after(async () => {
    tpp.close();
    pushing.close();
    await opened.close();
  });

  const object = () => tpp.requestObject({ ...tpp.parameters('e'.repeat(43)), response_type: 'code id_token' });

  async function shown(back: URL): Promise<string | undefined> {
    const { text } = await ask(tpp.browser, back.href);
    return /id="error-code">(\w+)</.exec(text)?.[1];
  }

  type Serving = (response: ServerResponse) => void;
  const typed = (response: ServerResponse) => response.setHeader('content-type', 'application/oauth-authz-req+jwt');

  for (const [what, path, serve] of [
    ['where the client did not register', '/elsewhere', null],
    ['above what it registered', '/request-objects/../elsewhere', null],
    ['as something else', '/request-objects/1', (response) => response.end('{}')],
    ['with an error', '/request-objects/1', (response) => typed(response).writeHead(404).end('{}')],
    ['with a redirect', '/request-objects/1', (response) => response.writeHead(302, { location: '/2' }).end()],
    ['without a word', '/request-objects/1', (response) => typed(response).writeHead(204).end()],
    ['at length', '/request-objects/1', (response) => typed(response).end('x'.repeat(100_000))],
    ['and breaks off', '/request-objects/1', (response) => response.destroy()],
  ] as [string, string, Serving | null][]) {
    it(`are refused when the object is hosted ${what}`, async () => {
      const host = await hosting(path, object(), serve ?? undefined);
      const back = await tpp.request({ request_uri: host.address });
      expect(await shown(back)).to.equal('invalid_request_uri');
      expect(host.asked()).to.equal(serve ? 1 : 0);
      host.close();
    });
  }

  it('are not fetched for a client that has to push, nor beside a request by value', async () => {
    const host = await hosting('/request-objects/1', '');
    expect(await shown(await pushing.request({ request_uri: host.address }))).to.equal('invalid_request_uri');
    const both = { request_uri: host.address, request: object() };
    expect(await shown(await tpp.request(both))).to.equal('invalid_request');
    expect(host.asked()).to.equal(0);
    host.close();
  });

  it('are not taken for plain ones when the document is empty', async () => {
    const host = await hosting('/request-objects/1', '');
    const back = await tpp.request({ request_uri: host.address, ...tpp.parameters('e'.repeat(43)) });
    expect(await shown(back)).to.equal('invalid_request_object');
    host.close();
  });

  for (const [registered, sent, fits] of [
    ['https://tpp.example/r/1', 'https://tpp.example/r/1', true],
    ['https://tpp.example/r/1', 'https://tpp.example/r/1#hash-of-the-document', true],
    ['https://tpp.example/r/1', 'https://tpp.example/r/1?x=1', false],
    ['https://tpp.example/r/*', 'https://tpp.example/r/2?x=1', true],
    ['https://tpp.example/r/*', 'https://tpp.example/r/../admin', false],
    ['https://tpp.example/r/*', 'https://tpp.example/r/%2e%2e/admin', false],
    ['https://tpp.example/r/*', 'https://tpp.example:8443/r/1', false],
    ['https://tpp.example/r/*', 'https://tpp.example.evil.example/r/1', false],
    ['https://tpp.example/r/*', 'https://tpp.example@evil.example/r/1', false],
    ['https://tpp.example/r/*', 'https://user@tpp.example/r/1', false],
    ['https://tpp.example/r/*', 'http://tpp.example/r/1', false],
    ['http://127.0.0.1/r/*', 'http://127.0.0.1:4711/r/1', true],
    ['http://127.0.0.1/r/*', 'http://169.254.169.254/r/1', false],
  ] as const) {
    it(`${fits ? 'may' : 'must not'} lead to ${sent} where ${registered} is registered`, () => {
      expect(covers(registered, new URL(sent))).to.equal(fits);
    });
  }
});
