/** From the text of a YAML file to its tree, strictly: whatever two readers could take differently is told and refused. */
import { createRequire } from 'node:module';
import type { Document, YAMLMap, YAMLParseError, Node as YamlNode } from 'yaml';
import { Mapping, type Node, Scalar, Sequence } from './tree.ts';

const DEEPEST = 40;

/** Hears of a problem at an offset of the text; null for none in particular. */
export type TellAt = (code: string, at: number | null, message: string, hint: string | null) => void;

type Yaml = typeof import('yaml');

/** Loaded when the first file is parsed: a command that finds all its trees made does without. */
const loadYaml = (): Yaml => createRequire(import.meta.url)('yaml');

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

/** Null when the text is not to be read; why goes to `tell`. `lineOf` gives the line of an offset. */
export function parseYaml(text: string, tell: TellAt, lineOf: (at: number) => number): Node | null {
  const yaml = loadYaml();
  const document = parseSafely(yaml, text, tell);
  if (!document) return null;
  // One mistake often makes several errors in its line.
  const line = ({ pos }: YAMLParseError): number => lineOf(pos[0]);
  for (const [index, error] of document.errors.entries()) {
    const before = document.errors[index - 1];
    if (before && line(before) === line(error)) continue;
    const { message, hint } = SAID[error.code] ?? { message: error.message, hint: null };
    tell('not-yaml', error.pos[0], message, hint);
  }
  if (document.errors.length > 0 || !onlyPlainNodes(yaml, document, tell)) return null;
  const root = treeOf(yaml, document.contents as YamlNode | null);
  if (root !== null && !(root instanceof Scalar && root.value === null)) return root;
  tell('empty-file', null, 'the file is empty', null);
  return null;
}

function parseSafely({ parseDocument }: Yaml, text: string, tell: TellAt): Document | null {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      // Its own check takes the square of the keys of a map; ours is below.
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
    }) as Document;
  } catch {
    tell('not-yaml', null, TOO_DEEP, null);
    return null;
  }
}

const offsetOf = (node: unknown): number | null => (node as YamlNode | null)?.range?.[0] ?? null;

function tellRepeatedKeys({ isScalar }: Yaml, node: YAMLMap, tell: TellAt): void {
  const seen = new Set<unknown>();
  for (const { key } of node.items) {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name))
      tell('duplicate-key', offsetOf(key), `the key ${String(name)} appears twice`, 'keep one of the two');
    seen.add(name);
  }
}

const WRITE_OUT = 'write the value out; what scenarios share goes into a flow, or into rows under `cases`';

/** Anchors, aliases, merge keys and tags are refused: flows and rows do what they do, and can be read. */
function onlyPlainNodes(yaml: Yaml, document: Document, tell: TellAt): boolean {
  const { isAlias, isMap, isScalar, visit } = yaml;
  let plain = true;
  const refuse: TellAt = (...told) => {
    plain = false;
    tell(...told);
  };
  visit(document, {
    Node: (_key, node, path) => {
      const at = offsetOf(node);
      if (path.length > DEEPEST) {
        refuse('not-yaml', at, TOO_DEEP, null);
        return visit.BREAK;
      }
      if (isMap(node)) tellRepeatedKeys(yaml, node, refuse);
      if (isAlias(node) || ('anchor' in node && node.anchor))
        refuse('anchors-refused', at, 'anchors and aliases are refused', WRITE_OUT);
      if (node.tag) refuse('tags-refused', at, `the tag ${node.tag} is refused`, 'leave it out');
      return undefined;
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === '<<')
        refuse('anchors-refused', offsetOf(pair.key), 'merge keys are refused', WRITE_OUT);
    },
  });
  return plain;
}

function treeOf(yaml: Yaml, node: YamlNode | null): Node | null {
  const at = node?.range?.[0] ?? 0;
  if (yaml.isSeq(node))
    return new Sequence(
      at,
      node.flow === true,
      node.items.map((item) => treeOf(yaml, item as YamlNode | null)),
    );
  if (yaml.isMap(node)) {
    const items = node.items.map(({ key, value }) => ({
      key: keyOf(yaml, key),
      value: treeOf(yaml, value as YamlNode | null),
    }));
    return new Mapping(at, node.flow === true, items);
  }
  if (!yaml.isScalar(node)) return null;
  return new Scalar(at, node.value, typeof node.value === 'number' ? node.source : undefined);
}

/** A list or a map can be a key in YAML; no file of ours has such a key, and what is told names its text. */
function keyOf({ isScalar }: Yaml, key: unknown): Scalar {
  return isScalar(key) ? new Scalar(offsetOf(key) ?? 0, key.value) : new Scalar(offsetOf(key) ?? 0, String(key));
}
