/** One HTTP request over one connection of a lane: bounded, timed, and turned into evidence whatever happens. */
import type { Readable } from 'node:stream';
import type { TppExchange, TppTlsFacts } from '../contract.ts';
import { alertOf } from './alert.ts';
import type { Certificate, Connections } from './connections.ts';
import { alerted, type Failure, failureOf } from './failure.ts';
import { whyNotTo } from './hosts.ts';
import { heldBack, type Meeting } from './meeting.ts';

export interface HttpDraft {
  method: string;
  url: string;
  headers: [string, string][];
  body: string | null;
  /** What the exchange is for, as evidence shows it. */
  label: string;
}

export interface Wire {
  connections: Connections;
  certificate: Certificate;
  hosts: readonly string[];
  limits: { requestMs: number; bodyBytes: number };
  now(): number;
  /** Numbers exchanges; shared by a session. */
  nextId(): number;
  /** Others that the request is to arrive together with. */
  meeting?: Meeting | undefined;
}

/** Sends and never throws for what the peer does; a failure stands in the exchange. */
export async function send(asked: HttpDraft, wire: Wire): Promise<TppExchange> {
  const draft = uncompressed(asked);
  const begun = wire.now();
  const clock = performance.now();
  const { method, url, headers, body } = draft;
  const exchange: TppExchange = {
    id: wire.nextId(),
    label: draft.label,
    startedAt: new Date(begun).toISOString(),
    durationMs: 0,
    request: { method, url, headers: headers.map(([name, value]) => [name, value]), body },
    response: null,
    tls: null,
    failure: null,
  };
  const refused = whyNotTo(url, wire.hosts);
  if (refused !== null) {
    exchange.failure = { class: 'host-not-allowed', message: refused };
    return exchange;
  }
  const received = await attempt(draft, wire);
  exchange.durationMs = Math.round((performance.now() - clock) * 100) / 100;
  exchange.response = received.response;
  exchange.failure = received.failure;
  await fillTls(exchange, wire, { origin: new URL(url).origin, alert: received.alert });
  return exchange;
}

/** Without this header a bank may compress as it likes. */
function uncompressed(draft: HttpDraft): HttpDraft {
  if (draft.headers.some(([name]) => name.toLowerCase() === 'accept-encoding')) return draft;
  return { ...draft, headers: [...draft.headers, ['accept-encoding', 'identity']] };
}

interface Received {
  response: TppExchange['response'];
  failure: Failure | null;
  /** The alert that the error itself names. */
  alert: string | null;
}

async function attempt(draft: HttpDraft, wire: Wire): Promise<Received> {
  const { origin, pathname, search } = new URL(draft.url);
  const { requestMs, bodyBytes } = wire.limits;
  // AbortSignal.timeout would hold on to each answer until its time is over, long after it came.
  const overdue = new AbortController();
  const { signal } = overdue;
  const timer = setTimeout(() => overdue.abort(new DOMException('the time is over', 'TimeoutError')), requestMs);
  let begun = false;
  const exchanged = async (): Promise<Received> => {
    const answer = await wire.connections.agent(wire.certificate).request({
      origin,
      path: `${pathname}${search}`,
      method: draft.method as 'GET',
      ...(await together(draft, wire.meeting)),
      signal,
      headersTimeout: requestMs,
      bodyTimeout: requestMs,
      responseHeaders: 'raw',
    });
    begun = true;
    const headers = pairsOf(answer.headers as unknown as (string | Buffer)[]);
    const { bytes, oversized } = await readBody(answer.body, bodyBytes);
    const { text, valid } = decode(bytes);
    const response = { status: answer.statusCode, headers, body: text, bytes: bytes.length, truncated: oversized };
    return { response, failure: unreadable(headers, { oversized, valid, bodyBytes }), alert: null };
  };
  const answered = exchanged();
  answered.catch(() => undefined);
  try {
    // undici hears of the signal only once it is connected.
    return await Promise.race([answered, aborted(signal)]);
  } catch (error) {
    return { response: null, failure: failureOf(error, { begun, limitMs: requestMs }), alert: alertOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

interface Sendable {
  headers: string[];
  body: string | Readable | null;
}

/** undici takes what can be iterated; its types know of streams only. */
const iterable = (pieces: AsyncIterable<Buffer>): Readable => pieces as unknown as Readable;

/** Headers and body; of a request without a body, once the others are as far. */
async function together({ headers, body }: HttpDraft, meeting: Meeting | undefined): Promise<Sendable> {
  const flat = headers.flat();
  if (meeting === undefined) return { headers: flat, body };
  if (body !== null && body !== '')
    return {
      headers: [...flat, 'content-length', String(Buffer.byteLength(body))],
      body: iterable(heldBack(body, meeting)),
    };
  await meeting.arrive();
  return { headers: flat, body };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Why a body that came cannot be used, or null. */
function unreadable(
  headers: readonly [string, string][],
  body: { oversized: boolean; valid: boolean; bodyBytes: number },
): Failure | null {
  if (body.oversized) return { class: 'oversized', message: `the body is larger than ${body.bodyBytes} bytes` };
  const encoding = headers.find(([name]) => name === 'content-encoding')?.[1].slice(0, 60) ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    return { class: 'malformed', message: `the body has the content-encoding ${encoding}, which was not asked for` };
  return body.valid ? null : { class: 'malformed', message: 'the body is not valid UTF-8' };
}

async function readBody(
  body: AsyncIterable<Buffer> & { destroy?(): unknown },
  cap: number,
): Promise<{ bytes: Buffer; oversized: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    chunks.push(size > cap ? chunk.subarray(0, chunk.length - (size - cap)) : chunk);
    if (size > cap) return { bytes: Buffer.concat(chunks), oversized: true };
  }
  return { bytes: Buffer.concat(chunks), oversized: false };
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): { text: string; valid: boolean } {
  try {
    return { text: STRICT.decode(bytes), valid: true };
  } catch {
    return { text: bytes.toString('latin1'), valid: false };
  }
}

/** Values are bytes, each told as one character. */
function pairsOf(raw: readonly (string | Buffer)[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([latin1(raw[index]).toLowerCase(), latin1(raw[index + 1])]);
  }
  return pairs;
}

function latin1(text: string | Buffer | undefined): string {
  return Buffer.isBuffer(text) ? text.toString('latin1') : (text ?? '');
}

/** Under TLS 1.3 a refusal comes after the handshake and only the socket itself shows the alert. */
async function fillTls(
  exchange: TppExchange,
  wire: Wire,
  known: { origin: string; alert: string | null },
): Promise<void> {
  const { certificate, connections } = wire;
  const facts = connections.facts(certificate, known.origin);
  let { alert } = known;
  if (facts && exchange.failure?.class === 'tls-closed') {
    await facts.closed;
    alert ??= alertOf(facts.error);
    if (alert !== null) exchange.failure = alerted(alert);
  }
  exchange.tls = { ...(facts?.tls ?? bareFacts(certificate)), alert };
  if (exchange.failure !== null) connections.forget(certificate, known.origin);
}

/** A handshake that failed left no socket to ask. */
function bareFacts(certificate: Certificate): TppTlsFacts {
  const identity = certificate.sha256 === null ? null : certificate.name;
  const { sha256: clientSha256 } = certificate;
  return { version: null, cipher: null, peerChain: [], identity, clientSha256, alert: null, connection: 0 };
}

/** All values of a header, in order. */
export function headerValues(exchange: TppExchange, name: string): string[] {
  return (exchange.response?.headers ?? []).filter(([key]) => key === name).map(([, value]) => value);
}
