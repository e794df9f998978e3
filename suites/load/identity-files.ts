/** The TLS identities of a target: certificate, chain and key read from their files and brought into the order TLS wants. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { KEY_FAILURES } from './key-failure.ts';
import { certificatesIn, readKeyFile } from './key-file.ts';
import { bytesOfFile } from './named-file.ts';
import { nodeAt, type Source } from './source.ts';
import type { Target, TargetIdentity } from './target.ts';
import { isInToken, tellTokenKey } from './token-key.ts';

type Files = Extract<TargetIdentity, { kind: 'files' }>;

/** The identities with their PEM texts in hand; what is wrong with a file is reported where the identity is named. */
export function withPems(identities: Target['identities'], source: Source): Target['identities'] {
  return Object.fromEntries(
    Object.entries(identities).map(([name, identity]): [string, TargetIdentity] => [
      name,
      identity.kind === 'files'
        ? { ...identity, pem: pemOf(identity, nodeAt(source, 'identities', name), source) }
        : identity,
    ]),
  );
}

function pemOf(
  { certificates: files, key: file, passphrase, engine }: Files,
  node: unknown,
  source: Source,
): Files['pem'] {
  const named = files.map((one) => certificatesOf(one, node, source));
  if (isInToken(file)) {
    if (!tellTokenKey({ key: file, engine, certificates: files }, node, source) || named.includes(null)) return null;
    // Whether the first is that of the key is seen when the token is opened.
    const [leaf, ...others] = named.flatMap((one) => one ?? []);
    return leaf ? { certificate: pemText(chainFrom(leaf, others)), key: file } : null;
  }
  const bytes = bytesOfFile(file, node, source);
  if (bytes === null || named.includes(null)) return null;
  const read = readKeyFile(bytes, passphrase);
  if ('failure' in read) {
    const { says, hint } = KEY_FAILURES[read.failure];
    source.tell('key-unusable', node, `${file} ${says}`, { hint });
    return null;
  }
  const all = files.length > 0 ? named.flatMap((one) => one ?? []) : read.certificates;
  const chain = chainOf(read.key, all);
  if (chain.length > 0) {
    return { certificate: pemText(chain), key: read.key.export({ format: 'pem', type: 'pkcs8' }).toString() };
  }
  if (all.length === 0)
    source.tell('key-unusable', node, `${file} holds a key and no certificate`, {
      hint: 'name the file of the certificate as `certificate`',
    });
  else
    source.tell(
      'key-mismatch',
      node,
      `the key in ${file} does not belong to the certificate in ${files.join(', ') || file}`,
      {
        hint: 'name the key that the certificate was issued for',
      },
    );
  return null;
}

function certificatesOf(file: string, node: unknown, source: Source): X509Certificate[] | null {
  const bytes = bytesOfFile(file, node, source);
  if (bytes === null) return null;
  const read = certificatesIn(bytes);
  if (read !== null && read.length > 0) return read;
  source.tell('key-unusable', node, `${file} holds ${read === null ? 'a broken' : 'no'} certificate`, {
    hint: 'name the PEM or DER file of the certificate that the bank knows',
  });
  return null;
}

const pemText = (chain: readonly X509Certificate[]): string => chain.map((one) => one.toString()).join('');

/** The certificate of the key, then each one's issuer as far as it is there; empty when none is of the key. */
function chainOf(key: KeyObject, certificates: X509Certificate[]): X509Certificate[] {
  const leaf = certificates.find((one) => one.checkPrivateKey(key));
  return leaf
    ? chainFrom(
        leaf,
        certificates.filter((one) => one !== leaf),
      )
    : [];
}

function chainFrom(leaf: X509Certificate, certificates: readonly X509Certificate[]): X509Certificate[] {
  const left = [...certificates];
  const chain = [leaf];
  const issuerOf = (one: X509Certificate | undefined): number =>
    left.findIndex((other) => one?.checkIssued(other) === true && one.verify(other.publicKey) === true);
  for (let at = issuerOf(leaf); at >= 0; at = issuerOf(chain.at(-1))) chain.push(...left.splice(at, 1));
  return chain;
}
