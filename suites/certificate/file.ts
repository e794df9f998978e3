/** The certificates that a file holds: one in DER, or any number in PEM, whatever else is in it. */
import { Unreadable } from './der.ts';

const SEQUENCE = 0x30;
/** A chain has a handful of certificates; a bundle of roots is no chain. */
const MOST = 50;
const BEGIN = /^-----BEGIN ([A-Z0-9 ]{1,40})-----$/;
const LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** In the order of the file. Throws Unreadable when there is none, or one is not whole. */
export function certificatesOf(bytes: Buffer): Buffer[] {
  if (bytes.length === 0) throw new Unreadable('the file is empty', 0);
  if (bytes[0] === SEQUENCE) return [bytes];
  const found = pemBlocks(bytes.toString('latin1'));
  if (found.length === 0) throw new Unreadable('there is no certificate in it, neither in DER nor in PEM', 0);
  if (found.length > MOST)
    throw new Unreadable(`it holds ${found.length} certificates, and a chain has ${MOST} at most`, 0);
  return found;
}

/** Keys and whatever else lies beside the certificates is passed over, and never told of. */
function pemBlocks(text: string): Buffer[] {
  const blocks: Buffer[] = [];
  let open: { label: string; lines: string[]; at: number } | null = null;
  let at = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const begins = BEGIN.exec(line)?.[1];
    if (begins !== undefined) {
      if (open !== null) throw new Unreadable('a PEM block begins before the one above has ended', at);
      open = { label: begins, lines: [], at };
    } else if (open !== null && line === `-----END ${open.label}-----`) {
      if (LABELS.has(open.label)) blocks.push(decoded(open.lines.join(''), open.at));
      open = null;
    } else open?.lines.push(line);
    at += raw.length + 1;
  }
  if (open !== null) throw new Unreadable('a PEM block does not end', open.at);
  return blocks;
}

function decoded(base64: string, at: number): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  // The bits behind the last byte have to be zero, or two texts would be one certificate.
  if (!BASE64.test(base64) || bytes.toString('base64') !== base64)
    throw new Unreadable('a PEM block is not in Base64', at);
  return bytes;
}
