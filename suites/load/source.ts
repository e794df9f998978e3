/** One YAML file read with care: bounded, strict, with a place for every node, and all its problems collected. */
import { readFileSync, statSync } from 'node:fs';
import { type Document, isAlias, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Place, Problem } from './scenario.ts';

const LARGEST_FILE = 1 << 20;
const DEEPEST = 40;

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
  /** Replaces references in text while it is read; null reports a problem by itself. */
  substitute: ((text: string, node: unknown) => string | null) | null;
}

/** Reads a file; what makes it unusable is told in `problems`, and `root` is null. */
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
    tell: (code, node, message, told = {}) =>
      void problems.push({
        code,
        place: source.place(node),
        message,
        hint: told.hint ?? null,
        allowed: told.allowed ?? [],
      }),
  };
  const text = readText(file, source);
  if (text === null) return source;
  files.set(file, text);
  source.text = text;
  parse(source, text);
  return source;
}

/** The text of a file, or null when it cannot be used as text. */
function readText(file: string, source: Source): string | null {
  try {
    if (statSync(file).size > LARGEST_FILE) {
      source.tell('file-too-large', null, `${file} is larger than 1 MB`);
      return null;
    }
    const bytes = readFileSync(file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) source.tell('not-utf8', null, 'the file is not valid UTF-8 text');
    else
      source.tell('unreadable-file', null, `cannot read ${file}: ${reasonOf(error)}`, {
        hint: 'check the path and its permissions',
      });
    return null;
  }
}

/** A system error's code in words, without a stack. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}

function parse(source: Source, text: string): void {
  const lines = new LineCounter();
  source.place = (node) => {
    const offset = typeof node === 'number' ? node : isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const { line, col } = lines.linePos(offset);
    return { file: source.file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseSafely(source, text, lines);
  if (!document) return;
  for (const error of document.errors.slice(0, 20)) {
    const code =
      error.code === 'DUPLICATE_KEY'
        ? 'duplicate-key'
        : error.code === 'MULTIPLE_DOCS'
          ? 'several-documents'
          : 'not-yaml';
    source.tell(code, error.pos[0], error.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? 'not YAML');
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
  const deep = [...text].reduce(
    (state, char) => {
      const depth = state.depth + (char === '[' || char === '{' ? 1 : char === ']' || char === '}' ? -1 : 0);
      return { depth, most: Math.max(state.most, depth) };
    },
    { depth: 0, most: 0 },
  ).most;
  if (deep > DEEPEST * 4) {
    source.tell('not-yaml', null, 'the file is nested too deeply');
    return null;
  }
  try {
    return parseDocument(text, {
      lineCounter,
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      merge: false,
      prettyErrors: false,
    }) as Document;
  } catch {
    source.tell('not-yaml', null, 'the file is nested too deeply or otherwise unreadable');
    return null;
  }
}

/** Anchors, aliases, merge keys and tags are refused: flows and rows do what they do, and can be read. */
function onlyPlainNodes(document: Document, source: Source): boolean {
  const before = source.problems.length;
  visit(document, {
    Node: (_key, node, path) => {
      if (path.length > DEEPEST) {
        source.tell('not-yaml', node, 'the file is nested too deeply');
        return visit.BREAK;
      }
      if (isAlias(node) || ('anchor' in node && node.anchor)) {
        source.tell('anchors-refused', node, 'anchors and aliases are refused', {
          hint: 'use a flow, or rows under `cases`',
        });
      }
      if (node.tag && !node.tag.startsWith('tag:yaml.org,2002:'))
        source.tell('tags-refused', node, `the tag ${node.tag} is refused`);
      return undefined;
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<') {
        source.tell('anchors-refused', pair.key, 'merge keys are refused', {
          hint: 'use a flow, or rows under `cases`',
        });
      }
    },
  });
  return source.problems.length === before;
}
