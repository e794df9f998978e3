/** Loads everything under a scenarios folder: all files, all problems at once. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { flow, outcomes, profile, register, standards } from './decode-library.ts';
import { scenario } from './decode-scenario.ts';
import type { Decoder } from './decoder.ts';
import type { Library, Place, Problem, Standard } from './scenario.ts';
import { type Files, readSource, reasonOf } from './source.ts';

export interface LoadedLibrary {
  library: Library;
  problems: Problem[];
  files: Files;
}

/** Folders beside the shipped one hold private scenarios, with flows and profiles of their own if they like. */
export function loadLibrary(folder: string, more: readonly string[] = []): LoadedLibrary {
  const loading = new Loading();
  for (const root of [folder, ...more]) loading.readFolder(root);
  return loading.finish();
}

class Loading {
  readonly #files: Files = new Map();
  readonly #problems: Problem[] = [];
  readonly #hash = createHash('sha256');
  readonly #standards = new Map<string, Standard>();
  readonly #library: Omit<Library, 'digest'> = {
    scenarios: [],
    flows: new Map(),
    requirements: new Map(),
    profiles: new Map(),
    outcomes: new Map(),
  };

  readFolder(root: string): void {
    for (const file of this.#yamlFiles(root)) this.#readFile(root, file);
  }

  #yamlFiles(folder: string): string[] {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const path = join(folder, entry.name);
          if (entry.isDirectory()) return this.#yamlFiles(path);
          return /\.ya?ml$/.test(entry.name) ? [path] : [];
        });
    } catch (error) {
      const message = `cannot read the folder ${folder}: ${reasonOf(error)}`;
      const place = { file: folder, line: 0, column: 0 };
      this.#problems.push({ code: 'unreadable-file', place, message, hint: 'check the path', allowed: [] });
      return [];
    }
  }

  #readFile(root: string, file: string): void {
    const top = relative(root, file).split(sep)[0] ?? '';
    const { flows, requirements, profiles, outcomes: sets, scenarios } = this.#library;
    if (top === '_flows') this.#decode(root, file, flow, (read) => this.#add(flows, read, 'flow'));
    else if (top === '_profiles') this.#decode(root, file, profile, (read) => this.#add(profiles, read, 'profile'));
    else if (top === '_requirements') {
      this.#decode(root, file, register, (read) => {
        for (const entry of read) this.#add(requirements, entry, 'requirement');
      });
    } else if (basename(file) === '_outcomes.yaml') {
      this.#decode(root, file, outcomes, (read) => {
        for (const [name, set] of Object.entries(read)) sets.set(name, set);
      });
    } else if (basename(file) === '_standards.yaml') {
      this.#decode(root, file, standards, (read) => {
        for (const [spec, standard] of Object.entries(read)) this.#standards.set(spec, standard);
      });
    } else this.#decode(root, file, scenario, (read) => scenarios.push(read));
  }

  #decode<T>(root: string, file: string, decoder: Decoder<T>, keep: (read: T) => void): void {
    const source = readSource(file, this.#files);
    this.#hash.update(relative(root, file)).update('\0').update(source.text).update('\0');
    const read = source.root === null ? undefined : decoder.read(source.root, source);
    this.#problems.push(...source.problems);
    if (read !== undefined) keep(read);
  }

  #add<T extends { place: Place }>(into: Map<string, T>, entry: T & { id: string }, kind: string): void {
    const first = into.get(entry.id);
    if (first) this.#twice(`${kind} ${entry.id}`, entry.place, first.place);
    else into.set(entry.id, entry);
  }

  #twice(what: string, place: Place, first: Place): void {
    const message = `the ${what} is defined twice, first in ${first.file}:${first.line}`;
    this.#problems.push({ code: 'duplicate-id', place, message, hint: 'rename one of the two', allowed: [] });
  }

  finish(): LoadedLibrary {
    const seen = new Map<string, Place>();
    for (const { id, place } of this.#library.scenarios) {
      const first = seen.get(id);
      if (first) this.#twice(`scenario ${id}`, place, first);
      seen.set(id, place);
    }
    for (const requirement of this.#library.requirements.values())
      requirement.url = pageOf(this.#standards.get(requirement.spec), requirement.clause);
    this.#library.scenarios.sort((a, b) => (a.id < b.id ? -1 : 1));
    return {
      library: { ...this.#library, digest: this.#hash.digest('hex') },
      problems: this.#problems,
      files: this.#files,
    };
  }
}

/** The page of a standard, at the clause when its number can be read. */
function pageOf(standard: Standard | undefined, clause: string): string | null {
  const number = /^\d+(?:\.\d+)*/.exec(clause)?.[0];
  if (!standard) return null;
  return standard.section !== null && number ? `${standard.url}${standard.section}${number}` : standard.url;
}
