/** JSON that somebody else wrote: read strictly, so that no two readers can understand it differently. */
import type { Json } from '../contract.ts';

export type ReadJson = { value: Json } | { problem: string };

/** Gives the value, or in a few words what is wrong with the text. Never throws, however deep or large it is. */
export function readJson(text: string): ReadJson {
  if (text.trim() === '') return { problem: 'is empty' };
  try {
    const value = JSON.parse(text) as Json;
    const name = repeatedMember(text);
    return name === null ? { value } : { problem: `holds the member ${JSON.stringify(name.slice(0, 80))} twice` };
  } catch {
    return { problem: 'is no JSON' };
  }
}

const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g;

/** The first name that an object of valid JSON holds twice: which of the two counts is anybody's guess. */
function repeatedMember(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (const [token, quoted, colon] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (quoted !== undefined && colon !== undefined) {
      const name = JSON.parse(quoted) as string;
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return null;
}
