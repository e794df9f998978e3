/** Checks a bundle that somebody handed over: every file against the lists, the lists against the signatures, and all against run.json. */
import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isRun } from '../evidence/read-run.ts';
import type { RunRecord } from '../evidence/record.ts';
import { type Archive, UnreadableBundle } from './archive.ts';
import { testResult } from './attestation.ts';
import { type Manifest, readManifest, runFacts } from './manifest.ts';
import * as NAMES from './names.ts';
import { dsseHolds, fingerprint, jwsHolds, opensslHolds, wayOf } from './signature.ts';
import { readSums } from './sums.ts';
import { BadTimestamp, readTimestamp, type Timestamp } from './timestamp.ts';

/** Bytes that a file may have which is read as a whole. */
const MOST = { list: 64_000_000, run: 64_000_000, small: 1_000_000 };

export interface Checked {
  /** What is not as it was made, one line each; empty when the bundle is whole. */
  problems: string[];
  manifest: Manifest | null;
  run: RunRecord | null;
  /** SHA-256 (hex) by path, as computed from the files. */
  digests: ReadonlyMap<string, string>;
  /** Null when nobody signed it. */
  signer: { fingerprint: string; subject: string | null } | null;
  /** Null when no authority has confirmed the time. */
  timestamp: Timestamp | null;
}

/** What the one who checks trusts by another way. */
export interface Trusted {
  /** The key of whoever is to have signed it; null takes the key that came along. */
  signer: KeyObject | null;
  /** Certificates of authorities for time stamps. */
  authorities: readonly X509Certificate[];
}

/**
 * Throws UnreadableBundle when a part is missing or damaged without which nothing can be said.
 */
export async function checkBundle(archive: Archive, trusted: Trusted): Promise<Checked> {
  const sums = await archive.read(NAMES.SUMS, MOST.list);
  const listed = readSums(sums.toString('utf8'));
  if (listed === null) throw new UnreadableBundle(`${NAMES.SUMS} in it is no list of sums`);
  const digests = new Map<string, string>();
  for (const path of archive.sizes.keys())
    if (!NAMES.OUTSIDE_SUMS.includes(path)) digests.set(path, await archive.sha256(path));
  const problems = differences(listed, digests, NAMES.SUMS);

  const manifestBytes = await archive.read(NAMES.MANIFEST, MOST.list);
  const manifest = readManifest(manifestBytes.toString('utf8'));
  if (manifest === null) problems.push(`${NAMES.MANIFEST} is no manifest of this harness`);
  else problems.push(...listedAlike(manifest, digests));

  const { signer, told } = await checkSignatures(archive, { sums, manifest: manifestBytes }, trusted.signer);
  problems.push(...told);
  const { timestamp, problem } = await checkTimestamp(archive, sums, trusted.authorities);
  if (problem !== null) problems.push(problem);
  const run = readRun(await archive.read(`${NAMES.RUN}run.json`, MOST.run));
  if (run === null) problems.push('run/run.json is no run of this harness');
  else problems.push(...(await checkRun(archive, run, { manifest, digests })));
  return { problems, manifest, run, digests, signer, timestamp };
}

/** What is listed and is not there, is there otherwise, or is there and is not listed. */
function differences(listed: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>, list: string): string[] {
  const told = [...listed].flatMap(([path, digest]) => {
    const found = there.get(path);
    if (found === undefined) return [`${path} is missing: ${list} lists it`];
    return found === digest ? [] : [`${path} was changed: its SHA-256 is not the one in ${list}`];
  });
  const added = [...there.keys()].filter((path) => !listed.has(path));
  return [...told, ...added.map((path) => `${path} was added: ${list} does not list it`)];
}

function listedAlike({ files }: Manifest, digests: ReadonlyMap<string, string>): string[] {
  const inside = new Map([...digests].filter(([path]) => !NAMES.OUTSIDE_MANIFEST.includes(path)));
  return differences(new Map(files.map(({ path, sha256 }) => [path, sha256])), inside, NAMES.MANIFEST);
}

