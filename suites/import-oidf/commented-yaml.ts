/** Writes a target file for people: plain YAML, with a remark above each line that they have to look at. */
import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml';

/** `check`: a guess. `about`: only explains. */
export interface Remark {
  kind: 'check' | 'about';
  text: string;
}

/** By path, such as `clients.primary.client_id`. Several at one path are several lines. */
export type Remarks = Map<string, Remark[]>;

export interface Marked {
  line: number;
  kind: 'fill-in' | 'check';
  text: string;
}

const MARKS = { check: 'CHECK: ', about: '' } as const;
const LONGEST = 400;
const FLOW_WIDTH = 110;

/** A remark may quote a foreign file: one line, of bounded length, and nothing that a terminal obeys. */
export const oneLine = (text: string): string => {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}...` : plain;
};

export function remark(remarks: Remarks, path: string, kind: Remark['kind'], text: string): void {
  remarks.set(path, [...(remarks.get(path) ?? []), { kind, text: oneLine(text) }]);
}

/** The text of the file, `head` on top of it and `foot` below as comments. */
export function commentedYaml(value: object, remarks: Remarks, head: string[], foot: string[] = []): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_key, node) => {
      if (isMap(node) && node.items.length > 0 && !isPageRule(node)) return;
      if (JSON.stringify(node).length <= FLOW_WIDTH || isPageRule(node)) node.flow = true;
    },
  });
  for (const [path, said] of remarks) comment(document.contents, path.split('.'), said);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const lines = (words: string[]): string => words.map((word) => `# ${oneLine(word)}`.trimEnd()).join('\n');
  return `${lines(head)}\n${text}${foot.length === 0 ? '' : `\n${lines(foot)}\n`}`;
}

const isPageRule = (node: unknown): boolean => isMap(node) && node.has('press');

function comment(root: Node | null, path: string[], said: Remark[]): void {
  let here: unknown = root;
  for (const [depth, key] of path.entries()) {
    const last = depth === path.length - 1;
    if (isSeq(here)) {
      here = here.items[Number(key)];
      if (last && isMap(here)) here.commentBefore = words(said);
    } else if (isMap(here)) {
      const pair = here.items.find((one) => isScalar(one.key) && one.key.value === key);
      if (!pair) return;
      if (last && isScalar(pair.key)) pair.key.commentBefore = words(said);
      here = pair.value;
    }
  }
}

const words = (said: Remark[]): string => said.map(({ kind, text }) => ` ${MARKS[kind]}${text}`).join('\n');

/** What a person still has to look at, with the line it stands above. */
export function markedLines(text: string): Marked[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at): Marked[] => {
    const [, key] = /^\s*(?:- )?([\w-]+): FILL-IN$/.exec(line) ?? [];
    if (key !== undefined) return [{ line: at + 1, kind: 'fill-in', text: key }];
    const [, said] = /^\s*# CHECK: (.*)$/.exec(line) ?? [];
    if (said === undefined) return [];
    const below = lines.findIndex((other, index) => index > at && !/^\s*#/.test(other));
    return [{ line: below + 1, kind: 'check', text: said }];
  });
}
