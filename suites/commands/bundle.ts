/** `assay bundle`: one file that holds all evidence of a run, with the sums of each part, signed if a key is named. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { isPlainPath } from '../bundle/archive.ts';
import { type Made, runFiles, scenarioFiles, UnfitFile } from '../bundle/contents.ts';
import { makeBundle, type Signer } from '../bundle/make.ts';
import { fingerprint, wayOf } from '../bundle/signature.ts';
import { wireFacts } from '../bundle/wire-facts.ts';
import {
  createTaint,
  evidenceProblems,
  followLatest,
  type RunRecord,
  readRunFolder,
  scanFolder,
} from '../evidence/index.ts';
import { KEY_FAILURES } from '../load/key-failure.ts';
import { certificatesIn, readKeyFile } from '../load/key-file.ts';
import { EXIT, Rejected } from '../run/exit.ts';
import { readScenarios } from '../run/prepare.ts';
import { HARNESS, RUNS, SCENARIOS, shown } from '../run/project.ts';
import { leakLines } from './leaks.ts';
import { withScenarios } from './options.ts';
import { conclusionOf } from './rejudge.ts';

interface BundleFlags {
  output?: string;
  sign?: string;
  passphraseEnv?: string;
  certificate?: string;
  by?: string;
  at?: string;
  timeSource?: string;
  scenarios: string[];
}

export function addBundle(command: Command): void {
  withScenarios(command.argument('[run]', 'folder of a run', `${shown(RUNS)}/latest`))
    .option('--output <file>', 'the file to write (default: <run id>.zip beside the folder of the run)')
    .option('--sign <key>', 'private key to sign with: EC, RSA or Ed25519, in any form that a target takes')
    .option('--passphrase-env <name>', 'environment variable with the passphrase of that key')
    .option('--certificate <file>', 'certificate of that key, and its chain, to be put in')
    .option('--by <name>', 'who hands the evidence over')
    .option('--at <time>', 'when, such as 2026-01-31T12:00:00Z')
    .option('--time-source <text>', 'what sets the clock of this machine, such as "NTP, ntp.bank.example"')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, flags: BundleFlags) => {
      process.exitCode = await bundle(followLatest(resolve(folder)), flags);
    });
}

const EXAMPLES = `
Examples:
  assay bundle reports/out/latest
  assay bundle reports/out/latest --sign signer.pem --by "Ada Example, Example Audit" --output evidence.zip`;

async function bundle(folder: string, flags: BundleFlags): Promise<number> {
  const { run, traces } = readRunFolder(folder);
  const altered = evidenceProblems(folder, run);
  if (altered.length > 0) {
    process.stderr.write(`${altered.join('\n')}\nThis is not what the run wrote, so no bundle was made\n`);
    return EXIT.altered;
  }
  const known = new Set(run.cases.map(({ id }) => id));
  let unjudged = 0;
  for (const { id } of traces) if (!known.has(id)) unjudged += 1;
  if (unjudged > 0)
    throw new Rejected(
      `the run was broken off, and run.json has no verdict yet for ${unjudged} of its traces: \`assay rejudge ${shown(folder)} --write\` judges them`,
    );
  // The secrets of that run are not known here; what looks like one is still found.
  const leaks = scanFolder(folder, createTaint());
  if (leaks.length > 0) {
    process.stderr.write(`${leakLines(leaks)}No bundle was made\n`);
    return EXIT.secret;
  }
  const signer = signerOf(flags);
  const output = resolve(flags.output ?? join(dirname(folder), `${run.run.id}.zip`));
  if (existsSync(output)) throw new Rejected(`${shown(output)} is there already: name another file with --output`);
  if (!/^\.\.(?:[/\\]|$)/.test(relative(folder, output)) && !isAbsolute(relative(folder, output)))
    throw new Rejected('--output lies in the folder that is bundled');
  const { exit, words } = conclusionOf(run);
  await makeBundle(output, {
    run,
    facts: wireFacts(traces),
    told: { by: flags.by ?? null, at: timeOf(flags.at), timeSource: flags.timeSource ?? null },
    madeWith: HARNESS,
    conclusion: `exit ${exit}: ${words}`,
    held: [...heldRun(folder), ...heldScenarios(run, flags.scenarios)],
    signer,
  }).catch(mended);
  process.stdout.write(`${shown(output)}\n`);
  process.stdout.write(
    signer === null
      ? 'Not signed: the sums show damage, and not who made it. Name a key with --sign\n'
      : `Signed; SHA-256 of the public key, for whoever receives it: ${fingerprint(signer.key)}\n`,
  );
  return EXIT.clean;
}

function heldRun(folder: string): Made[] {
  try {
    return runFiles(folder);
  } catch (error) {
    return mended(error);
  }
}

/** The scenarios as they are now, which have to be those of the run. */
function heldScenarios(run: RunRecord, own: string[]): Made[] {
  const { library, files } = readScenarios({ own });
  if (library.digest !== run.scenarios.digest)
    throw new Rejected(
      'the scenarios are not those of the run: take the version of the harness that ran it, and name the folders of your own that it had with --scenarios',
    );
  const roots = [SCENARIOS, ...own].map((folder) => resolve(folder));
  const folders = roots.map((root) => {
    const below = [...files].filter(([file]) => rootOf(resolve(file), roots) === root);
    return new Map(below.map(([file, text]) => [relative(root, resolve(file)).replaceAll('\\', '/'), text]));
  });
  return scenarioFiles(folders.filter(({ size }) => size > 0));
}

const rootOf = (file: string, roots: readonly string[]): string | undefined =>
  roots.find((root) => isPlainPath(relative(root, file)));

function mended(error: unknown): never {
  if (error instanceof UnfitFile) throw new Rejected(error.message);
  throw error;
}

function timeOf(at: string | undefined): string | null {
  if (at === undefined) return null;
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) throw new Rejected(`--at ${at}: write it as 2026-01-31T12:00:00Z`);
  return time.toISOString();
}

function signerOf({ sign, passphraseEnv, certificate }: BundleFlags): Signer | null {
  if (sign === undefined) {
    if (certificate !== undefined) throw new Rejected('--certificate goes with --sign');
    return null;
  }
  const passphrase = passphraseEnv === undefined ? null : (process.env[passphraseEnv] ?? null);
  if (passphraseEnv !== undefined && passphrase === null) throw new Rejected(`${passphraseEnv} is not set`);
  const read = readKeyFile(fileOf('--sign', sign), passphrase);
  if ('failure' in read) throw new Rejected(`--sign ${sign} ${signFailure(read.failure)}`);
  if (wayOf(read.key) === null)
    throw new Rejected(
      `--sign ${sign}: a key on P-256, P-384 or P-521, Ed25519, or RSA of at least 2048 bits is needed`,
    );
  const certificates = certificate === undefined ? [] : certificatesIn(fileOf('--certificate', certificate));
  const [own] = certificates ?? [null];
  if (own === null) throw new Rejected(`--certificate ${certificate} holds a broken certificate`);
  if (certificate !== undefined && (own === undefined || fingerprint(own.publicKey) !== fingerprint(read.key)))
    throw new Rejected(`--certificate ${certificate} does not begin with the certificate of the key in ${sign}`);
  return { key: read.key, certificates: certificates ?? [] };
}

const signFailure = (failure: keyof typeof KEY_FAILURES): string =>
  failure === 'no-passphrase'
    ? 'is encrypted: name the variable that holds its passphrase with --passphrase-env'
    : `${KEY_FAILURES[failure].says}: ${KEY_FAILURES[failure].hint}`;

function fileOf(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new Rejected(`${option} ${file} cannot be read`);
  }
}
