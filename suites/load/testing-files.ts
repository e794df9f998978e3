/** Files for tests of the loader, in a folder that goes when the tests are over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Decoder } from './decoder.ts';
import type { Problem } from './scenario.ts';
import { readSource, type Source } from './source.ts';

export interface TestFolder {
  path: string;
  /** Gives the path of the new file. */
  write(name: string, content: string | Uint8Array): string;
  read(content: string | Uint8Array): Source;
}

/** To be called inside of `describe`. */
export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'assay-load-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  const write = (name: string, content: string | Uint8Array): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  return { path, write, read: (content) => readSource(write('file.yaml', content), new Map()) };
}

/** `line:column code`. */
export const spots = (problems: readonly Problem[]): string[] =>
  problems.map(({ code, place }) => `${place.line}:${place.column} ${code}`);

/** What a decoder makes of a text, and what it tells. */
export function decoded<T>(
  folder: TestFolder,
  decoder: Decoder<T>,
  text: string,
): { value: T | undefined; told: string[] } {
  const source = folder.read(text);
  const value = decoder.read(source.root, source);
  return { value, told: spots(source.problems) };
}

/** A target file that lacks its `psu` and nothing else. */
export const BARE_TARGET = `
name: my-bank
profile: fapi2-security
issuer: https://bank.example
hosts: [bank.example]
dialect: plain
api: { resource: "https://bank.example/resource" }
scopes: { accounts: resource }
variant: { sender-constraint: dpop }
clients: { primary: { client_id: me, signing: key.jwk, redirect_uri: "https://tpp.example/cb" } }
`;
