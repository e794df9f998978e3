/** Where the processor time of the harness goes: samples of the main thread, told by the part of the project that was at work. */
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Milliseconds of the main thread by part, largest first. Time in which it waited is left out. */
export type Shares = { part: string; ms: number }[];

interface Frame {
  functionName: string;
  url: string;
}

/** The innermost frame that one of these knows tells the part; the first row that fits counts. */
const PARTS: readonly [part: string, where: RegExp][] = [
  ['redaction', /suites\/evidence\/(?:redact|clean-texts|recorder|taint|needles|jws|parameters|fields|hygiene)\./],
  ['last look for secrets', /suites\/evidence\/secret-scan\./],
  ['traces and run.json', /suites\/(?:evidence\/|run\/ledger\.)/],
  ['judging', /suites\/judge\//],
  ['reports', /\/reports\/|suites\/mocha\/|@allurereport|allure-|node_modules\/mocha/],
  ['pages', /mock-tpp\/psu\/|node_modules\/parse5/],
  ['signing and checking JWTs', /mock-tpp\/oauth\/(?:jws|algorithm|signing|verify|id-token)\./],
  ['connections', /mock-tpp\/transport\/|node_modules\/undici/],
  ['bare loop', /bench\/bare-loop\./],
  ['steps', /mock-tpp\/|suites\/execute\//],
];

/** Runs something under V8's sampling profiler. */
export async function profiled<T>(work: () => Promise<T>): Promise<{ result: T; shares: Shares }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 250 });
  await session.post('Profiler.start');
  try {
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, shares: sharesOf(profile) };
  } finally {
    session.disconnect();
  }
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Shares {
  const parts = new Map<number, string | null>();
  const above = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const partOf = (id: number): string | null => {
    const known = parts.get(id);
    if (known !== undefined) return known;
    const frame = frames.get(id);
    const parent = above.get(id);
    const part = (frame && own(frame)) ?? (parent === undefined ? null : partOf(parent));
    parts.set(id, part);
    return part;
  };
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const name = frames.get(id)?.functionName;
    if (name === '(idle)') continue;
    const part = partOf(id) ?? 'Node itself';
    spent.set(part, (spent.get(part) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return [...spent].map(([part, ms]) => ({ part, ms })).sort((a, b) => b.ms - a.ms);
}

function own({ functionName, url }: Frame): string | null {
  if (functionName === '(garbage collector)') return 'garbage collection';
  return PARTS.find(([, where]) => where.test(url))?.[0] ?? null;
}
