/** Finding the endpoint for a path and method. */
import type { Endpoint } from './endpoint.ts';

export type Route =
  | { kind: 'found'; endpoint: Endpoint; captured: Readonly<Record<string, string>> }
  /** The path exists, the method does not. */
  | { kind: 'method'; endpoint: Endpoint; allow: string[] }
  | { kind: 'none' };

export function route(endpoints: readonly Endpoint[], method: string, path: string): Route {
  const segments = path.split('/');
  const here: Endpoint[] = [];
  for (const endpoint of endpoints) {
    const captured = match(endpoint.path, segments, path);
    if (!captured) continue;
    if (endpoint.methods.includes(method)) return { kind: 'found', endpoint, captured };
    here.push(endpoint);
  }
  const [first] = here;
  if (!first) return { kind: 'none' };
  return { kind: 'method', endpoint: first, allow: [...new Set(here.flatMap(({ methods }) => methods))] };
}

const nothing: Readonly<Record<string, string>> = {};
const patterns = new Map<string, string[]>();

function match(pattern: string, segments: readonly string[], path: string): Readonly<Record<string, string>> | null {
  if (!pattern.includes('{')) return pattern === path ? nothing : null;
  let parts = patterns.get(pattern);
  if (!parts) {
    parts = pattern.split('/');
    patterns.set(pattern, parts);
  }
  if (parts.length !== segments.length) return null;
  const captured: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      // Ids are ours and plain; an encoded one is nobody's.
      if (!/^[A-Za-z0-9._~-]{1,128}$/.test(segment)) return null;
      captured[part.slice(1, -1)] = segment;
    } else if (part !== segment) return null;
  }
  return captured;
}
