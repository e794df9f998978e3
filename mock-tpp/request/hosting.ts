/** A small listener on loopback: the bank fetches request objects from it, and must not fetch keys. Opened when the first document is published. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TppBank, TppSurroundings } from '../contract.ts';
import { TppFault } from '../fault.ts';
import { readUrl } from '../url.ts';

/** Documents that are kept; the oldest goes first, long after its bank has read it. */
const MOST_DOCUMENTS = 500;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
const REQUEST_OBJECT = 'application/oauth-authz-req+jwt';
export const KEY_SET = 'application/jwk-set+json';

interface Document {
  text: string;
  contentType: string;
}

export class Hosting {
  readonly #declared: TppBank['hosting'];
  readonly #around: Pick<TppSurroundings, 'random'>;
  readonly #documents = new Map<string, Document>();
  readonly #fetched = new Set<string>();
  #opening: Promise<Server> | null = null;

  constructor(declared: TppBank['hosting'], around: Pick<TppSurroundings, 'random'>) {
    this.#declared = declared;
    this.#around = around;
  }

  /**
   * Holds a document at an address that nobody can guess, and gives the address as the bank sees it. Throws TppFault
   * when the target names no place for it, or nothing can listen there.
   * @requirement RFC9101-5.2-1 RFC9101-5.2.1-1
   */
  async publish(text: string, contentType = REQUEST_OBJECT): Promise<string> {
    const declared = this.#declared;
    if (declared === null) throw new TppFault('the target names no hosting, so nothing can be fetched from us');
    this.#opening ??= this.#open(declared.listen);
    const server = await this.#opening;
    const path = `/${Buffer.from(this.#around.random(32)).toString('base64url')}`;
    this.#documents.set(path, { text, contentType });
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= MOST_DOCUMENTS) break;
      this.#documents.delete(oldest);
    }
    const { port } = server.address() as AddressInfo;
    return `${declared.address.replace(/\/$/u, '').replace(/:0(?=\/|$)/u, `:${port}`)}${path}`;
  }

  /** Whether anybody asked for the document at an address that `publish` gave. */
  wasFetched(address: string): boolean {
    return this.#fetched.has(address.slice(address.lastIndexOf('/')));
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#documents.clear();
    this.#fetched.clear();
    const server = await opening?.catch(() => null);
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  #open(listen: string): Promise<Server> {
    const { hostname, port } = placeOf(listen);
    const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000 }, (request, response) => {
      // A path in front of ours is the address's own.
      const path = new URL(request.url ?? '/', 'http://loopback').pathname;
      const name = path.slice(path.lastIndexOf('/'));
      const held = this.#documents.get(name);
      if (held !== undefined) this.#fetched.add(name);
      const read = request.method === 'GET' || request.method === 'HEAD';
      request.resume();
      if (held === undefined || !read) response.writeHead(held === undefined ? 404 : 405).end();
      else
        response
          .writeHead(200, { 'content-type': held.contentType, 'cache-control': 'no-store' })
          .end(request.method === 'HEAD' ? '' : held.text);
    });
    server.maxConnections = 50;
    return new Promise((resolve, reject) => {
      server.once('error', (error) =>
        reject(new TppFault(`hosting: nothing can listen at ${listen}: ${error.message}`)),
      );
      server.listen({ host: hostname, port }, () => {
        server.unref();
        resolve(server);
      });
    });
  }
}

function placeOf(listen: string): { hostname: string; port: number } {
  const url = readUrl(`http://${listen}`);
  const hostname = url?.hostname.replaceAll(/[[\]]/gu, '') ?? '';
  if (url === null || !LOOPBACK.has(hostname))
    throw new TppFault(`hosting: ${listen} is not an address of this machine (use 127.0.0.1 and a port)`);
  return { hostname, port: Number(url.port || '80') };
}
