/**
 * The certificates that a run has seen and used, their public parts, beside its traces: one file each, DER. In PEM a line of one
 * can be a line of its private key, for that holds the public key as well, and the search for secrets would find it.
 */
import { X509Certificate } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CERTIFICATES = 'certificates';

/** A bank that shows another one on each connection fills no disk. */
const MOST = 1000;
const LARGEST = 100_000;

/** Where a certificate lies inside the folder of its run, by the SHA-256 (hex) of its DER. */
export const certificatePath = (sha256: string): string => `${CERTIFICATES}/${sha256}.der`;

/** Gives what keeps certificates in a folder: each once, and what is none not at all. Throws when nothing can be written. */
export function certificateKeeper(folder: string): (pem: string) => void {
  const kept = new Set<string>();
  return (pem) => {
    if (kept.has(pem) || kept.size >= MOST || pem.length > LARGEST) return;
    kept.add(pem);
    const certificate = read(pem);
    if (certificate === null) return;
    const sha256 = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    // Never the folder of the run itself: made anew when it was moved away, it would look as if all were well.
    const path = join(folder, CERTIFICATES);
    if (!existsSync(path)) mkdirSync(path);
    writeFileSync(join(folder, certificatePath(sha256)), certificate.raw);
  };
}

function read(certificate: string | Buffer): X509Certificate | null {
  try {
    return new X509Certificate(certificate);
  } catch {
    return null;
  }
}

/** Those that an earlier writing left there, as PEM. */
export function certificatesOf(folder: string): string[] {
  const path = join(folder, CERTIFICATES);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).sort().slice(0, MOST);
  return names.flatMap((name) => {
    const facts = lstatSync(join(path, name));
    const certificate = facts.isFile() && facts.size <= LARGEST ? read(readFileSync(join(path, name))) : null;
    return certificate === null ? [] : [certificate.toString()];
  });
}
