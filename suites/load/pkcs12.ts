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
    return contentOf(opened(asn1, passphrase ?? ''));
  } catch (error) {
    return { failure: failureOf(error, passphrase) };
  }
}

/**
 * The old ciphers and the MAC of a file take a passphrase as UTF-16, the modern ciphers as UTF-8 (RFC 7292 B.1, RFC 8018 3),
 * and node-forge has one spelling for both. Beyond ASCII the content is tried once more in UTF-8, without the MAC.
 */
function opened(asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, passphrase);
  } catch (error) {
    const spelling = forge.util.encodeUtf8(passphrase);
    if (spelling === passphrase || !Array.isArray(asn1.value)) throw error;
    return forge.pkcs12.pkcs12FromAsn1({ ...asn1, value: asn1.value.slice(0, 2) }, spelling);
  }
}

function contentOf(file: forge.pkcs12.Pkcs12Pfx): Pkcs12 {
  const bags = (type: string | undefined): forge.pkcs12.Bag[] =>
    type === undefined ? [] : (file.getBags({ bagType: type })[type] ?? []);
  return {
    keys: KEY_BAGS.flatMap(bags).map(({ key, asn1: held }) =>
      keyOf(key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : held),
    ),
    certificates: bags(forge.pki.oids.certBag).map(
      ({ cert, asn1: held }) => new X509Certificate(derOf(cert ? forge.pki.certificateToAsn1(cert) : held)),
    ),
  };
}

const derOf = (value: forge.asn1.Asn1): Buffer => Buffer.from(forge.asn1.toDer(value).getBytes(), 'binary');
const keyOf = (value: forge.asn1.Asn1): KeyObject =>
  createPrivateKey({ key: derOf(value), format: 'der', type: 'pkcs8' });

/** What node-forge says before it decrypts; after that, any complaint is about what a wrong passphrase made of the content. */
const BEFORE_DECRYPTING = /^(?:Cannot read|Could not convert|Unsupported)/;

/** An encrypted PKCS#8 key of a cipher that OpenSSL 3 has dropped. */
export function decryptLegacyKey(pem: string, passphrase: string): KeyObject | KeyFailure {
  try {
    const info = forge.pki.decryptPrivateKeyInfo(forge.pki.encryptedPrivateKeyFromPem(pem), passphrase);
    return info ? keyOf(info) : 'wrong-passphrase';
  } catch (error) {
    return error instanceof Error && BEFORE_DECRYPTING.test(error.message) ? 'unsupported-cipher' : 'wrong-passphrase';
  }
}

function failureOf(error: unknown, passphrase: string | null): KeyFailure {
  const told = error instanceof Error ? error.message : '';
  if (/MAC could not be verified|Invalid password|decrypt/i.test(told))
    return passphrase === null ? 'no-passphrase' : 'wrong-passphrase';
  return /unsupported|OID|scheme|cipher|digest/i.test(told) ? 'unsupported-cipher' : 'no-key';
}
