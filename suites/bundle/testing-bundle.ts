/** Small bundles for tests, and ways to change a finished one as somebody would who does not hold the key. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { openRunFolder, type RunRecord, readRunFolder } from '../evidence/index.ts';
import { wholeCase, wholeRun, wholeTrace } from '../evidence/testing-record.ts';
import { type Held, openArchive, writeArchive } from './archive.ts';
import { runFiles, scenarioFiles } from './contents.ts';
import { type BundleParts, makeBundle } from './make.ts';
import { wireFacts } from './wire-facts.ts';

export const HARNESS = { name: 'assay', version: '0.1.0' };

const SCENARIOS = new Map([
  ['_outcomes.yaml', 'outcomes: {}\n'],
  ['par/push.yaml', 'id: par.push\n'],
  ['par.yaml', 'id: par\n'],
]);
/** As the loader computes it: a folder before a file of the same beginning. */
const DIGEST = createHash('sha256')
  .update(['_outcomes.yaml', 'par/push.yaml', 'par.yaml'].map((path) => `${path}\0${SCENARIOS.get(path)}\0`).join(''))
  .digest('hex');

const AT = '2026-01-31T12:00:00.000Z';

/** A run folder with two traces and a report, as its run would have left it; what it says of the bank is of no matter here. */
export async function runFolder(folder: string): Promise<RunRecord> {
  const opened = openRunFolder(folder);
  const cases = ['par.push[other-host]', 'par.push[twice]'].map((id) =>
    wholeCase(id, {
      ...{ title: 'A foreign redirect_uri is refused', verdict: 'fail' },
      meaning: 'The bank let through\nwhat it must refuse.',
      requirements: [{ id: 'RFC9126-2-1', level: 'shall' }],
      ...{ expected: ['par: oauth.*'], observed: 'par: ok\n::error::not ours' },
      traceSha256: opened.trace(wholeTrace(id)),
    }),
  );
  const whole = wholeRun({ cases });
  const record = {
    ...whole,
    run: { ...whole.run, startedAt: AT, finishedAt: AT, plan: { count: 2, digest: 'p' } },
    harness: { ...HARNESS, commit: null, node: 'v20.20.2', system: 'Linux 6.1.0 x64' },
    scenarios: { digest: DIGEST, count: 2 },
    totals: { ...whole.totals, fail: 2 },
  };
  opened.refresh(() => record);
  await opened.flush();
  return readRunFolder(folder).run;
}

export async function bundleOf(folder: string, file: string, more: Partial<BundleParts> = {}): Promise<void> {
  const run = await runFolder(join(folder, 'run'));
  await makeBundle(file, {
    run,
    facts: wireFacts([]),
    told: { by: null, at: null, timeSource: null },
    madeWith: HARNESS,
    conclusion: 'exit 1',
    held: [...runFiles(join(folder, 'run')), ...scenarioFiles([SCENARIOS])],
    signer: null,
    ...more,
  });
}

/** Writes a bundle again with other files in it. */
export async function rewritten(file: string, change: (files: Map<string, Buffer>) => void): Promise<void> {
  const archive = await openArchive(file);
  const files = new Map<string, Buffer>();
  for (const [path, size] of archive.sizes) files.set(path, await archive.read(path, size));
  archive.close();
  change(files);
  await writeArchive(
    file,
    [...files].map(([path, from]): Held => ({ path, from })),
  );
}

// biome-ignore format: a table, one row a line
export const KEYS: readonly [kind: string, make: () => KeyObject][] = [
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
  ['Ed25519', () => generateKeyPairSync('ed25519').privateKey],
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
];
