/**
 * Trees of the files that are shipped, made when the project is built: reading them is several times cheaper than parsing YAML.
 * A tree is found by the SHA-256 of the text it was made from, so one that does not fit cannot be found; a text that is not
 * known is parsed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parseYaml } from './parse-yaml.ts';
import { type Node, type Packed, pack, unpack } from './tree.ts';

export interface KnownTrees {
  /** Undefined when the text has to be parsed. */
  of(text: string): Node | undefined;
  /** Digest of a library in which whoever wrote the trees found no mistake; null when it did not look, or found one. */
  sound: string | null;
}

export const NO_TREES: KnownTrees = { of: () => undefined, sound: null };

interface TreesFile {
  /** What made the trees; those of another parser are not used. */
  by: string;
  trees: { [digest: string]: Packed };
  sound: string | null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Says which parser this is: the version of the YAML package, and our own code around it as it was compiled. */
function parserDigest(yamlVersion: string): string {
  const code = ['./parse-yaml.ts', './tree.ts'].map((name) =>
    readFileSync(fileURLToPath(new URL(name.replace('.ts', EXTENSION), import.meta.url)), 'utf8'),
  );
  return sha256([yamlVersion, ...code].join('\0'));
}

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** None of them when the file is not there, or of another parser. */
export function readKnownTrees(file: string, yamlVersion: string): KnownTrees {
  const known = treesIn(file);
  if (known === null || known.by !== parserDigest(yamlVersion)) return NO_TREES;
  return {
    of: (text) => {
      const digest = sha256(text);
      return Object.hasOwn(known.trees, digest) ? (unpack(known.trees[digest] ?? null) ?? undefined) : undefined;
    },
    sound: known.sound,
  };
}

function treesIn(file: string): TreesFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TreesFile;
  } catch {
    return null;
  }
}

/** Parses texts and writes their trees; one with a problem, or that JSON does not carry unchanged, is left out. */
export function writeKnownTrees(
  file: string,
  yamlVersion: string,
  texts: readonly string[],
  sound: string | null = null,
): void {
  const trees: TreesFile['trees'] = {};
  for (const text of texts) {
    const tree = parseYaml(
      text,
      () => undefined,
      () => 1,
    );
    const packed = tree && pack(tree);
    if (packed && isDeepStrictEqual(unpack(JSON.parse(JSON.stringify(packed))), tree)) trees[sha256(text)] = packed;
  }
  // Another process may be reading: it sees the old file or the new one.
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify({ by: parserDigest(yamlVersion), trees, sound } satisfies TreesFile));
  renameSync(beside, file);
}
