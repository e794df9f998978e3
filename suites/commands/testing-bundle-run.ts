/** A run, a key to sign with and a bundle of both, for tests. */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { openArchive } from '../bundle/archive.ts';
import { assay, type Ended } from './testing-command.ts';

export interface BundledRun {
  /** A path in the folder of the test: `run`, `run.zip`, `signer.key`, `signer.pem` are there. */
  at(...names: string[]): string;
  made: Ended;
  /** Writes what a bundle holds into a folder, and gives its path. */
  unpacked(zip: string, into: string): Promise<string>;
  remove(): void;
}

export async function bundledRun(): Promise<BundledRun> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bundles-'));
  const at = (...names: string[]): string => join(folder, ...names);
  const ran = await assay('run', '--only', 'pkce.verifier[wrong]', '--output', at('run'));
  expect(ran.code, ran.err).to.equal(0);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(at('signer.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(at('signer.pem'), publicKey.export({ format: 'pem', type: 'spki' }));
  const who = ['--by', 'Ada Example', '--at', '2026-02-01T10:00:00Z', '--time-source', 'NTP'];
  const made = await assay('bundle', at('run'), '--output', at('run.zip'), '--sign', at('signer.key'), ...who);
  expect(made.code, made.err).to.equal(0);
  return {
    at,
    made,
    async unpacked(zip, into) {
      const archive = await openArchive(zip);
      for (const [path, size] of archive.sizes) {
        mkdirSync(dirname(at(into, path)), { recursive: true });
        writeFileSync(at(into, path), await archive.read(path, size));
      }
      archive.close();
      return at(into);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export function tool(command: string, args: string[], cwd?: string): { status: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { status, out: `${stdout}${stderr}` };
}

/** What an auditor has. */
export const TOOLS = tool('openssl', ['version']).status === 0 && tool('sha256sum', ['--version']).status === 0;
export const UNTRIED = TOOLS ? '' : ' (not tried: openssl or sha256sum is not installed here)';
