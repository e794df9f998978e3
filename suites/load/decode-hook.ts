/** Decodes the hooks of a bank's operator: calls over HTTP or programs, and the access tokens that calls are made with. */
import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { duration } from './decode-measure.ts';
import { type Decoder, list, map, needed, object, oneOf, optional, record, text } from './decoder.ts';
import { reasonOf, type Source } from './source.ts';
import type { OperatorCall, OperatorHook, OperatorToken } from './target.ts';

const address = (later: readonly string[]) =>
  text({
    pattern: /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])\S+$/,
    code: 'bad-url',
    wanted: 'an https address, or an http one on the loopback',
    later,
  });

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** Target files have examples of the call itself. */
const exampleOf = (later: readonly string[], example: string) => (later.length > 0 ? {} : { example });

/** The fields of one call; `later` are the names that get their value when it is made. */
const callFields = (later: readonly string[]) => ({
  get: optional(address(later), 'address to GET', exampleOf(later, 'https://admin.bank.example/clock')),
  post: optional(address(later), 'address to POST to', exampleOf(later, 'https://admin.bank.example/clock?dry-run')),
  put: optional(address(later), 'address to PUT to', { example: 'https://admin.bank.example/clock' }),
  delete: optional(address(later), 'address to DELETE', {
    example: `https://admin.bank.example/consents${later.length > 0 ? '/${consent}' : ''}`,
  }),
  json: optional(record(text({ later })), 'the JSON body', {
    example: later.length > 0 ? { advance_seconds: '${seconds}' } : { dry_run: 'true' },
  }),
  command: optional(
    list(text({ later })),
    'instead of an address: a program and its arguments, started without a shell',
    {
      example: ['./hooks/revoke.sh', later.length > 0 ? '${consent}' : '--check'],
    },
  ),
});

interface WrittenCall {
  get?: string | undefined;
  post?: string | undefined;
  put?: string | undefined;
  delete?: string | undefined;
  json?: { [name: string]: string } | undefined;
  command?: string[] | undefined;
}

/** Undefined after a problem was reported. */
function callOf(read: WrittenCall, source: Source, node: unknown): OperatorCall | undefined {
  const used = METHODS.filter((method) => read[method] !== undefined);
  const [method] = used;
  if (used.length + (read.command === undefined ? 0 : 1) !== 1) {
    source.tell('missing-key', node, 'a hook needs exactly one of get, post, put, delete and command');
    return undefined;
  }
  if (method !== undefined) {
    const verb = method.toUpperCase() as 'GET' | 'POST' | 'PUT' | 'DELETE';
    return { kind: 'http', method: verb, url: read[method] ?? '', json: read.json ?? null };
  }
  const [program = '', ...args] = read.command ?? [];
  const wrong = read.json ? 'a command takes no json: its inputs are arguments, or variables' : wrongProgram(program);
  if (wrong !== null) {
    source.tell('bad-command', node, wrong);
    return undefined;
  }
  return { kind: 'command', ...programOf(program, args, source) };
}

/** A name without a slash is looked for where programs are, as a shell does. */
export function programOf(program: string, args: string[], source: Source): { argv: string[]; folder: string } {
  const folder = dirname(resolve(source.file));
  return { argv: [program.includes('/') ? resolve(folder, program) : program, ...args], folder };
}

export function wrongProgram(program: string): string | null {
  if (program === '') return 'a command needs the name of a program';
  return program.includes('${') ? 'the program of a command cannot be filled in; its arguments can' : null;
}

/** Names of headers; what belongs to the connection is not for a target to say. */
export const HEADER = /^(?!(?:host|content-length|connection|transfer-encoding)$)[A-Za-z][A-Za-z0-9-]*$/i;
/** A line break at the end of a secret is the usual mistake. @source RFC 9110, section 5.5 */
export const headerValue = text({
  secret: true,
  pattern: /^[\t\x20-\x7e\x80-\xff]*$/,
  code: 'bad-header',
  wanted: 'a value that a header can have: it holds a line break, or a character that no header takes',
});
const headers = record(headerValue, HEADER);

const check: Decoder<OperatorCall> = map(object(callFields([])), callOf);

/** One hook: its call, and what it is made with. */
export const hook: Decoder<OperatorHook> = map(
  object({
    ...callFields(['*']),
    headers: optional(headers, 'further headers, such as the credentials of an admin API', {
      example: { authorization: 'Bearer ${env.ADMIN_TOKEN}' },
    }),
    token: optional(text(), 'which of `operator-tokens` it is called with', { example: 'admin' }),
    timeout: optional(duration, 'longest time it may take; without it `limits.request`', { example: '30s' }),
    outputs: optional(record(text()), 'output name to path in the answer'),
    check: optional(check, 'a call that does no harm, for `assay doctor --hooks`, with the same headers and token'),
  }),
  (read, source, node) => {
    const call = callOf(read, source, node);
    if (call === undefined) return undefined;
    const { outputs = {}, headers: sent = {}, token = null, timeout = null, check: harmless = null } = read;
    const message = mismatch({ calls: [call, ...(harmless === null ? [] : [harmless])], sent, token });
    if (message === null) return { call, headers: sent, token, timeoutMs: timeout, outputs, check: harmless };
    source.tell('bad-hook', node, message);
    return undefined;
  },
);

/** Headers and tokens need a request, and one of them says who calls. */
function mismatch(given: {
  calls: OperatorCall[];
  sent: { [name: string]: string };
  token: string | null;
}): string | null {
  const { calls, sent, token } = given;
  const named = Object.keys(sent).map((name) => name.toLowerCase());
  if (calls.every(({ kind }) => kind === 'command') && (token !== null || named.length > 0))
    return 'a command takes no headers and no token: it gets what it needs from the environment';
  return token !== null && named.includes('authorization')
    ? 'a hook with a token sends its own authorization header: leave one of both out'
    : null;
}

/** How a token for the operator's calls is had: the client credentials grant. @source RFC 6749, sections 2.3.1 and 4.4 */
export const operatorToken: Decoder<OperatorToken> = map(
  object({
    token_endpoint: needed(address([]), 'where the token is asked for', {
      example: 'https://sso.bank.example/token',
    }),
    client_id: needed(text(), 'the client of the operator', { example: '${env.ADMIN_CLIENT}' }),
    client_secret: needed(text({ secret: true }), 'its secret', { example: '${env.ADMIN_SECRET}' }),
    'client-auth': optional(oneOf('client_secret_basic', 'client_secret_post'), 'how it authenticates', {
      default: 'client_secret_basic',
    }),
    scope: optional(text(), 'what it asks for', { example: 'sandbox' }),
  }),
  ({ token_endpoint, client_id, client_secret, scope = null, ...more }) => ({
    ...{ token_endpoint, client_id, client_secret, scope },
    auth: more['client-auth'] ?? 'client_secret_basic',
  }),
);

/** What is wrong with the program of a command, or null. Of a name alone nothing is known before it is started. */
export function programProblem({ argv }: { argv: string[] }): string | null {
  const [program = ''] = argv;
  if (!program.includes('/')) return null;
  try {
    accessSync(program, constants.X_OK);
    return null;
  } catch (error) {
    return `${program} cannot be started: ${reasonOf(error)}`;
  }
}
