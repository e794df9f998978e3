/** Asking a status service: short timeout, small answers, plain HTTP. */
import { Agent, request } from 'node:http';

/**
 * Some seconds, in steps: a process that was held up itself has let one step pass and not all of them. On a busy machine a second is
 * too little, and then all that comes with this certificate is refused until the service is asked again.
 */
const STEP_MS = 100;
const STEPS = 25;
const MAX_BYTES = 64 * 1024;
/** Whoever let the time run out is not waited for again so soon: requests of clients would pile up behind it. */
const SILENCE_MS = 5000;

export class StatusClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #silentUntil = new Map<string, number>();

  /** The body of a 200, or null for anything else. */
  ask(url: string, post: { type: string; body: Buffer } | null): Promise<Buffer | null> {
    return new Promise((resolve) => {
      if (!url.startsWith('http://') || this.#isSilent(url)) return resolve(null);
      const headers = post ? { 'content-type': post.type, 'content-length': post.body.length } : {};
      const method = post ? 'POST' : 'GET';
      const asking = request(url, { agent: this.#agent, method, headers }, (answer) => {
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
      // The time of the whole answer: a trickle must not go on for ever.
      let steps = 0;
      const deadline = setInterval(() => {
        steps += 1;
        if (steps < STEPS) return;
        this.#silentUntil.set(url, performance.now() + SILENCE_MS);
        asking.destroy();
      }, STEP_MS);
      asking.on('error', () => resolve(null));
      asking.on('close', () => {
        clearInterval(deadline);
        resolve(null);
      });
      asking.end(post?.body);
    });
  }

  #isSilent(url: string): boolean {
    const until = this.#silentUntil.get(url);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    this.#silentUntil.delete(url);
    return false;
  }

  close(): void {
    this.#agent.destroy();
  }
}
