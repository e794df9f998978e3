/** One YAML file read with care: bounded, strict, with a place for every node, and all its problems collected. */
import { readRegular, UnusableFile } from '../files/regular-file.ts';
import { sameMistake } from './fold-problems.ts';
import { type KnownTrees, NO_TREES } from './known-trees.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Place, Problem } from './scenario.ts';
import { isMap, isNode, isSeq, type Node, plain } from './tree.ts';

const LARGEST_FILE = 500_000;
/** Nobody mends more at once. */
const MOST = 100;
/** One mistake in many rows is one to mend; so many of its places are counted. */
const MOST_PLACES = 10_000;

/** Texts by path, so that a problem can be shown with its line. */
export type Files = Map<string, string>;

export interface Told {
  hint?: string | null;
  allowed?: string[];
}

/** A file that was read, its root node, and where problems of it go. */
export interface Source {
  file: string;
  text: string;
  root: Node | null;
  problems: Problem[];
  place(node: unknown): Place;
  tell(code: string, node: unknown, message: string, told?: Told): void;
  /** Replaces references in text while it is read, but for those in `later`; null reports a problem by itself. */
  substitute: ((text: string, node: unknown, later: readonly string[]) => string | null) | null;
}

/** Reads a file; what makes it unusable is reported in `problems`, and `root` is null. */
export function readSource(file: string, files: Files, known: KnownTrees = NO_TREES): Source {
  const problems: Problem[] = [];
  const mistakes = new Set<string>();
  const top: Place = { file, line: 1, column: 1 };
  const source: Source = {
    file,
    text: '',
    root: null,
    problems,
    substitute: null,
    place: () => top,
    tell: (code, node, message, told = {}) => {
      const problem: Problem = {
        code,
        place: source.place(node),
        message,
        hint: told.hint ?? null,
        allowed: told.allowed ?? [],
      };
      if (problems.at(-1)?.code === MORE) return;
      mistakes.add(sameMistake(problem));
      problems.push(mistakes.size > MOST || problems.length === MOST_PLACES ? moreIn(file) : problem);
    },
  };
  const text = readText(file, source);
  if (text === null) return source;
  files.set(file, text);
  source.text = text;
  source.place = placeIn(file, text);
  const tell = (code: string, at: number | null, message: string, hint: string | null): void =>
    source.tell(code, at, message, { hint });
  source.root = known.of(text) ?? parseYaml(text, tell, (at) => source.place(at).line);
  return source;
}

/** Gives the place of a node, or of an offset; the top of the file for anything else. */
function placeIn(file: string, text: string): Source['place'] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (node) => {
    const offset = typeof node === 'number' ? node : isNode(node) ? node.at : 0;
    let from = 0;
    let to = starts.length;
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if ((starts[middle] ?? 0) <= offset) from = middle;
      else to = middle;
    }
    return { file, line: from + 1, column: offset - (starts[from] ?? 0) + 1 };
  };
}

const MORE = 'more-problems';
const moreIn = (file: string): Problem => ({
  code: MORE,
  place: { file, line: 0, column: 0 },
  message: `more problems follow; these are the first ${MOST}`,
  hint: null,
  allowed: [],
});

/** The text of a file, or null when it cannot be used as text. */
function readText(file: string, source: Source): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readRegular(file, { most: LARGEST_FILE, links: true }));
  } catch (error) {
    if (error instanceof UnusableFile && error.why === 'too-large')
      source.tell('file-too-large', null, `${file} is larger than 500 kB`, { hint: 'split it' });
    else if (error instanceof UnusableFile)
      source.tell('unreadable-file', null, `cannot read ${file}: ${error.message}`, { hint: 'name the file itself' });
    else if (error instanceof TypeError)
      source.tell('not-utf8', null, 'the file is not valid UTF-8 text', { hint: 'save it as UTF-8' });
    else
      source.tell('unreadable-file', null, `cannot read ${file}: ${reasonOf(error)}`, {
        hint: 'check the path and the permissions of the file',
      });
    return null;
  }
}

/** What a file holds, with nothing filled in and nothing checked; null when it is not to be read. */
export function plainValue(file: string): unknown {
  const { root } = readSource(file, new Map());
  return plain(root);
}

/** The node to point at for a path of keys: the value, the key of a block, or the nearest above when there is none. */
export function nodeAt(source: Source, ...keys: (string | number)[]): unknown {
  let here: unknown = source.root;
  let shown = here;
  for (const key of keys) {
    const next: unknown = isMap(here) || isSeq(here) ? here.get(key) : undefined;
    if (next === undefined) break;
    const pair = isMap(here) ? here.items.find((one) => one.key.value === key) : undefined;
    shown = (isMap(next) || isSeq(next)) && !next.flow ? (pair?.key ?? next) : next;
    here = next;
  }
  return shown;
}

/** A system error's code in words, without a stack. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    ELOOP: 'its links lead in a circle',
    ENAMETOOLONG: 'the path is too long',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
