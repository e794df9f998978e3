/** What a server says in `WWW-Authenticate` of a request that it refused. */
import { succeeded } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { isObject, readJson } from '../json.ts';
import { headerValues } from '../transport/http.ts';

export interface Challenge {
  /** In lower case. */
  scheme: string;
  /** By name in lower case; of one that stands twice the first. */
  params: ReadonlyMap<string, string>;
  /** Names that stand more than once. */
  repeated: ReadonlySet<string>;
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
  const found: (Challenge & { params: Map<string, string>; repeated: Set<string> })[] = [];
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
      if (last.params.has(name.toLowerCase())) last.repeated.add(name.toLowerCase());
      else last.params.set(name.toLowerCase(), value);
    } else {
      at = after;
      found.push({ scheme: name.toLowerCase(), params: new Map(), repeated: new Set() });
    }
  }
  return found;
}

export const CHALLENGE_FACTS = {
  'challenge.schemes': 'the schemes of WWW-Authenticate, in lower case; an empty list without the header',
  'challenge.erring': 'those of them that name an error',
  'challenge.dpop_algs': 'the algorithms that the challenge of DPoP names; null where it names none, or is not there',
  'challenge.scheme': 'of a refusal with 401, which of bearer and dpop is named first, or `none`; null of all else',
  'challenge.error': 'the error that a refusal names there, or null',
  'challenge.wrong_status': 'the status of a refusal where it is not that of the error that it names; else null',
  'challenge.in_success':
    'the status of an answer that says that all went well and holds an error in place of what was asked for; else null',
  'challenge.flaws':
    'attributes that stand twice in one challenge, or hold what they may not; null without a challenge',
};

/** The facts of CHALLENGE_FACTS. @requirement RFC9449-7.1-4 RFC9449-7.1-5 RFC6750-3-1 RFC6750-3-2 */
export function challengeFacts(exchange: TppExchange): { [fact: string]: Json } {
  const challenges = headerValues(exchange, 'www-authenticate').flatMap(challengesIn);
  const algs = challenges.find(({ scheme }) => scheme === 'dpop')?.params.get('algs');
  return {
    'challenge.schemes': challenges.map(({ scheme }) => scheme),
    'challenge.erring': challenges.filter(({ params }) => params.has('error')).map(({ scheme }) => scheme),
    'challenge.dpop_algs': algs?.split(' ').filter((alg) => alg !== '') ?? null,
    ...refusalFacts(
      exchange,
      challenges.filter(({ scheme }) => SCHEMES.has(scheme)),
    ),
  };
}

/** Those whose attributes are RFC 6750's. */
const SCHEMES: ReadonlySet<string> = new Set(['bearer', 'dpop']);

/** @requirement RFC6750-3.1-1 RFC6750-3.1-2 RFC6750-3.1-3 */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['invalid_request', 400],
  ['invalid_token', 401],
  ['insufficient_scope', 403],
]);

function refusalFacts({ response }: TppExchange, challenges: readonly Challenge[]): { [fact: string]: Json } {
  const status = response?.status ?? 0;
  const refused = status >= 400 && status < 500;
  const instead = succeeded(status) && errorIn(response?.body ?? '') !== '';
  const error = challenges.map(({ params }) => params.get('error')).find((one) => one !== undefined) ?? null;
  const due = refused ? STATUS.get(error ?? errorIn(response?.body ?? '')) : undefined;
  return {
    'challenge.scheme': status === 401 ? (challenges[0]?.scheme ?? 'none') : null,
    'challenge.error': refused ? error : null,
    'challenge.wrong_status': due === undefined || status === due ? null : status,
    'challenge.in_success': instead ? status : null,
    'challenge.flaws': refused && challenges.length > 0 ? challenges.flatMap(flawsOf) : null,
  };
}

/** The error of a body in OAuth's form; empty when there is none. */
function errorIn(body: string): string {
  const read = readJson(body);
  return 'value' in read && isObject(read.value) && typeof read.value.error === 'string' ? read.value.error : '';
}

/** What the values of RFC 6750 may be made of; each of these, and realm, stands once. */
const ALLOWED: readonly [attribute: string, letters: RegExp][] = [
  ['realm', /(?:)/],
  ['error', /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/],
  ['error_description', /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/],
  ['error_uri', /^[\x21\x23-\x5b\x5d-\x7e]*$/],
  ['scope', /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/],
];

const flawsOf = ({ params, repeated }: Challenge): string[] =>
  ALLOWED.flatMap(([name, letters]) => [
    ...(repeated.has(name) ? [`${name} stands twice`] : []),
    ...(letters.test(params.get(name) ?? 'absent') ? [] : [`${name} holds what it may not`]),
  ]);
