/** Handshakes by hand: what servers of Node answer, and bytes that nobody should send. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { expect } from 'chai';
import { clientHello, HELLO_OFFERS } from './client-hello.ts';
import { exchangeBytes } from './raw.ts';
import { type HelloAnswer, readServerHello } from './server-hello.ts';
import { signatureHash } from './signature-hash.ts';
import { always, CA, listening, OK, SERVER, serveTls } from './testing-wire.ts';

const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(7);

const conversation = async (port: number, bytes: Buffer): Promise<HelloAnswer> => {
  const limits = { requestMs: 60_000, bodyBytes: 100_000 };
  const wire = { proxy: null, hosts: [`localhost:${port}`], limits };
  const enough = (sofar: Buffer): boolean => readServerHello(sofar).complete;
  const { bytes: came } = await exchangeBytes(`https://localhost:${port}/`, { bytes, enough }, wire);
  return readServerHello(came);
};

/** Which of its hellos is sent: the last. */
const answerOf = async (offer: string, options: TlsOptions = {}): Promise<HelloAnswer> => {
  const server = await serveTls(always(OK), options);
  const hello = HELLO_OFFERS[offer]?.at(-1);
  if (hello === undefined) throw new Error(offer);
  const answer = await conversation(server.port, clientHello(hello, 'localhost', random));
  await server.close();
  return answer;
};

describe('a handshake by hand', () => {
  it('reads the choice of a server of TLS 1.2 in full', async () => {
    const { hello, alert, complete } = await answerOf('TLSv1.2');
    expect({ alert, complete }).to.deep.equal({ alert: null, complete: true });
    expect(hello).to.include({ version: 'TLSv1.2', compressed: false });
    expect(hello?.extensions).to.include.members([0xff01, 23]);
    expect(hello?.group).to.deep.equal({ curve: 0x001d });
    expect(hello?.certificate?.toString('base64')).to.equal(
      SERVER.certificate.replaceAll(/-----[^-]*-----|\s/g, '').slice(0, hello?.certificate?.toString('base64').length),
    );
  });

  it('reads the version of a server of TLS 1.3', async () => {
    expect((await answerOf('TLSv1.3-and-1.2')).hello?.version).to.equal('TLSv1.3');
    expect((await answerOf('TLSv1.3-and-1.2', { maxVersion: 'TLSv1.2' })).hello?.version).to.equal('TLSv1.2');
  });

  it('reads the alert of a server that does not speak the version', async () => {
    const { hello, alert } = await answerOf('TLSv1.2', { minVersion: 'TLSv1.3' });
    expect({ hello, alert }).to.deep.equal({ hello: null, alert: 'protocol_version' });
  });

  it('sees a weak group chosen, and a sound one where the server has nothing else', async () => {
    const weak = { ecdhCurve: 'prime192v1:P-256', ciphers: 'ECDHE+AESGCM:@SECLEVEL=0' };
    expect((await answerOf('groups-weak', weak)).hello?.group).to.deep.equal({ curve: 0x0013 });
    expect((await answerOf('groups-weak')).hello?.group).to.deep.equal({ curve: 0x0017 });
  });

  it('reads compression, and the size of a prime', () => {
    const body = `0303${'00'.repeat(32)}00009e01`;
    const prime = `0c000016${'0010'}${'00'.repeat(8)}0f${'ff'.repeat(7)}0001020000`;
    const messages = `020000${(body.length / 2).toString(16)}${body}${prime}`;
    const record = Buffer.from(`16030300${(messages.length / 2).toString(16)}${messages}`, 'hex');
    expect(readServerHello(record).hello).to.deep.include({ compressed: true, group: { primeBits: 60 } });
  });

  const HOSTILE = [
    '',
    '16',
    '15030300020228',
    'HTTP/1.1 400 Bad Request',
    '160303ffff02ffffff',
    '16030300040200000000',
    '1603030006020000020303',
  ];
  for (const hex of HOSTILE)
    it(`makes nothing of ${hex || 'no bytes'} that is not there`, () => {
      const bytes = hex.startsWith('HTTP') ? Buffer.from(hex) : Buffer.from(hex, 'hex');
      for (let size = 0; size <= bytes.length; size += 1)
        expect(readServerHello(bytes.subarray(0, size)).hello).to.equal(null);
    });

  it('reads a hello however it is cut short', async () => {
    const sent = clientHello(HELLO_OFFERS['TLSv1.2']?.[0] as never, 'localhost', random);
    const server = await serveTls(always(OK));
    const wire = {
      proxy: null,
      hosts: [`localhost:${server.port}`],
      limits: { requestMs: 60_000, bodyBytes: 100_000 },
    };
    const { bytes } = await exchangeBytes(
      `https://localhost:${server.port}/`,
      { bytes: sent, enough: (sofar) => readServerHello(sofar).complete },
      wire,
    );
    await server.close();
    for (let size = 0; size < bytes.length; size += 1) readServerHello(bytes.subarray(0, size));
    expect(readServerHello(bytes).complete).to.equal(true);
  });
});

