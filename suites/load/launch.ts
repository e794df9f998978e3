/** The bundled bank that a target starts: whether it does, for which clients, and what stands in while it does not run. */
import type { KnownTrees } from './known-trees.ts';
import type { Problem } from './scenario.ts';
import { type Files, readSource, type Source } from './source.ts';
import { isMap, isScalar, scalarsIn } from './tree.ts';

/** What `${launch.x}` stands for when the bank has not been started: enough to plan, nothing to send. */
export const PLACEHOLDERS: { readonly [name: string]: string } = {
  issuer: 'https://bank.invalid',
  mtls: 'https://mtls.bank.invalid',
  management: 'http://127.0.0.1:9',
  directory: 'http://127.0.0.1:9',
  state: '/launch-state',
};

/** The bundled bank as a target wants it started. */
export interface Launch {
  /** Names of the bank's clients whose files the target names. */
  clients: string[];
  /** Options of its program: a port for clients with certificates alone when the target names its address. */
  more: string[];
}

/** Tells whether a target starts a bank, before it is started. */
export function launchOf(
  file: string,
  trees?: KnownTrees,
): { launch: Launch | null; problems: Problem[]; files: Files } {
  const files: Files = new Map();
  const source = readSource(file, files, trees);
  const named = isMap(source.root) ? source.root.get('launch') : null;
  const launch = isScalar(named) && named.value === 'mock-bank' ? wanted(textsIn(source.root)) : null;
  return { launch, problems: source.problems, files };
}

const textsIn = (root: Source['root']): string[] =>
  root === null ? [] : scalarsIn(root).map(({ value }) => String(value));

const wanted = (texts: readonly string[]): Launch => ({
  clients: [...new Set(texts.flatMap((text) => /^\$\{launch\.state\}\/clients\/([^/]+)\//.exec(text)?.[1] ?? []))],
  more: texts.some((text) => text.includes('${launch.mtls')) ? ['--mtls-port', '0'] : [],
});
