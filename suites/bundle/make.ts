/** Puts a bundle together: files, manifest, attestation, sums and signatures. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { RunRecord } from '../evidence/record.ts';
import { writeArchive } from './archive.ts';
import { testResult } from './attestation.ts';
import { type Made, measured } from './contents.ts';
import { type ManifestParts, manifestOf } from './manifest.ts';
import * as NAMES from './names.ts';
import { readmeText } from './readme-text.ts';
import { resultText } from './result-text.ts';
import { detachedJws, dsseEnvelope, fingerprint, opensslCommand, opensslSignature, publicPem } from './signature.ts';
import { sumsText } from './sums.ts';

export interface Signer {
  key: KeyObject;
  /** The signer's own first; empty when none was named. */
  certificates: readonly X509Certificate[];
}

export interface BundleParts extends Omit<ManifestParts, 'files'> {
  run: RunRecord;
  /** What the run ended with, in words. */
  conclusion: string;
  /** Files of the run and of its scenarios. */
  held: readonly Made[];
  /** Null leaves the bundle unsigned. */
  signer: Signer | null;
}

/** Writes the bundle to a file. Throws UnfitFile when a file has a name that cannot be bundled. */
export async function makeBundle(file: string, parts: BundleParts): Promise<void> {
  const { run, signer } = parts;
  const signed = signer && {
    fingerprint: fingerprint(signer.key),
    command: opensslCommand(signer.key),
    certificate: signer.certificates.length > 0,
  };
  const evidence = parts.held.map((one) => ({ one, file: measured(one) }));
  const path = `${NAMES.RUN}run.json`;
  const digest = evidence.find((each) => each.one.path === path)?.file.sha256 ?? '';
  const statement = json(testResult(run, { path, run: digest }));
  const made: Made[] = [
    text(NAMES.README, readmeText(run.run.id, signed)),
    text(NAMES.RESULT, resultText(run, parts.conclusion)),
    { path: NAMES.STATEMENT, from: statement },
  ];
  const files = [...evidence.map((each) => each.file), ...made.map(measured)];
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = json(manifestOf({ ...parts, files }));
  const outer: Made[] = [{ path: NAMES.MANIFEST, from: manifest }];
  if (signer !== null) outer.push(...(await signatures(manifest, statement, signer)));
  const sums = Buffer.from(
    sumsText(new Map([...files, ...outer.map(measured)].map(({ path: name, sha256 }) => [name, sha256]))),
  );
  const last: Made[] = [{ path: NAMES.SUMS, from: sums }];
  if (signer !== null) last.push({ path: NAMES.SUMS_SIGNATURE, from: opensslSignature(sums, signer.key) });
  await writeArchive(file, [...made, ...outer, ...last, ...parts.held]);
}

async function signatures(manifest: Buffer, statement: Buffer, { key, certificates }: Signer): Promise<Made[]> {
  const x5c = certificates.map(({ raw }) => raw.toString('base64'));
  return [
    text(NAMES.MANIFEST_JWS, await detachedJws(manifest, key, x5c)),
    text(NAMES.STATEMENT_DSSE, await dsseEnvelope(statement, key)),
    text(NAMES.SIGNER, publicPem(key)),
    ...(certificates.length === 0
      ? []
      : [text(NAMES.SIGNER_CERTIFICATE, certificates.map((one) => one.toString()).join(''))]),
  ];
}

const text = (path: string, content: string): Made => ({ path, from: Buffer.from(content) });

const json = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
