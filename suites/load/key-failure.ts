/** Why no key can be had from a file: one sentence each, with what to do. */
export const KEY_FAILURES = {
  'no-key': {
    says: 'holds no private key',
    hint: 'a private key is PEM, DER, PKCS#12, or a JWK (a JSON object with `kty` and `d`)',
  },
  'public-only': {
    says: 'holds a public key only',
    hint: 'name the file of the private key that belongs to it',
  },
  'several-keys': {
    says: 'holds several private keys',
    hint: 'leave one of them in it',
  },
  'no-passphrase': {
    says: 'is encrypted, and no passphrase is given',
    hint: 'add `passphrase: "${env.NAME}"`, or `passphrase-file`',
  },
  'wrong-passphrase': {
    says: 'cannot be decrypted: the passphrase is wrong, or the file is damaged',
    hint: 'check where `passphrase` or `passphrase-file` comes from',
  },
  'unsupported-cipher': {
    says: 'is encrypted in a way that cannot be read here',
    hint: 'write it anew, for example with `openssl pkcs8 -topk8 -v2 aes-256-cbc`, or `openssl pkcs12 -export` of a current version',
  },
} as const;
export type KeyFailure = keyof typeof KEY_FAILURES;
