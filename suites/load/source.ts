/** One YAML file read with care: bounded, strict, with a place for every node, and all its problems collected. */
import { readFileSync, statSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import type { Place, Problem } from './scenario.ts';

const LARGEST_FILE = 500_000;
const DEEPEST = 40;
/** Nobody mends more at once. */
const MOST = 100;

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
export function readSource(file: string, files: Files): Source {
  const problems: Problem[] = [];
  const top: Place = { file, line: 1, column: 1 };
  const source: Source = {
    file,
    text: '',
    root: null,
    problems,
    substitute: null,
    place: () => top,
    tell: (code, node, message, told = {}) => {
      if (problems.length === MOST) problems.push(moreIn(file));
      if (problems.length > MOST) return;
      problems.push({
        code,
        place: source.place(node),
        message,
        hint: told.hint ?? null,
        allowed: told.allowed ?? [],
      });
    },
  };
  const text = readText(file, source);
  if (text === null) return source;
  files.set(file, text);
  source.text = text;
  parse(source, text);
  return source;
}

const moreIn = (file: string): Problem => ({
  code: 'more-problems',
  place: { file, line: 0, column: 0 },
  message: `more problems follow; these are the first ${MOST}`,
  hint: null,
  allowed: [],
});

/** The text of a file, or null when it cannot be used as text. */
function readText(file: string, source: Source): string | null {
  try {
    const facts = statSync(file);
    // A device or a pipe might never end.
    if (!facts.isFile()) {
      const kind = facts.isDirectory() ? 'it is a folder' : 'it is not a regular file';
      source.tell('unreadable-file', null, `cannot read ${file}: ${kind}`, { hint: 'name the file itself' });
      return null;
    }
    if (facts.size > LARGEST_FILE) {
      source.tell('file-too-large', null, `${file} is larger than 500 kB`, { hint: 'split it' });
      return null;
    }
    const bytes = readFileSync(file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError)
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
  return isNode(root) ? root.toJSON() : null;
}

/** The node to point at for a path of keys: the value, the key of a block, or the nearest above when there is none. */
export function nodeAt(source: Source, ...keys: (string | number)[]): unknown {
  let here: unknown = source.root;
  let shown = here;
  for (const key of keys) {
    const next: unknown = isMap(here) || isSeq(here) ? here.get(key, true) : undefined;
    if (next === undefined) break;
    const pair = isMap(here) ? here.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
    shown = isCollection(next) && next.flow !== true ? (pair?.key ?? next) : next;
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

/** What the parser finds, in words for an author. */
const TOO_DEEP = 'the file is nested too deeply';
// biome-ignore format: a table, one row a line
const SAID: Readonly<Record<string, { message: string; hint: string | null }>> = {
  BAD_INDENT: { message: 'a [ or { is not closed, or a line inside it is not indented', hint: null },
  BAD_SCALAR_START: { message: 'a text cannot start with this character', hint: 'quote the text' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'there is a second colon, or the next line is indented too far', hint: 'quote a text that holds ": "' },
  MISSING_CHAR: { message: 'a quote, a bracket or a colon is missing before this', hint: null },
  MULTIPLE_DOCS: { message: 'the file holds several documents', hint: 'remove the line --- and write one file for each' },
  RESOURCE_EXHAUSTION: { message: TOO_DEEP, hint: null },
  TAB_AS_INDENT: { message: 'tabs cannot be used for indentation', hint: 'indent with spaces' },
  UNEXPECTED_TOKEN: { message: 'this is not allowed here', hint: 'quote the whole of a text that holds quotes or brackets; begin a list on a line of its own' },
};

function parse(source: Source, text: string): void {
  const lines = new LineCounter();
  source.place = (node) => {
    const offset = typeof node === 'number' ? node : isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const { line, col } = lines.linePos(offset);
    return { file: source.file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseSafely(source, text, lines);
  if (!document) return;
  // One mistake often makes several errors in its line.
  const lineOf = ({ pos }: YAMLParseError): number => source.place(pos[0]).line;
  for (const [index, error] of document.errors.entries()) {
    const before = document.errors[index - 1];
    if (before && lineOf(before) === lineOf(error)) continue;
    const { message, hint } = SAID[error.code] ?? { message: error.message, hint: null };
    source.tell('not-yaml', error.pos[0], message, { hint });
  }
  if (document.errors.length > 0) return;
  if (!onlyPlainNodes(document, source)) return;
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    source.tell('empty-file', null, 'the file is empty');
    return;
  }
  source.root = document.contents as Node;
}

function parseSafely(source: Source, text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, {
      lineCounter,
      version: '1.2',
      schema: 'core',
      // Its own check takes the square of the keys of a map; ours is below.
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
    }) as Document;
  } catch {
    source.tell('not-yaml', null, TOO_DEEP);
    return null;
  }
}

function tellRepeatedKeys(node: YAMLMap, source: Source): void {
  const seen = new Set<unknown>();
  for (const { key } of node.items) {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name))
      source.tell('duplicate-key', key, `the key ${String(name)} appears twice`, { hint: 'keep one of the two' });
    seen.add(name);
  }
}

const WRITE_OUT = 'write the value out; what scenarios share goes into a flow, or into rows under `cases`';

/** Anchors, aliases, merge keys and tags are refused: flows and rows do what they do, and can be read. */
function onlyPlainNodes(document: Document, source: Source): boolean {
  const before = source.problems.length;
  visit(document, {
    Node: (_key, node, path) => {
      if (path.length > DEEPEST) {
        source.tell('not-yaml', node, TOO_DEEP);
        return visit.BREAK;
      }
      if (isMap(node)) tellRepeatedKeys(node, source);
      if (isAlias(node) || ('anchor' in node && node.anchor)) {
        source.tell('anchors-refused', node, 'anchors and aliases are refused', { hint: WRITE_OUT });
      }
      if (node.tag) source.tell('tags-refused', node, `the tag ${node.tag} is refused`, { hint: 'leave it out' });
      return undefined;
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<') {
        source.tell('anchors-refused', pair.key, 'merge keys are refused', { hint: WRITE_OUT });
      }
    },
  });
  return source.problems.length === before;
}
