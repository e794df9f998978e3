/** What a server says in `WWW-Authenticate` of a request that it refused. */
import type { Json, TppExchange } from '../contract.ts';
import { headerValues } from '../transport/http.ts';

export interface Challenge {
  /** In lower case. */
  scheme: string;
  /** By name in lower case; of one that stands twice the first. */
  params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const BLANK = /[ \t]*/y;
const BETWEEN = /[ \t,]*/y;
/** Longer ones are read this far. */
const LONGEST = 8192;

/** Reads a header by the grammar of RFC 9110 (11.6.1), as far as it keeps to it; in linear time. */
export function challengesIn(header: string): Challenge[] {
  const text = header.slice(0, LONGEST);
  const found: (Challenge & { params: Map<string, string> })[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return null;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  while (at < text.length) {
    take(BETWEEN);
    const name = take(TOKEN);
    if (name === null) break;
    const after = at;
    take(BLANK);
    const last = found.at(-1);
    if (text[at] === '=' && last !== undefined) {
      at += 1;
      take(BLANK);
      const value = text[at] === '"' ? take(QUOTED)?.replaceAll(/\\(.)/g, '$1') : take(TOKEN);
      if (value === null || value === undefined) break;
      if (!last.params.has(name.toLowerCase())) last.params.set(name.toLowerCase(), value);
    } else {
      at = after;
      found.push({ scheme: name.toLowerCase(), params: new Map() });
    }
  }
  return found;
}

export const CHALLENGE_FACTS = {
  'challenge.schemes': 'the schemes of WWW-Authenticate, in lower case; an empty list without the header',
  'challenge.erring': 'those of them that name an error',
  'challenge.dpop_algs': 'the algorithms that the challenge of DPoP names; null where it names none, or is not there',
};

/** The facts of CHALLENGE_FACTS. @requirement RFC9449-7.1-4 RFC9449-7.1-5 */
export function challengeFacts(exchange: TppExchange): { [fact: string]: Json } {
  const challenges = headerValues(exchange, 'www-authenticate').flatMap(challengesIn);
  const algs = challenges.find(({ scheme }) => scheme === 'dpop')?.params.get('algs');
  return {
    'challenge.schemes': challenges.map(({ scheme }) => scheme),
    'challenge.erring': challenges.filter(({ params }) => params.has('error')).map(({ scheme }) => scheme),
    'challenge.dpop_algs': algs?.split(' ').filter((alg) => alg !== '') ?? null,
  };
}
