/** Asking a status service: short timeout, small answers, plain HTTP. */
import { Agent, request } from 'node:http';

const TIMEOUT_MS = 1000;
const MAX_BYTES = 64 * 1024;

export class StatusClient {
  readonly #agent = new Agent({ keepAlive: true });

  /** The body of a 200, or null for anything else. */
  ask(url: string, post: { type: string; body: Buffer } | null): Promise<Buffer | null> {
    return new Promise((resolve) => {
      if (!url.startsWith('http://')) return resolve(null);
      const headers = post ? { 'content-type': post.type, 'content-length': post.body.length } : {};
      const method = post ? 'POST' : 'GET';
      const asking = request(url, { agent: this.#agent, method, headers, timeout: TIMEOUT_MS }, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BYTES) asking.destroy();
          else chunks.push(chunk);
        });
        answer.on('error', () => resolve(null));
        answer.on('close', () => resolve(null));
        answer.on('end', () => resolve(answer.statusCode === 200 ? Buffer.concat(chunks) : null));
      });
      // The idle timeout alone would let a trickle go on for ever.
      const deadline = setTimeout(() => asking.destroy(), TIMEOUT_MS);
      asking.on('error', () => resolve(null));
      asking.on('timeout', () => asking.destroy());
      asking.on('close', () => {
        clearTimeout(deadline);
        resolve(null);
      });
      asking.end(post?.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
