/** The directory's HTTP service on loopback: CA certificates, OCSP and CRL, one address for each certificate. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../loopback.ts';
import type { Authority, StatusAddresses } from './authority.ts';
import { createCrl } from './crl.ts';
import type { DirectoryOptions } from './directory.ts';
import { answerOcsp, type IssuerFacts } from './ocsp.ts';
import type { OcspSigners } from './ocsp-signers.ts';
import type { Entry, Register } from './register.ts';
import type { CrlState, OcspState } from './service-states.ts';

const MAX_REQUEST_BYTES = 8192;
/** Answers are prepared again when the entry changes, and at least this often. */
const REUSE_MS = 60_000;
/** A list always says when the next one comes. */
const CRL_VALID_MS = 3_600_000;

export interface Parts {
  authority: Authority;
  issuer: IssuerFacts;
  register: Register;
  signers: OcspSigners;
  /** How long an answer is good; null where newer information is always to be had. */
  validMs: number | null;
}

export interface Services {
  url: string;
  addresses(serial: string): StatusAddresses;
  /** To be called once the authority exists, whose certificates need the address first. */
  serve(parts: Parts): void;
  close(): Promise<void>;
}

export async function startServices(port: number, reach: DirectoryOptions['reach']): Promise<Services> {
  const server = createServer({
    keepAliveTimeout: 600_000,
    headersTimeout: 10_000,
    requestTimeout: 10_000,
    noDelay: true,
  });
  const bound = await listen(server, port, '--directory-port', reach?.listen);
  const url = `http://${reach?.host ?? '127.0.0.1'}:${bound}`;
  return {
    url,
    addresses: (serial) => ({
      ocsp: `${url}/ocsp/${serial}`,
      issuer: `${url}/issuing.cer`,
      crl: `${url}/crl/${serial}.crl`,
    }),
    serve: (parts) => {
      const desk = new Desk(parts);
      server.on('request', (request, response) => {
        desk.handle(request, response).catch((fault: unknown) => {
          if (!request.destroyed) console.error('mock-bank directory: internal fault', fault);
          response.destroy();
        });
      });
    },
    close: () => close(server),
  };
}

interface Prepared {
  version: number;
  until: number;
  request: Buffer;
  answer: Buffer;
}

/** Answers requests, and remembers the last OCSP answer of each certificate. */
class Desk {
  readonly #parts: Parts;
  readonly #prepared = new Map<string, Prepared>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const [, folder = '', name = '', inUrl] =
      /^\/([a-z.]+)(?:\/([0-9a-f]+)(?:\.crl)?)?(?:\/([^?#]+))?$/.exec(url) ?? [];
    const { authority, register } = this.#parts;
    if (method === 'GET' && url === '/ca.pem') {
      return send(response, 200, 'application/x-pem-file', `${authority.root.certificate.toString('pem')}\n`);
    }
    if (method === 'GET' && url === '/issuing.cer') {
      const der = Buffer.from(authority.issuing.certificate.rawData);
      return send(response, 200, 'application/pkix-cert', der);
    }
    const entry = register.find(name);
    if (entry && folder === 'ocsp')
      return this.#ocsp(entry, method === 'POST' ? await body(request) : fromUrl(inUrl), response);
    if (entry && folder === 'crl' && method === 'GET') return this.#crl(entry, response);
    return send(response, 404, 'text/plain', 'not found\n');
  }

  #ocsp(entry: Entry, request: Buffer | null, response: ServerResponse): void {
    if (broken(response, entry.ocsp)) return;
    if (!request) send(response, 400, 'text/plain', 'not an OCSP request\n');
    else send(response, 200, 'application/ocsp-response', this.#answer(entry, request));
  }

  /** The same question about an unchanged entry gets the answer that is already signed. */
  #answer(entry: Entry, request: Buffer): Buffer {
    const at = Date.now();
    const kept = this.#prepared.get(entry.serial);
    const { authority, issuer, signers, validMs, register } = this.#parts;
    if (kept?.version === entry.version && kept.until > at && kept.request.equals(request)) return kept.answer;
    const { der, goodUntil } = answerOcsp(request, entry, { ca: authority.issuing, issuer, at, validMs, signers });
    register.handedOut(entry.serial, goodUntil);
    const until = at + (validMs === null ? REUSE_MS : Math.min(REUSE_MS, validMs / 2));
    this.#prepared.set(entry.serial, { version: entry.version, until, request, answer: der });
    return der;
  }

  async #crl(entry: Entry, response: ServerResponse): Promise<void> {
    if (broken(response, entry.crl)) return;
    const { authority, signers, validMs, register } = this.#parts;
    const stranger = signers.of('wrong-signer')?.privateKey ?? null;
    const order = { ca: authority.issuing, stranger, at: Date.now(), validMs: validMs ?? CRL_VALID_MS };
    const { der, goodUntil } = await createCrl(entry, order);
    register.handedOut(entry.serial, goodUntil);
    send(response, 200, 'application/pkix-crl', der);
  }
}

/** Answers that are none; true when one was given. */
function broken(response: ServerResponse, state: OcspState | CrlState): boolean {
  if (state === 'hang') return true;
  if (state === 'down') send(response, 503, 'text/plain', 'out of service\n');
  else if (state === 'error') send(response, 500, 'text/plain', 'a fault\n');
  else if (state === 'page') send(response, 200, 'text/html', '<html><body>Maintenance</body></html>\n');
  else return false;
  return true;
}

function send(response: ServerResponse, status: number, type: string, content: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(content) });
  response.end(content);
}

/** The request of a GET, base64 in the path. */
function fromUrl(segment: string | undefined): Buffer | null {
  try {
    return segment === undefined ? null : Buffer.from(decodeURIComponent(segment), 'base64');
  } catch {
    return null;
  }
}

/** Null when it is larger than any OCSP request. */
async function body(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  return size <= MAX_REQUEST_BYTES ? Buffer.concat(chunks) : null;
}
