/** What the public listener makes of the first bytes of a connection, before TLS sees them: for banks that do what no TLS library does. */
import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** Everything goes to TLS; a request without TLS is served as well; or compression is chosen where a client offers it. */
export type FirstBytes = 'tls' | 'plain-too' | 'compresses';

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
      if (what === 'compresses' && offersDeflate(first)) {
        socket.end(compressingHello());
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

/** Of a ClientHello: record, message, version, random, session id, suites, and then the methods of compression. */
function offersDeflate(bytes: Buffer): boolean {
  if (bytes[0] !== HANDSHAKE || bytes.length < 48) return false;
  const suites = 44 + (bytes[43] ?? 0);
  if (suites + 2 > bytes.length) return false;
  const methods = suites + 2 + bytes.readUInt16BE(suites);
  return bytes.subarray(methods + 1, methods + 1 + (bytes[methods] ?? 0)).includes(DEFLATE);
}

/** The choice alone: our TLS library has no compression, so that the handshake ends here. */
function compressingHello(): Buffer {
  const suite = [0xc0, 0x2b];
  const body = Buffer.concat([Buffer.from([3, 3]), randomBytes(32), Buffer.from([0, ...suite, DEFLATE])]);
  const message = Buffer.concat([Buffer.from([SERVER_HELLO, 0, 0, body.length]), body]);
  return Buffer.concat([Buffer.from([HANDSHAKE, 3, 3, 0, message.length]), message]);
}
