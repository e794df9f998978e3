/** The trees of the shipped files, read once a process. */
import { type KnownTrees, readKnownTrees } from '../load/index.ts';
import { TREES } from './project.ts';

let read: KnownTrees | null = null;

export function shippedTrees(): KnownTrees {
  read ??= readKnownTrees(TREES.file, TREES.yaml);
  return read;
}
