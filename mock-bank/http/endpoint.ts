/** Endpoints as tables of named checks: the mechanism every part of the bank is written in. */
import { alter, type Behaviour, type Named } from '../behaviour.ts';
import type { Context } from './context.ts';
import type { Refusal } from './refusal.ts';
import type { Reply } from './reply.ts';

/**
 * One rule. It returns to let the request go on and throws a Refusal to turn it away.
 * Checks that return no promise run without a pause, so what they test still holds when the answer acts on it.
 */
export interface Check extends Named {
  run(context: Context): void | Promise<void>;
}

export type Answer = (context: Context) => Reply | Promise<Reply>;

/** How refusals of an endpoint are written: protocol JSON, bearer challenge, or the error page. */
export type Surface = 'oauth' | 'resource' | 'browser';

/** Checks and answer of one kind of request at a shared endpoint, e.g. of one grant type. */
export interface Branch {
  checks: readonly Check[];
  answer: Answer;
}

export interface Endpoint {
  /** Unique but for versions of the same one at other paths; behaviours address checks as `id/check`. */
  id: string;
  /** Also addressable: `group/check`. */
  group: string;
  methods: readonly string[];
  /** `/a/{id}/b`: a segment in braces is captured. */
  path: string;
  surface: Surface;
  checks: readonly Check[];
  answer: Answer;
  /** When set, after `checks`: the branch to go on with, instead of `answer`. */
  choose?: (context: Context) => string;
  branches?: Readonly<Record<string, Branch>>;
  /** Writes refusals in a manner of its own. */
  refuse?: (context: Context, refusal: Refusal) => Reply | Promise<Reply>;
}

export function check(name: string, run: Check['run']): Check {
  return { name, run };
}

/** Runs checks in order and then the answer, pausing only where a check returns a promise. */
async function runTable(checks: readonly Check[], answer: Answer, context: Context): Promise<Reply> {
  for (const one of checks) {
    const pending = one.run(context);
    if (pending !== undefined) await pending;
  }
  return answer(context);
}

/** The whole table, then the answer; nothing else of the bank runs between the last quick check and the answer. */
export function runEndpoint(endpoint: Endpoint, context: Context): Promise<Reply> {
  return runTable(
    endpoint.checks,
    (settled) => {
      const branch = endpoint.choose ? endpoint.branches?.[endpoint.choose(settled)] : undefined;
      return branch ? runTable(branch.checks, branch.answer, settled) : endpoint.answer(settled);
    },
    context,
  );
}

/** Applies behaviours to every table of every endpoint. */
export function buildEndpoints(
  endpoints: readonly Endpoint[],
  behaviours: readonly Behaviour[],
  alternatives: ReadonlyMap<string, Check>,
): Endpoint[] {
  return endpoints.map((endpoint) => {
    const scopes = [endpoint.id, endpoint.group];
    const build = (checks: readonly Check[]) => alter(checks, scopes, behaviours, alternatives);
    const branches = Object.entries(endpoint.branches ?? {}).map(([name, branch]) => {
      return [name, { ...branch, checks: build(branch.checks) }] as const;
    });
    return { ...endpoint, checks: build(endpoint.checks), branches: Object.fromEntries(branches) };
  });
}
