/** A request as the bank reads it: strict about encoding, duplicates kept visible. */
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

/** Names and values in the order they were sent. */
export class Pairs {
  readonly entries: readonly (readonly [string, string])[];

  constructor(entries: readonly (readonly [string, string])[]) {
    this.entries = entries;
  }

  first(name: string): string | undefined {
    return this.entries.find(([key]) => key === name)?.[1];
  }

  all(name: string): string[] {
    return this.entries.filter(([key]) => key === name).map(([, value]) => value);
  }

  /** Names sent more than once. */
  repeated(): string[] {
    const seen = new Set<string>();
    const twice = new Set<string>();
    for (const [key] of this.entries) (seen.has(key) ? twice : seen).add(key);
    return [...twice];
  }
}

export const noPairs = new Pairs([]);

export interface BankRequest {
  method: string;
  path: string;
  /** Path and query as they were sent. */
  target: string;
  query: Pairs;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, as they were sent. */
  rawHeaders: readonly string[];
  /** Body text, '' when there was none. */
  body: string;
  /** Media type of the body in lower case without parameters, or ''. */
  mediaType: string;
  /** Pairs of an x-www-form-urlencoded body, empty otherwise. */
  form: Pairs;
}

const MAX_PAIRS = 100;

/** Reads `a=1&b=2`; bad percent-encoding, bad UTF-8 and floods of pairs are refused. */
export function readPairs(text: string): Pairs {
  if (text === '') return noPairs;
  const parts = text.split('&').filter((part) => part !== '');
  if (parts.length > MAX_PAIRS) throw new Refusal(400, 'invalid_request', 'too many parameters');
  return new Pairs(
    parts.map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal(400, 'invalid_request', 'a parameter is not correctly percent-encoded');
  }
}

/** The body as JSON; anything else is refused. */
export function readJson(request: BankRequest): unknown {
  if (request.mediaType !== 'application/json') {
    throw new Refusal(400, 'invalid_request', 'the body must be application/json');
  }
  try {
    return parseJson(request.body);
  } catch {
    throw new Refusal(400, 'invalid_request', 'the body is not JSON, or nested too deeply');
  }
}

/** Throws SyntaxError for what is not JSON, and for what is nested more deeply than anybody needs. */
export function parseJson(text: string): unknown {
  if (nesting(text) > MAX_NESTING) throw new SyntaxError('nested too deeply');
  return JSON.parse(text) as unknown;
}

/** Far beyond what anybody needs, far below what comparing and writing survive. */
const MAX_NESTING = 64;

/** How many brackets are open at once at most, those in texts aside. */
function nesting(json: string): number {
  let open = 0;
  let most = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/g)) {
    if (token === '{' || token === '[') open += 1;
    else if (token === '}' || token === ']') open -= 1;
    most = Math.max(most, open);
  }
  return most;
}
