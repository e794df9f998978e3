/** PKCS#12 files, modern and legacy: the key and the certificates inside, as PEM. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { KeyFailure } from './key-failure.ts';

export interface Pkcs12 {
  keys: KeyObject[];
  certificates: X509Certificate[];
}

const KEY_BAGS = [forge.pki.oids.keyBag, forge.pki.oids.pkcs8ShroudedKeyBag] as const;

/** node-forge reads the old ciphers that OpenSSL 3 no longer does. It knows RSA alone, so other keys are taken by their DER. */
export function readPkcs12(bytes: Buffer, passphrase: string | null): Pkcs12 | { failure: KeyFailure } {
  try {
    const asn1 = forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('binary')));
    const file = forge.pkcs12.pkcs12FromAsn1(asn1, passphrase ?? '');
    const bags = (type: string | undefined): forge.pkcs12.Bag[] =>
      type === undefined ? [] : (file.getBags({ bagType: type })[type] ?? []);
    const der = (value: forge.asn1.Asn1): Buffer => Buffer.from(forge.asn1.toDer(value).getBytes(), 'binary');
    return {
      keys: KEY_BAGS.flatMap(bags).map(({ key, asn1: held }) =>
        createPrivateKey({
          key: der(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : held),
          format: 'der',
          type: 'pkcs8',
        }),
      ),
      certificates: bags(forge.pki.oids.certBag).map(
        ({ cert, asn1: held }) => new X509Certificate(der(cert ? forge.pki.certificateToAsn1(cert) : held)),
      ),
    };
  } catch (error) {
    return { failure: failureOf(error, passphrase) };
  }
}

/** An encrypted PKCS#8 key of a cipher that OpenSSL 3 has dropped. */
export function decryptLegacyKey(pem: string, passphrase: string): KeyObject | null {
  try {
    const info = forge.pki.decryptPrivateKeyInfo(forge.pki.encryptedPrivateKeyFromPem(pem), passphrase);
    const der = info && Buffer.from(forge.asn1.toDer(info).getBytes(), 'binary');
    return der && createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    return null;
  }
}

function failureOf(error: unknown, passphrase: string | null): KeyFailure {
  const told = error instanceof Error ? error.message : '';
  if (/MAC could not be verified|Invalid password|decrypt/i.test(told))
    return passphrase === null ? 'no-passphrase' : 'wrong-passphrase';
  return /unsupported|OID|scheme|cipher|digest/i.test(told) ? 'unsupported-cipher' : 'no-key';
}
