/** Which names of the tables and of the policy requests make use of: what a behaviour changes matters only to those that use it. */
import type { Part } from './as/part.ts';
import type { Parts } from './as/parts.ts';
import { partScopes } from './as/parts.ts';
import type { InForce } from './behaviours.ts';
import type { Check, Endpoint } from './http/endpoint.ts';

type Note = (...names: string[]) => void;

/** The same tables and policy values, told to `note` by each name that a behaviour may call them by, whenever one is used. */
export function watched(force: InForce, note: Note): InForce {
  return {
    ...force,
    settings: watchedSettings(force.settings, note),
    endpoints: force.endpoints.map((endpoint) => watchedEndpoint(endpoint, note)),
    parts: watchedParts(force.parts, note),
  };
}

function watchedSettings(settings: InForce['settings'], note: Note): InForce['settings'] {
  return new Proxy(settings, {
    get(target, name) {
      if (typeof name === 'string') note(name);
      return Reflect.get(target, name);
    },
  });
}

function watchedEndpoint(endpoint: Endpoint, note: Note): Endpoint {
  const watch = (checks: readonly Check[]): Check[] =>
    checks.map((check) => {
      const names = [check.name, `${endpoint.id}/${check.name}`, `${endpoint.group}/${check.name}`];
      return {
        name: check.name,
        run(context) {
          note(...names);
          return check.run(context);
        },
      };
    });
  const branches = Object.entries(endpoint.branches ?? {}).map(([name, branch]) => {
    return [name, { ...branch, checks: watch(branch.checks) }] as const;
  });
  return { ...endpoint, checks: watch(endpoint.checks), branches: Object.fromEntries(branches) };
}

function watchedParts(parts: Parts, note: Note): Parts {
  const tables = Object.entries(parts).map(([table, members]: [string, readonly Part<never>[]]) => {
    const scopes = partScopes[table] ?? [];
    const watch = (part: Part<never>): Part<never> => {
      const names = [part.name, ...scopes.map((scope) => `${scope}/${part.name}`)];
      return {
        ...part,
        value(facts) {
          note(...names);
          return part.value(facts);
        },
      };
    };
    return [table, members.map(watch)] as const;
  });
  return Object.fromEntries(tables) as unknown as Parts;
}