async function checkSignatures(
  archive: Archive,
  { sums, manifest }: { sums: Buffer; manifest: Buffer },
  trusted: KeyObject | null,
): Promise<{ signer: Checked['signer']; told: string[] }> {
  const has = (path: string): boolean => archive.sizes.has(path);
  const small = (path: string): Promise<Buffer> => archive.read(path, MOST.small);
  const parts = [NAMES.SIGNER, NAMES.SUMS_SIGNATURE, NAMES.MANIFEST_JWS, NAMES.STATEMENT_DSSE];
  const missing = parts.filter((path) => !has(path));
  if (missing.length === parts.length)
    return { signer: null, told: trusted === null ? [] : ['nobody has signed it, and a key was named to check it by'] };
  if (missing.length > 0)
    return { signer: null, told: missing.map((path) => `${path} is missing: it is signed otherwise`) };
  const key = publicKey((await small(NAMES.SIGNER)).toString('utf8'));
  if (key === null) return { signer: null, told: [`${NAMES.SIGNER} holds no key that signs a bundle`] };
  const told: string[] = [];
  if (trusted !== null && fingerprint(trusted) !== fingerprint(key))
    told.push(`it is signed with another key than the one that was named (SHA-256 ${fingerprint(key)})`);
  if (!opensslHolds(sums, await small(NAMES.SUMS_SIGNATURE), key))
    told.push(`the signature of ${NAMES.SUMS} does not hold`);
  if (!(await jwsHolds((await small(NAMES.MANIFEST_JWS)).toString('utf8'), manifest, key)))
    told.push(`the JWS of ${NAMES.MANIFEST} does not hold`);
  const statement = await archive.read(NAMES.STATEMENT, MOST.list);
  if (!dsseHolds(jsonOf(await archive.read(NAMES.STATEMENT_DSSE, MOST.list)), statement, key))
    told.push(`the envelope of ${NAMES.STATEMENT} does not hold`);
  const certificate = has(NAMES.SIGNER_CERTIFICATE) ? certificateOf(await small(NAMES.SIGNER_CERTIFICATE)) : null;
  if (
    has(NAMES.SIGNER_CERTIFICATE) &&
    (certificate === null || fingerprint(certificate.publicKey) !== fingerprint(key))
  )
    told.push(`${NAMES.SIGNER_CERTIFICATE} is not about the key that signed`);
  const subject = certificate?.subject.replaceAll('\n', ', ') ?? null;
  return { signer: { fingerprint: fingerprint(key), subject }, told };
}

async function checkTimestamp(
  archive: Archive,
  sums: Buffer,
  authorities: readonly X509Certificate[],
): Promise<{ timestamp: Timestamp | null; problem: string | null }> {
  const none = authorities.length > 0 ? 'it has no time stamp, and an authority was named to check it by' : null;
  if (!archive.sizes.has(NAMES.SUMS_TIMESTAMP)) return { timestamp: null, problem: none };
  try {
    const timestamp = readTimestamp(await archive.read(NAMES.SUMS_TIMESTAMP, MOST.small), sums, authorities);
    const strange = authorities.length > 0 && !timestamp.trusted;
    return { timestamp, problem: strange ? 'the time stamp is not of the authority that was named' : null };
  } catch (error) {
    if (error instanceof BadTimestamp) return { timestamp: null, problem: `the time stamp: ${error.message}` };
    throw error;
  }
}

/** Whether manifest and statement say of the run what run.json says, and the scenarios are the ones it names. */
async function checkRun(
  archive: Archive,
  run: RunRecord,
  { manifest, digests }: Pick<Checked, 'manifest' | 'digests'>,
): Promise<string[]> {
  const told: string[] = [];
  if (manifest !== null)
    for (const [name, value] of Object.entries(runFacts(run)))
      if (!isDeepStrictEqual(value, manifest[name as keyof Manifest]))
        told.push(`${NAMES.MANIFEST} and run.json differ in ${name}`);
  const path = `${NAMES.RUN}run.json`;
  const statement = jsonOf(await archive.read(NAMES.STATEMENT, MOST.list));
  if (!isDeepStrictEqual(statement, testResult(run, { path, run: digests.get(path) ?? '' })))
    told.push(`${NAMES.STATEMENT} does not follow from run.json`);
  if ((await scenariosDigest(archive)) !== run.scenarios.digest) told.push('the scenarios are not those of the run');
  return told;
}

/** The digest that the loader computes: names and texts, folder by folder, in the order in which folders list their names. */
async function scenariosDigest(archive: Archive): Promise<string> {
  const hash = createHash('sha256');
  const folders = new Map<string, string[]>();
  for (const path of archive.sizes.keys()) {
    const [folder = ''] = path.split('/');
    const index =
      `${folder}/` === NAMES.SCENARIOS
        ? '0'
        : folder.startsWith(NAMES.OWN_SCENARIOS)
          ? folder.slice(NAMES.OWN_SCENARIOS.length)
          : null;
    if (index !== null) folders.set(index, [...(folders.get(index) ?? []), path]);
  }
  for (const [, paths] of [...folders].sort(([a], [b]) => Number(a) - Number(b)))
    for (const path of paths.sort(byPart)) {
      hash.update(path.slice(path.indexOf('/') + 1)).update('\0');
      hash.update(await archive.read(path, MOST.small)).update('\0');
    }
  return hash.digest('hex');
}

function byPart(a: string, b: string): number {
  const [ours, theirs] = [a.split('/'), b.split('/')];
  const at = ours.findIndex((part, index) => part !== theirs[index]);
  return at === -1 || (ours[at] ?? '') < (theirs[at] ?? '') ? -1 : 1;
}

function readRun(bytes: Buffer): RunRecord | null {
  const run = jsonOf(bytes);
  return isRun(run) ? run : null;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/** A public key in PEM, or that of a certificate; null for what signs no bundle. */
export function publicKey(pem: string): KeyObject | null {
  try {
    // A certificate is read by its key as well. A private key has no place here.
    if (pem.includes('PRIVATE KEY')) return null;
    const key = createPublicKey(pem);
    return wayOf(key) === null ? null : key;
  } catch {
    return null;
  }
}

function certificateOf(pem: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
