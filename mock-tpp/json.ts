/** JSON that someone else wrote: read strictly, so that no two readers can understand it differently. */
import type { Json } from './contract.ts';

export type ReadJson = { value: Json } | Problem;

/** What is wrong with a text, in a few words; `limit` when it is only more than is read here. */
interface Problem {
  problem: string;
  limit?: boolean;
}

/** No honest answer is deeper, and what is much deeper cannot be written again. */
const DEEPEST = 100;

/** Gives the value, or in a few words what is wrong with the text. Never throws, however deep or large it is. */
export function readJson(text: string): ReadJson {
  const read = readLeniently(text);
  if ('problem' in read) return read;
  return read.flaw === null ? { value: read.value } : { problem: read.flaw };
}

/**
 * Like readJson, and where a member stands twice the last one counts and the flaw is reported: for what is to be judged
 * rather than trusted.
 */
export function readLeniently(text: string): { value: Json; flaw: string | null } | Problem {
  if (text.trim() === '') return { problem: 'is empty' };
  try {
    const value = JSON.parse(text) as Json;
    const { deep, twice } = flaws(text);
    return deep
      ? { problem: `is nested too deeply (no more than ${DEEPEST} levels are read)`, limit: true }
      : { value, flaw: twice };
  } catch {
    return { problem: 'is not JSON' };
  }
}

const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g;

/** A name that an object of valid JSON holds twice, where it is anybody's guess which counts; and unreasonable depth. */
function flaws(text: string): { deep: boolean; twice: string | null } {
  const open: (Set<string> | null)[] = [];
  let twice: string | null = null;
  for (const [token, quoted, colon] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (quoted !== undefined && colon !== undefined) {
      const name = JSON.parse(quoted) as string;
      const names = open.at(-1);
      if (names?.has(name)) twice ??= `holds the member ${JSON.stringify(name.slice(0, 80))} twice`;
      names?.add(name);
    }
    if (open.length > DEEPEST) return { deep: true, twice };
  }
  return { deep: false, twice };
}

export function isObject(value: unknown): value is { [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
