/** Reading a request body: bounded, strict UTF-8. */
import type { IncomingMessage } from 'node:http';
import { invalidRequest, Refusal } from './refusal.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The peer went away before its body was complete. */
export class BodyCut extends Error {}

/** The whole body as text; larger ones are refused without being read to the end. */
export async function readBody(message: IncomingMessage, limit: number): Promise<string> {
  const declared = Number(message.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge();
  if (declared === 0 && message.headers['transfer-encoding'] === undefined) return '';
  const chunks = await new Promise<Buffer[]>((resolve, reject) => {
    const read: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        message.pause();
        reject(tooLarge());
      } else read.push(chunk);
    });
    message.on('end', () => resolve(read));
    message.on('error', () => reject(new BodyCut()));
    message.on('close', () => {
      if (!message.complete) reject(new BodyCut());
    });
  });
  try {
    return utf8.decode(Buffer.concat(chunks));
  } catch {
    throw invalidRequest('the body is not UTF-8');
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, 'invalid_request', 'the body is too large', { headers: [['connection', 'close']] });
}
