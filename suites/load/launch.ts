/** The bundled bank that a target starts: whether it does, for which clients, and what stands in while it does not run. */
import type { KnownTrees } from './known-trees.ts';
import type { Problem } from './scenario.ts';
import { type Files, readSource, type Source } from './source.ts';
import { isMap, isScalar, scalarsIn } from './tree.ts';

/** What `${launch.x}` stands for when the bank has not been started: enough to plan, nothing to send. */
export const PLACEHOLDERS: { readonly [name: string]: string } = {
  issuer: 'https://bank.invalid',
  management: 'http://127.0.0.1:9',
  directory: 'http://127.0.0.1:9',
  state: '/launch-state',
};

/** The bundled bank as a target wants it started. */
export interface Launch {
  /** Names of the bank's clients whose files the target names. */
  clients: string[];
}

/** Tells whether a target starts a bank, before it is started. */
export function launchOf(
  file: string,
  trees?: KnownTrees,
): { launch: Launch | null; problems: Problem[]; files: Files } {
  const files: Files = new Map();
  const source = readSource(file, files, trees);
  const named = isMap(source.root) ? source.root.get('launch') : null;
  const launch = isScalar(named) && named.value === 'mock-bank' ? { clients: clientsNamed(source.root) } : null;
  return { launch, problems: source.problems, files };
}

function clientsNamed(root: Source['root']): string[] {
  const texts = root === null ? [] : scalarsIn(root).map(({ value }) => String(value));
  return [...new Set(texts.flatMap((text) => /^\$\{launch\.state\}\/clients\/([^/]+)\//.exec(text)?.[1] ?? []))];
}
