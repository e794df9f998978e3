/** Fetching a document from the client, such as a request object: one GET, small, soon, over TLS unless it is this machine, no redirects. */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { rootCertificates } from 'node:tls';

const TIMEOUT_MS = 3000;
const MAX_BYTES = 64 * 1024;
const REQUEST_OBJECT: readonly string[] = ['application/oauth-authz-req+jwt', 'application/jwt', 'application/jose'];
export const KEY_SET: readonly string[] = ['application/jwk-set+json', 'application/json'];

/** Hosts that plain HTTP may be spoken to, in tests. */
const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.includes(hostname);
}

/**
 * The text behind an address, or null when it cannot be had: another status than 200, another media type, too much, too late.
 * `authorities` are trusted beside those of the system.
 * @requirement RFC9101-5.2.3-1 RFC9101-10.4.1-1
 */
export function fetchDocument(
  url: URL,
  authorities: readonly string[],
  mediaTypes = REQUEST_OBJECT,
): Promise<string | null> {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) return Promise.resolve(null);
  return new Promise((resolve) => {
    const headers = { accept: mediaTypes.join(', ') };
    const options = { headers, timeout: TIMEOUT_MS, agent: false } as const;
    const asking =
      url.protocol === 'https:'
        ? getSecure(url, { ...options, ca: [...rootCertificates, ...authorities] })
        : getPlain(url, options);
    const refuse = () => {
      resolve(null);
      asking.destroy();
    };
    asking.on('response', (answer) => {
      const type = (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
      if (answer.statusCode !== 200 || !mediaTypes.includes(type)) return refuse();
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) refuse();
        else chunks.push(chunk);
      });
      answer.on('error', refuse);
      answer.on('end', () => resolve(Buffer.concat(chunks).toString().trim()));
    });
    // The idle timeout alone would let a trickle go on for ever.
    const deadline = setTimeout(refuse, TIMEOUT_MS);
    asking.on('error', refuse);
    asking.on('timeout', refuse);
    asking.on('close', () => {
      clearTimeout(deadline);
      resolve(null);
    });
  });
}