describe('bytes over a bare connection', () => {
  const limits = { requestMs: 60_000, bodyBytes: 1000 };

  it('go to the hosts of the target and nowhere else', async () => {
    let visited = false;
    const server = await listening(createServer(() => (visited = true)));
    const { failure } = await exchangeBytes(
      `https://127.0.0.1:${server.port}/`,
      { bytes: Buffer.from('x'), enough: () => false },
      { proxy: null, hosts: ['bank.example'], limits },
    );
    await server.close();
    expect(failure?.class).to.equal('host-not-allowed');
    expect(visited).to.equal(false);
  });

  it('are read up to the limit', async () => {
    const server = await listening(createServer((socket) => void socket.end(Buffer.alloc(100_000))));
    const { bytes } = await exchangeBytes(
      `https://127.0.0.1:${server.port}/`,
      { bytes: Buffer.from('x'), enough: ({ length }) => length > 1000 },
      { proxy: null, hosts: [`127.0.0.1:${server.port}`], limits },
    );
    await server.close();
    expect(bytes.length).to.be.within(1001, 100_000);
  });

  it('that nobody answers are told as a closed connection', async () => {
    const server = await listening(createServer((socket) => void socket.destroy()));
    const { failure } = await exchangeBytes(
      `https://127.0.0.1:${server.port}/`,
      { bytes: Buffer.from('x'), enough: () => false },
      { proxy: null, hosts: [`127.0.0.1:${server.port}`], limits },
    );
    await server.close();
    expect(failure?.class).to.equal('tls-closed');
  });
});

describe('the hash of a certificate’s signature', () => {
  const der = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----[^-]*-----|\s/g, ''), 'base64');
  const wrapped = (oid: string): Buffer => {
    const algorithm = `30${(oid.length / 2 + 2).toString(16).padStart(2, '0')}06${(oid.length / 2).toString(16).padStart(2, '0')}${oid}`;
    const inside = `3000${algorithm}`;
    return Buffer.from(`30${(inside.length / 2).toString(16).padStart(2, '0')}${inside}`, 'hex');
  };

  it('is told when it is one of old, and not otherwise', () => {
    expect(signatureHash(der(CA.certificate))).to.equal(null);
    expect(signatureHash(wrapped('2a864886f70d010105'))).to.equal('SHA-1');
    expect(signatureHash(wrapped('2a864886f70d010104'))).to.equal('MD5');
    expect(signatureHash(wrapped('2a8648ce3d040302'))).to.equal(null);
  });

  it('is none of what is no certificate', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
    for (const bytes of [Buffer.alloc(0), Buffer.from('3084ffffffff', 'hex'), key])
      expect(signatureHash(bytes)).to.equal(null);
  });
});
