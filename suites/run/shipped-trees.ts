/** The trees of the shipped files, read when they are asked for. */
import { type KnownTrees, readKnownTrees } from '../load/index.ts';
import { TREES } from './project.ts';

/** Asked for several times by a command that starts, and then hardly ever again: a long run would hold 8 MB for nothing. */
let read: WeakRef<KnownTrees> | null = null;

export function shippedTrees(): KnownTrees {
  const held = read?.deref();
  if (held) return held;
  const trees = readKnownTrees(TREES.file, TREES.yaml);
  read = new WeakRef(trees);
  return trees;
}
