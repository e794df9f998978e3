/** The private keys of clients: read from JWK or PEM files, with the algorithm that each signs with. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { textOfFile } from './named-file.ts';
import type { Source } from './source.ts';
import { nodeAt } from './source.ts';
import type { PrivateJwk, SigningAlg, Target, TargetClient, TargetKey, TargetSigningKey } from './target.ts';

/** What a key has to be to sign with an algorithm; the first that fits is taken when nothing says which. */
const KEY_FOR: { [A in SigningAlg]: { words: string; fits(key: KeyObject): boolean } } = {
  PS256: { words: 'an RSA key', fits: (key) => key.asymmetricKeyType === 'rsa' },
  ES256: {
    words: 'an EC key on the curve P-256',
    fits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
  },
  EdDSA: { words: 'an Ed25519 key', fits: (key) => key.asymmetricKeyType === 'ed25519' },
  Ed25519: { words: 'an Ed25519 key', fits: (key) => key.asymmetricKeyType === 'ed25519' },
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
  const read = privateKey(named.file, node, source);
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
  const read = privateKey(named.file, node, source);
  if (read === null) return named;
  if (TAKES_CONTENT.includes(read.key.asymmetricKeyType ?? '')) return { ...named, jwk: read.jwk };
  source.tell('key-mismatch', node, `nothing can be encrypted to the key in ${named.file}`, {
    hint: 'name an RSA key (RSA-OAEP-256) or an EC key (ECDH-ES)',
  });
  return named;
}

interface PrivateKey {
  key: KeyObject;
  jwk: PrivateJwk & { alg?: unknown };
}

/** Null when there is no private key in the file, which is reported. */
function privateKey(file: string, node: unknown, source: Source): PrivateKey | null {
  const text = textOfFile(file, node, source);
  if (text === null) return null;
  const read = text.includes('-----BEGIN') ? fromPem(text) : fromJwk(text);
  if (read !== null) return read;
  source.tell('key-unusable', node, `${file} holds no private key`, {
    hint: 'a private key is a JWK (a JSON object with `kty` and `d`) or PEM without a passphrase',
  });
  return null;
}

function fromPem(text: string): PrivateKey | null {
  try {
    const key = createPrivateKey(text);
    return { key, jwk: { ...key.export({ format: 'jwk' }) } };
  } catch {
    return null;
  }
}

function fromJwk(text: string): PrivateKey | null {
  try {
    const jwk = JSON.parse(text);
    return { key: createPrivateKey({ key: jwk, format: 'jwk' }), jwk };
  } catch {
    return null;
  }
}
