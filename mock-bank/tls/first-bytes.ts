/** What the public listener makes of the first bytes of a connection, before TLS sees them: for banks that do what no TLS library does. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** Everything goes to TLS; a request without TLS is served as well; or some clients get a ServerHello that is written by hand. */
export type FirstBytes = 'tls' | 'plain-too' | HandWritten;

type HandWritten = keyof typeof HAND_WRITTEN;

interface Fronted {
  listener: RequestListener;
  firstBytes(): FirstBytes;
}

/** Takes the place of the server's own listener for connections, which goes on to serve what is TLS. */
export function readFirstBytes(server: Server, { listener, firstBytes }: Fronted): void {
  // The first is Node's, which begins TLS.
  const own = server.listeners('connection')[0] as (socket: Socket) => void;
  const plain = createServer(listener);
  const toTls = (socket: Socket): void => own.call(server, socket);
  server.removeListener('connection', own);
  server.on('connection', (socket: Socket) => {
    const what = firstBytes();
    if (what === 'tls') {
      toTls(socket);
      return;
    }
    socket.once('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      const written = what === 'plain-too' ? undefined : HAND_WRITTEN[what];
      if (written?.forWhom(first)) {
        socket.end(serverHello(written));
        return;
      }
      socket.unshift(first);
      if (what !== 'plain-too' || first[0] === HANDSHAKE) {
        toTls(socket);
        return;
      }
      plain.emit('connection', socket);
      socket.resume();
    });
  });
}

const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const DEFLATE = 1;
/** ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: the suite that is chosen by hand. */
const SUITE = 0xc02b;
const SUPPORTED_VERSIONS = 43;
const RENEGOTIATION_INFO = [0xff, 0x01, 0, 1, 0];
const EXTENDED_MAIN_SECRET = [0, 23, 0, 0];

interface Written {
  forWhom(clientHello: Buffer): boolean;
  compression: number;
  extensions: number[];
}

/** Choices that our TLS library does not make. The choice is all there is: the handshake ends with it. */
const HAND_WRITTEN = {
  compresses: { forWhom: offersDeflate, compression: DEFLATE, extensions: [] },
  'renegotiation-unsecured': { forWhom: offersOnlyTls12, compression: 0, extensions: EXTENDED_MAIN_SECRET },
  'main-secret-plain': { forWhom: offersOnlyTls12, compression: 0, extensions: RENEGOTIATION_INFO },
} satisfies { [what: string]: Written };

function offersDeflate(bytes: Buffer): boolean {
  return parts(bytes)?.compression.includes(DEFLATE) ?? false;
}

/** TLS 1.2 and nothing newer, with the suite that is chosen. */
function offersOnlyTls12(bytes: Buffer): boolean {
  const offered = parts(bytes);
  if (offered === null) return false;
  return offered.suites.includes(SUITE) && !offered.extensions.includes(SUPPORTED_VERSIONS);
}

interface Offered {
  suites: number[];
  compression: Buffer;
  extensions: number[];
}

/** Of a ClientHello: record, message, version, random, session id, suites, methods of compression, extensions. */
function parts(bytes: Buffer): Offered | null {
  if (bytes[0] !== HANDSHAKE || bytes.length < 48) return null;
  const suitesAt = 44 + (bytes[43] ?? 0);
  if (suitesAt + 2 > bytes.length) return null;
  const methodsAt = suitesAt + 2 + bytes.readUInt16BE(suitesAt);
  const extensionsAt = methodsAt + 1 + (bytes[methodsAt] ?? 0);
  return {
    suites: numbers(bytes.subarray(suitesAt + 2, methodsAt)),
    compression: bytes.subarray(methodsAt + 1, extensionsAt),
    extensions: extensionTypes(bytes.subarray(extensionsAt + 2)),
  };
}

const numbers = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(index * 2));

function extensionTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) types.push(bytes.readUInt16BE(at));
  return types;
}

function serverHello({ compression, extensions }: Written): Buffer {
  const chosen = [0, SUITE >> 8, SUITE & 0xff, compression];
  const more = extensions.length === 0 ? [] : [0, extensions.length, ...extensions];
  const body = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([...chosen, ...more])]);
  const message = Buffer.concat([Buffer.from([SERVER_HELLO, 0, 0, body.length]), body]);
  return Buffer.concat([Buffer.from([HANDSHAKE, 3, 3, 0, message.length]), message]);
}
