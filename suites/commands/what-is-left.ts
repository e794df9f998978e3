/** What is said after a target file was written: its lines that a person has to look at, and the commands that come next. */
import { resolve } from 'node:path';
import { markedLines } from '../import-oidf/commented-yaml.ts';
import { shown } from '../run/project.ts';

export function whatIsLeft(file: string, text: string): string {
  const path = shown(resolve(file));
  const marked = markedLines(text);
  const lines = (kind: 'fill-in' | 'check', title: string): string => {
    const those = marked.filter((one) => one.kind === kind);
    return those.length === 0
      ? ''
      : `\n${title}\n${those.map((one) => `  ${path}:${one.line}  ${one.text}\n`).join('')}`;
  };
  const named = /\s/.test(path) ? `'${path}'` : path;
  return `${lines('fill-in', 'To fill in:')}${lines('check', 'To check:')}
Next:
  npx assay lint --target ${named}      what is still missing, line by line; nothing is sent
  npx assay doctor --target ${named}    whether the bank, the clients and the pages are ready
  npx assay run --target ${named}
`;
}
