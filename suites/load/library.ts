/** Loads everything under a scenarios folder: all files, all problems at once. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { gaps, suiteModules } from './decode-coverage.ts';
import { flow, outcomes, profile, register, standards } from './decode-library.ts';
import { scenario } from './decode-scenario.ts';
import type { Decoder } from './decoder.ts';
import { type KnownTrees, NO_TREES } from './known-trees.ts';
import type { Library, Place, Problem, Standard } from './scenario.ts';
import { yamlFilesIn } from './scenario-folder.ts';
import { type Files, nodeAt, readSource, type Source } from './source.ts';

export interface LoadedLibrary {
  library: Library;
  problems: Problem[];
  files: Files;
}

/** Together, all files of all folders; each alone is bounded as well. */
const LARGEST_LIBRARY = 50_000_000;

/**
 * Loads the shipped folder, and folders beside it that hold scenarios of somebody's own, with flows, profiles, requirements and
 * outcomes of their own if they like. An id stands once in all of them together.
 */
export function loadLibrary(folder: string, own: readonly string[] = [], known: KnownTrees = NO_TREES): LoadedLibrary {
  const loading = new Loading(known);
  loading.readFolder(folder, { own: false });
  // One that is named twice, or is the shipped one, is the same folder still.
  const seen = new Set([real(folder)]);
  for (const more of own) {
    if (!seen.has(real(more))) loading.readFolder(more, { own: true });
    seen.add(real(more));
  }
  return loading.finish();
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

class Loading {
  readonly #files: Files = new Map();
  readonly #problems: Problem[] = [];
  readonly #hash = createHash('sha256');
  readonly #standards = new Map<string, Standard>();
  /** Where each outcome set and standard was first. */
  readonly #first = new Map<string, Place>();
  readonly #known: KnownTrees;
  #bytes = 0;
  readonly #library: Omit<Library, 'digest'> = {
    scenarios: [],
    flows: new Map(),
    requirements: new Map(),
    profiles: new Map(),
    outcomes: new Map(),
    gaps: [],
    suiteModules: new Map(),
  };

  constructor(known: KnownTrees) {
    this.#known = known;
  }

  readFolder(root: string, { own }: { own: boolean }): void {
    const { files, problems } = yamlFilesIn(root);
    this.#problems.push(...problems);
    for (const file of files) {
      this.#readFile(root, file, own);
      if (this.#bytes > LARGEST_LIBRARY) {
        this.#problems.push({
          code: 'file-too-large',
          place: { file: root, line: 0, column: 0 },
          message: `its files are larger than ${LARGEST_LIBRARY / 1_000_000} MB together`,
          hint: 'name a folder that holds scenarios and nothing else',
          allowed: [],
        });
        return;
      }
    }
  }

  #readFile(root: string, file: string, own: boolean): void {
    const top = relative(root, file).split(sep)[0] ?? '';
    const { flows, requirements, profiles, outcomes: sets, scenarios } = this.#library;
    const name = basename(file);
    if (name === 'gaps.yaml' && top === '_requirements')
      this.#decode(root, file, gaps, (read) => this.#library.gaps.push(...read));
    else if (name === 'oidf-coverage.yaml' && top === '_profiles') {
      this.#decode(root, file, suiteModules, (read) => {
        for (const one of read) this.#library.suiteModules.set(one.name, one);
      });
    } else if (top === '_flows') this.#decode(root, file, flow, (read) => this.#add(flows, read, 'flow'));
    else if (top === '_profiles') this.#decode(root, file, profile, (read) => this.#add(profiles, read, 'profile'));
    else if (top === '_requirements') {
      this.#decode(root, file, register, (read) => {
        for (const entry of read) this.#add(requirements, entry, 'requirement');
      });
    } else if (name === '_outcomes.yaml') {
      this.#decode(root, file, outcomes, (read, source) => {
        this.#addNamed(sets, read, 'outcome set', (name) => source.place(nodeAt(source, 'outcomes', name)));
      });
    } else if (name === '_standards.yaml') {
      this.#decode(root, file, standards, (read, source) => {
        const place = (name: string): Place => source.place(nodeAt(source, 'standards', name));
        this.#addNamed(this.#standards, read, 'standard', place);
      });
    } else this.#decode(root, file, scenario, (read) => scenarios.push({ ...read, own }));
  }

  #decode<T>(root: string, file: string, decoder: Decoder<T>, keep: (read: T, source: Source) => void): void {
    const source = readSource(file, this.#files, this.#known);
    this.#bytes += source.text.length;
    this.#hash.update(relative(root, file)).update('\0').update(source.text).update('\0');
    const read = source.root === null ? undefined : decoder.read(source.root, source);
    this.#problems.push(...source.problems);
    if (read !== undefined) keep(read, source);
  }

  #add<T extends { place: Place }>(into: Map<string, T>, entry: T & { id: string }, kind: string): void {
    const first = into.get(entry.id);
    if (first) this.#twice(`${kind} ${entry.id}`, entry.place, first.place);
    else into.set(entry.id, entry);
  }

  #addNamed<T>(into: Map<string, T>, read: { [name: string]: T }, kind: string, place: (name: string) => Place): void {
    for (const [name, entry] of Object.entries(read)) {
      const first = this.#first.get(`${kind} ${name}`);
      if (first) this.#twice(`${kind} ${name}`, place(name), first);
      else {
        this.#first.set(`${kind} ${name}`, place(name));
        into.set(name, entry);
      }
    }
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
