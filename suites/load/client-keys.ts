/** The private keys of clients: read from JWK or PEM files, with the algorithm that each signs with. */
import type { KeyObject } from 'node:crypto';
import { KEY_FAILURES } from './key-failure.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { bytesOfFile } from './named-file.ts';
import type { Source } from './source.ts';
import { nodeAt } from './source.ts';
import type { SigningAlg, Target, TargetClient, TargetKey, TargetSigningKey } from './target.ts';

/** An address of a key in a token, as it looks when it is taken for a path. */
const NAMES_TOKEN = /(?:^|[\\/])pkcs11:/i;

/** What a key has to be to sign with an algorithm; the first that fits is taken when nothing says which. */
const KEY_FOR: { [A in SigningAlg]: { words: string; fits(key: KeyObject): boolean } } = {
  PS256: { words: 'an RSA key', fits: (key) => key.asymmetricKeyType === 'rsa' },
  ES256: {
    words: 'an EC key on the curve P-256',
    fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
  },
  EdDSA: { words: 'an Ed25519 key', fits: (key) => key.asymmetricKeyType === 'ed25519' },
  Ed25519: { words: 'an Ed25519 key', fits: (key) => key.asymmetricKeyType === 'ed25519' },
  // Only ever by the target's own word, and under a profile outside of FAPI.
  RS256: { words: 'an RSA key', fits: (key) => key.asymmetricKeyType === 'rsa' },
};
const ALGS = Object.keys(KEY_FOR) as SigningAlg[];
const isAlg = (name: unknown): name is SigningAlg => ALGS.some((alg) => alg === name);

/** A key that content can be encrypted to: RSA-OAEP or ECDH-ES. */
const TAKES_CONTENT = ['rsa', 'ec', 'x25519'];

/** The clients with their keys in hand; what is wrong with a key is reported where it is named. */
export function withKeys(clients: Target['clients'], source: Source): Target['clients'] {
  return Object.fromEntries(
    Object.entries(clients).map(([name, client]): [string, TargetClient] => {
      const several = client.signing.length > 1;
      const at = (index: number): unknown =>
        several ? nodeAt(source, 'clients', name, 'signing', index) : nodeAt(source, 'clients', name, 'signing');
      return [
        name,
        {
          ...client,
          signing: client.signing.map((key, index) => signingKey(key, at(index), source)),
          decryption:
            client.decryption &&
            decryptionKey(client.decryption, nodeAt(source, 'clients', name, 'decryption'), source),
          dpop: client.dpop && signingKey(client.dpop, nodeAt(source, 'clients', name, 'dpop'), source),
        },
      ];
    }),
  );
}

function signingKey(named: TargetSigningKey, node: unknown, source: Source): TargetSigningKey {
  const read = privateKey(named, node, source);
  if (read === null) return named;
  const { key, jwk } = read;
  const hint = 'set `alg` to what the key is for, or name another key';
  if (jwk.alg !== undefined && !isAlg(jwk.alg)) {
    source.tell(
      'key-mismatch',
      node,
      `${named.file} says that it is for ${String(jwk.alg)}, which no client here can sign with`,
      {
        hint: `name a key for ${ALGS.join(', ')}`,
      },
    );
    return named;
  }
  const alg = named.alg ?? jwk.alg ?? ALGS.find((one) => KEY_FOR[one].fits(key));
  if (alg === undefined || !isAlg(alg)) {
    const kinds = [...new Set(ALGS.map((one) => KEY_FOR[one].words))].join(', ');
    source.tell('key-mismatch', node, `no algorithm here can sign with the key in ${named.file}`, {
      hint: `name ${kinds}`,
    });
    return named;
  }
  if (!KEY_FOR[alg].fits(key)) {
    const message = `${alg} signs with ${KEY_FOR[alg].words}, and ${named.file} holds a different one`;
    source.tell('key-mismatch', node, message, { hint });
    return named;
  }
  return { ...named, jwk, alg: jwk.alg ?? alg };
}

function decryptionKey(named: TargetKey, node: unknown, source: Source): TargetKey {
  const read = privateKey(named, node, source);
  if (read === null) return named;
  if (TAKES_CONTENT.includes(read.key.asymmetricKeyType ?? '')) return { ...named, jwk: read.jwk };
  source.tell('key-mismatch', node, `nothing can be encrypted to the key in ${named.file}`, {
    hint: 'name an RSA key (RSA-OAEP-256) or an EC key (ECDH-ES)',
  });
  return named;
}

/** Null when there is no private key to be had from the file, which is reported. */
function privateKey({ file, passphrase }: TargetKey, node: unknown, source: Source): KeyFile | null {
  if (NAMES_TOKEN.test(file)) {
    source.tell('key-unusable', node, 'a key that signs or decrypts JWTs cannot stay in a token here', {
      hint: 'name a file; only the key of a TLS identity may have a pkcs11: address',
    });
    return null;
  }
  const bytes = bytesOfFile(file, node, source);
  if (bytes === null) return null;
  const read = readKeyFile(bytes, passphrase);
  if (!('failure' in read)) return read;
  const { says, hint } = KEY_FAILURES[read.failure];
  source.tell('key-unusable', node, `${file} ${says}`, { hint });
  return null;
}
