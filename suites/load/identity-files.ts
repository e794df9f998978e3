/** The TLS identities of a target: certificate, chain and key read from their files and brought into the order TLS wants. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { KEY_FAILURES } from './key-failure.ts';
import { certificatesIn, readKeyFile } from './key-file.ts';
import { bytesOfFile } from './named-file.ts';
import { nodeAt, type Source } from './source.ts';
import type { Target, TargetIdentity } from './target.ts';

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

function pemOf({ certificates: files, key: file, passphrase }: Files, node: unknown, source: Source): Files['pem'] {
  const named = files.map((one) => certificatesOf(one, node, source));
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
    const pem = chain.map((one) => one.toString()).join('');
    return { certificate: pem, key: read.key.export({ format: 'pem', type: 'pkcs8' }).toString() };
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

/** The certificate of the key, then each one's issuer as far as it is there; empty when none is of the key. */
function chainOf(key: KeyObject, certificates: X509Certificate[]): X509Certificate[] {
  const left = [...certificates];
  const chain: X509Certificate[] = [];
  const take = (fits: (one: X509Certificate) => boolean): boolean => {
    const index = left.findIndex(fits);
    chain.push(...(index < 0 ? [] : left.splice(index, 1)));
    return index >= 0;
  };
  if (!take((one) => one.checkPrivateKey(key))) return [];
  while (take((one) => chain.at(-1)?.checkIssued(one) === true && chain.at(-1)?.verify(one.publicKey) === true));
  return chain;
}
