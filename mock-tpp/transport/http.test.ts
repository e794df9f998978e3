/** What becomes of a request when the server answers well, badly, or not at all. */
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { FailureClass } from '../contract.ts';
import type { Wire } from './http.ts';
import { headerValues, send } from './http.ts';
import {
  allowing,
  type Conduct,
  get,
  getOnce,
  listening,
  OK,
  onRequest,
  type Raw,
  serveTls,
  wire,
} from './testing-wire.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const say = (text: string | Buffer): Conduct => onRequest((socket) => socket.write(text));
const sayAndReset = (text: string): Conduct =>
  onRequest((socket) => {
    socket.write(text, () => socket.destroy());
  });
const BOMB = gzipSync(Buffer.alloc(100_000));

interface Row {
  what: string;
  conduct: Conduct;
  more?: Partial<Wire>;
  failure: FailureClass;
  says: RegExp;
}

const IMPATIENT = { limits: { requestMs: 30, bodyBytes: 1000 } };

const ROWS: Row[] = [
  {
    what: 'never answers',
    conduct: () => undefined,
    more: IMPATIENT,
    failure: 'timeout',
    says: /no answer within 30 ms/,
  },
  {
    what: 'stops inside its headers',
    conduct: say(HEAD),
    more: IMPATIENT,
    failure: 'timeout',
    says: /no answer within 30 ms/,
  },
  {
    what: 'stops inside its body',
    conduct: say(`${HEAD}content-length: 9\r\n\r\nabc`),
    more: { limits: { requestMs: 500, bodyBytes: 1000 } },
    failure: 'timeout',
    says: /not whole within 500 ms/,
  },
  {
    what: 'closes after the handshake',
    conduct: (socket) => socket.end(),
    failure: 'tls-closed',
    says: /before an answer/,
  },
  {
    what: 'closes after the request',
    conduct: onRequest((socket) => socket.end()),
    failure: 'tls-closed',
    says: /before an answer/,
  },
  {
    what: 'resets after the handshake',
    conduct: (socket) => socket.destroy(),
    failure: 'tls-closed',
    says: /before an answer/,
  },
  { what: 'resets inside its headers', conduct: sayAndReset(HEAD), failure: 'tls-closed', says: /before an answer/ },
  {
    what: 'resets inside its body',
    conduct: sayAndReset(`${HEAD}content-length: 9\r\n\r\nabc`),
    failure: 'malformed',
    says: /broke inside the answer/,
  },
  { what: 'speaks no HTTP', conduct: say('SSH-2.0-x\r\n\r\n'), failure: 'malformed', says: /./ },
  {
    what: 'gives two lengths',
    conduct: say(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
    failure: 'malformed',
    says: /./,
  },
  {
    what: 'gives headers without end',
    conduct: say(`${HEAD}x: ${'y'.repeat(100_000)}\r\n\r\n`),
    failure: 'malformed',
    says: /headers of the answer are larger than 64 kB/,
  },
  {
    what: 'gives invalid UTF-8',
    conduct: say(Buffer.from(`${HEAD}content-length: 2\r\n\r\n\xc3\x28`, 'latin1')),
    failure: 'malformed',
    says: /not valid UTF-8/,
  },
  {
    what: 'compresses what was not to be',
    conduct: onRequest((socket) => {
      socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`);
      socket.write(BOMB);
    }),
    failure: 'malformed',
    says: /content-encoding gzip, which was not asked for/,
  },
];

describe('a request to a server that', () => {
  for (const { what, conduct, more, failure, says } of ROWS)
    it(`${what} ends as ${failure}`, async () => {
      const server = await serveTls(conduct);
      const { failure: seen, tls } = await getOnce(`https://127.0.0.1:${server.port}/`, more);
      await server.close();
      expect(seen?.class).to.equal(failure);
      expect(seen?.message)
        .to.match(says)
        .and.not.to.match(/:error:|\n/);
      expect(tls?.alert).to.equal(null);
    });
});

describe('a request', () => {
  let server: Raw;
  const conduct: { now: Conduct } = { now: () => undefined };
  const url = (): string => `https://127.0.0.1:${server.port}/a?b=1`;
  before(async () => {
    server = await serveTls((socket) => conduct.now(socket));
  });
  after(() => server.close());

  it('is told with all the headers of its answer, in order, and asks for no compression', async () => {
    let asked = '';
    conduct.now = (socket) =>
      socket.once('data', (head: Buffer) => {
        asked = head.toString();
        socket.write(`${HEAD}Set-Cookie: a\r\nX-Y: \xe4\r\nset-cookie: b\r\ncontent-length: 2\r\n\r\nok`, 'latin1');
      });
    const exchange = await getOnce(url());
    expect(exchange.failure).to.equal(null);
    expect(exchange.response).to.deep.include({ status: 200, body: 'ok', bytes: 2, truncated: false });
    expect(headerValues(exchange, 'set-cookie')).to.deep.equal(['a', 'b']);
    expect(headerValues(exchange, 'x-y')).to.deep.equal(['ä']);
    expect(asked)
      .to.match(/^GET \/a\?b=1 HTTP\/1\.1\r\n/)
      .and.match(/accept-encoding: identity\r\n/);
    expect(exchange.startedAt).to.equal('1970-01-01T00:00:00.000Z');
  });

  it('keeps a byte order mark, which is for the reader of the JSON to judge', async () => {
    conduct.now = say(Buffer.from(`${HEAD}content-length: 5\r\n\r\n\xef\xbb\xbf{}`, 'latin1'));
    expect((await getOnce(url())).response?.body).to.equal('\ufeff{}');
  });

  it('follows no redirect', async () => {
    conduct.now = say('HTTP/1.1 302 Found\r\nlocation: https://127.0.0.1/elsewhere\r\ncontent-length: 0\r\n\r\n');
    const exchange = await getOnce(url());
    expect(exchange.response?.status).to.equal(302);
    expect(exchange.failure).to.equal(null);
  });

  it('stops to read a body that is too long, keeps no more than allowed, and closes the connection', async () => {
    const closed = new Promise<number>((resolve) => {
      conduct.now = onRequest((socket) => {
        let sent = 0;
        const chunk = Buffer.alloc(64 * 1024, 'x');
        const more = (): void => {
          while (!socket.destroyed && socket.write(chunk)) sent += chunk.length;
        };
        socket.on('drain', more);
        socket.on('close', () => resolve(sent));
        socket.write(`${HEAD}content-type: text/plain\r\n\r\n`);
        more();
      });
    });
    const limits = { requestMs: 60_000, bodyBytes: 5_000_000 };
    const over = wire({ limits });
    const exchange = await get(url(), over);
    expect(exchange.failure).to.deep.equal({ class: 'oversized', message: 'the body is larger than 5000000 bytes' });
    expect(exchange.response).to.include({ status: 200, bytes: 5_000_000, truncated: true });
    expect(exchange.response?.body).to.have.length(5_000_000);
    // What the server could send beyond the limit is what the buffers between the two hold.
    expect(await closed).to.be.below(5_000_000 + 20 * 1024 * 1024);
    await over.connections.drop();
  });

  it('may end exactly at the limit', async () => {
    conduct.now = say(`${HEAD}content-length: 1000\r\n\r\n${'x'.repeat(1000)}`);
    const exchange = await getOnce(url());
    expect(exchange.failure).to.equal(null);
    expect(exchange.response).to.include({ bytes: 1000, truncated: false });
  });

  it('uses one connection again, and a new one after the server closed it', async () => {
    const over = wire();
    conduct.now = (socket) => socket.on('data', () => socket.write(OK));
    const before = server.sockets.length;
    const [first, second] = [await get(url(), over), await get(url(), over)];
    expect(server.sockets.length).to.equal(before + 1);
    expect(second.tls?.connection).to.equal(first.tls?.connection);
    const gone = new Promise((resolve) => server.sockets.at(-1)?.once('close', resolve));
    server.sockets.at(-1)?.end();
    await gone;
    const third = await get(url(), over);
    expect(third.failure).to.equal(null);
    expect(third.tls?.connection).to.equal((first.tls?.connection ?? 0) + 1);
    await over.connections.drop();
  });

  it('goes nowhere when the host is not allowed', async () => {
    const before = server.sockets.length;
    const exchange = await getOnce(url(), { hosts: ['bank.example'] });
    expect(exchange.failure?.class).to.equal('host-not-allowed');
    expect(exchange.tls).to.equal(null);
    expect(server.sockets.length).to.equal(before);
  });

  it('ends as malformed, and is not sent, when no header can be made of what the bank gave', async () => {
    conduct.now = () => undefined;
    const over = wire();
    const draft = { method: 'GET', url: url(), body: null, label: 'test' };
    const exchange = await send(
      { ...draft, headers: [['authorization', 'Bearer a\r\nx: y']] },
      allowing(draft.url, over),
    );
    await over.connections.drop();
    expect(exchange.failure?.class).to.equal('malformed');
    expect(exchange.failure?.message).to.match(/no request can be made/);
  });
});

describe('a port', () => {
  it('that refuses is unreachable, by name and by address', async () => {
    const { port, close } = await listening(createTcpServer());
    await close();
    for (const host of ['127.0.0.1', 'localhost']) {
      const { failure, tls } = await getOnce(`https://${host}:${port}/`);
      expect(failure?.class, host).to.equal('unreachable');
      expect(failure?.message, host).to.match(/ECONNREFUSED/);
      expect(tls).to.include({ version: null, connection: 0, alert: null });
    }
  });

  it('that speaks plain HTTP is unreachable over TLS, and is told so', async () => {
    const { port, close } = await listening(createPlainServer());
    const { failure } = await getOnce(`https://127.0.0.1:${port}/`);
    await close();
    expect(failure?.class).to.equal('unreachable');
    expect(failure?.message).to.match(/does not speak TLS/);
  });

  it('that accepts and is silent in the handshake is a timeout', async () => {
    const { port, close } = await listening(createTcpServer());
    const { failure } = await getOnce(`https://127.0.0.1:${port}/`, IMPATIENT);
    await close();
    expect(failure).to.deep.equal({ class: 'timeout', message: 'no answer within 30 ms' });
  });

  it('that closes inside the handshake is a closed connection without an alert', async () => {
    const { port, close } = await listening(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
    const { failure, tls } = await getOnce(`https://127.0.0.1:${port}/`);
    await close();
    expect(failure?.class).to.equal('tls-closed');
    expect(tls).to.include({ version: null, connection: 0, alert: null });
  });

  it('that takes plain HTTP on the loopback is told without TLS facts', async () => {
    const { port, close } = await listening(createPlainServer((_request, response) => response.end('plain')));
    const exchange = await getOnce(`http://127.0.0.1:${port}/`);
    await close();
    expect(exchange.response?.body).to.equal('plain');
    expect(exchange.tls)
      .to.include({ version: null, cipher: null, identity: null })
      .and.deep.include({ peerChain: [] });
  });
});
