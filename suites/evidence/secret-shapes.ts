/** What looks like a secret, whoever it belongs to: redaction covers it when it is captured, and the last look finds what is left. One pass each. */
import { jwtsIn } from './jws.ts';

export interface Shape {
  kind: string;
  /** Where secrets of this shape stand in a text, without what surrounds them. Time grows with the text and no faster. */
  find(text: string): Iterable<{ start: number; end: number }>;
}

const PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:\\[nr]|\s)+[A-Za-z0-9+/]{24}/g;
const SIGNED = /^eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/;
const BEARER = /\bBearer (?!__REDACTED__|JWS |realm|error|scope)(?=[A-Za-z0-9._~+/-]{24})[A-Za-z0-9._~+/-]+/gi;
const BEARER_LENGTH = 'Bearer '.length;

function* pem(text: string): Generator<{ start: number; end: number }> {
  for (const { index, 0: found } of text.matchAll(PEM)) yield { start: index, end: index + found.length };
}

function* signed(text: string): Generator<{ start: number; end: number }> {
  for (const { start, end } of jwtsIn(text)) if (SIGNED.test(text.slice(start, end))) yield { start, end };
}

function* bearer(text: string): Generator<{ start: number; end: number }> {
  for (const { index, 0: found } of text.matchAll(BEARER))
    yield { start: index + BEARER_LENGTH, end: index + found.length };
}

/** Braces, the name that makes an object a key, and private members with their values; quotes may be escaped. */
const OF_JWK = /[{}]|\\?"kty\\?"\s*:|\\?"(?:d|k|p|q|dp|dq|qi)\\?"\s*:\s*\\?"([A-Za-z0-9_-]{16,})/g;
const PRIVATE_MEMBER = /\\?"(?:d|k|p|q|dp|dq|qi)\\?"\s*:\s*\\?"[A-Za-z0-9_-]{16}/;
/** How far apart the two may stand. */
const APART = 4000;

/** A private member counts only beside `kty`, in one object, on either side of it. */
function* jwk(text: string): Generator<{ start: number; end: number }> {
  // Most texts have neither, and are not taken apart object by object.
  if (!text.includes('kty') || !PRIVATE_MEMBER.test(text)) return;
  let key = Number.NEGATIVE_INFINITY;
  let waiting: { start: number; end: number }[] = [];
  for (const { index, 0: found, 1: value } of text.matchAll(OF_JWK)) {
    const end = index + found.length;
    if (found === '{' || found === '}') {
      key = Number.NEGATIVE_INFINITY;
      waiting = [];
    } else if (value === undefined) {
      key = end;
      yield* waiting.filter((one) => index - one.end <= APART);
      waiting = [];
    } else {
      const one = { start: end - value.length, end };
      if (index - key <= APART) yield one;
      else waiting.push(one);
    }
  }
}

export const SHAPES: readonly Shape[] = [
  { kind: 'private key (PEM)', find: pem },
  { kind: 'signed token (JWS)', find: signed },
  { kind: 'private key (JWK)', find: jwk },
  { kind: 'bearer token', find: bearer },
];

/** Every secret of these shapes replaced; the very same text when there is none. */
export function coverShapes(text: string, mark: (secret: string) => string): string {
  if (!/bearer |kty/i.test(text)) return text;
  let open = text;
  for (const find of [jwk, bearer]) {
    const found = [...find(open)].sort((a, b) => a.start - b.start);
    let covered = '';
    let done = 0;
    for (const { start, end } of found) {
      covered += open.slice(done, start) + mark(open.slice(start, end));
      done = end;
    }
    if (done > 0) open = covered + open.slice(done);
  }
  return open;
}
