/** What a server answered to a ClientHello, read in the clear up to where it waits for us. Hostile input: lengths are checked, nothing is trusted. */
import { alertName } from './alert.ts';

export interface ServerHello {
  /** `TLSv1.2` or `TLSv1.3`, or the number of another. */
  version: string;
  /** Number of the suite in the registry of IANA. */
  suite: number;
  /** Whether a method of compression was chosen. */
  compressed: boolean;
  /** Numbers of its extensions, in the registry of IANA. */
  extensions: number[];
  /** The group of the key exchange: a curve by its number, or the size in bits of a Diffie-Hellman prime; null when it is not shown. */
  group: { curve: number } | { primeBits: number } | null;
  /** DER of the server's own certificate; null when it is encrypted. */
  certificate: Buffer | null;
}

export interface HelloAnswer {
  hello: ServerHello | null;
  /** Name of the alert that came in place of it, or after it. */
  alert: string | null;
  /** Nothing more is to come before we go on. */
  complete: boolean;
}

const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const SERVER_HELLO_DONE = 14;
const SUPPORTED_VERSIONS = 43;
const NAMED_CURVE = 3;

const VERSIONS: { readonly [number: number]: string } = { 771: 'TLSv1.2', 772: 'TLSv1.3' };

/** Suites with DHE, whose key exchange begins with a prime. */
const DHE: ReadonlySet<number> = new Set([0x009e, 0x009f, 0x0067, 0x006b, 0x0033, 0x0039]);

/** What has come so far. Bytes that are no TLS make an answer without a hello. */
export function readServerHello(bytes: Buffer): HelloAnswer {
  const { handshake, alert, foreign } = records(bytes);
  let hello: ServerHello | null = null;
  let complete = alert !== null || foreign;
  for (const { type, body } of messages(handshake)) {
    if (type === SERVER_HELLO) hello = readHello(body);
    // What follows in TLS 1.3 is encrypted.
    if (hello?.version === 'TLSv1.3') complete = true;
    if (hello !== null && type === CERTIFICATE) hello.certificate = firstCertificate(body);
    if (hello !== null && type === SERVER_KEY_EXCHANGE) hello.group = groupOf(body, hello.suite);
    if (type === SERVER_HELLO_DONE) complete = true;
  }
  return { hello, alert, complete };
}

function records(bytes: Buffer): { handshake: Buffer; alert: string | null; foreign: boolean } {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 5 <= bytes.length) {
    const type = bytes[at] ?? 0;
    const size = bytes.readUInt16BE(at + 3);
    if (bytes[at + 1] !== 3) return { handshake: Buffer.concat(parts), alert: null, foreign: true };
    const body = bytes.subarray(at + 5, at + 5 + size);
    if (type === ALERT && body.length === 2)
      return { handshake: Buffer.concat(parts), alert: alertName(body[1] ?? 0), foreign: false };
    if (type === HANDSHAKE) parts.push(body);
    at += 5 + size;
  }
  return { handshake: Buffer.concat(parts), alert: null, foreign: bytes.length >= 5 && bytes[1] !== 3 };
}

/** Those that came whole. */
function messages(handshake: Buffer): { type: number; body: Buffer }[] {
  const found: { type: number; body: Buffer }[] = [];
  let at = 0;
  while (at + 4 <= handshake.length) {
    const size = handshake.readUIntBE(at + 1, 3);
    if (at + 4 + size > handshake.length) break;
    found.push({ type: handshake[at] ?? 0, body: handshake.subarray(at + 4, at + 4 + size) });
    at += 4 + size;
  }
  return found;
}

/** Null where a length does not fit. */
function readHello(body: Buffer): ServerHello | null {
  if (body.length < 35) return null;
  const after = 35 + (body[34] ?? 0);
  if (after + 3 > body.length) return null;
  let version = body.readUInt16BE(0);
  const extensions = extensionsIn(body.subarray(after + 3));
  for (const { type, data } of extensions)
    if (type === SUPPORTED_VERSIONS && data.length === 2) version = data.readUInt16BE(0);
  return {
    version: VERSIONS[version] ?? `0x${version.toString(16)}`,
    suite: body.readUInt16BE(after),
    compressed: body[after + 2] !== 0,
    extensions: extensions.map(({ type }) => type),
    group: null,
    certificate: null,
  };
}

function extensionsIn(bytes: Buffer): { type: number; data: Buffer }[] {
  const found: { type: number; data: Buffer }[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    const size = bytes.readUInt16BE(at + 2);
    found.push({ type: bytes.readUInt16BE(at), data: bytes.subarray(at + 4, at + 4 + size) });
    at += 4 + size;
  }
  return found;
}

function firstCertificate(body: Buffer): Buffer | null {
  if (body.length < 6) return null;
  return body.subarray(6, 6 + body.readUIntBE(3, 3));
}

function groupOf(body: Buffer, suite: number): ServerHello['group'] {
  if (body.length < 3) return null;
  if (!DHE.has(suite)) return body[0] === NAMED_CURVE ? { curve: body.readUInt16BE(1) } : null;
  const prime = body.subarray(2, 2 + body.readUInt16BE(0));
  const first = prime.findIndex((byte) => byte !== 0);
  return { primeBits: first < 0 ? 0 : (prime.length - first) * 8 - Math.clz32(prime[first] ?? 0) + 24 };
}
