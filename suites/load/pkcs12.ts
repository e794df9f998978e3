/** PKCS#12 files, modern and legacy: the key and the certificates inside, as PEM. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import type Forge from 'node-forge';
import type { KeyFailure } from './key-failure.ts';

export interface Pkcs12 {
  keys: KeyObject[];
  certificates: X509Certificate[];
}

/** Loaded with the first file of this kind: most targets have none. */
const loadForge = (): typeof Forge => createRequire(import.meta.url)('node-forge');

/** node-forge reads the old ciphers that OpenSSL 3 no longer does. It knows RSA alone, so other keys are taken by their DER. */
export function readPkcs12(bytes: Buffer, passphrase: string | null): Pkcs12 | { failure: KeyFailure } {
  const forge = loadForge();
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
function opened(asn1: Forge.asn1.Asn1, passphrase: string): Forge.pkcs12.Pkcs12Pfx {
  const forge = loadForge();
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, passphrase);
  } catch (error) {
    const spelling = forge.util.encodeUtf8(passphrase);
    if (spelling === passphrase || !Array.isArray(asn1.value)) throw error;
    return forge.pkcs12.pkcs12FromAsn1({ ...asn1, value: asn1.value.slice(0, 2) }, spelling);
  }
}

function contentOf(file: Forge.pkcs12.Pkcs12Pfx): Pkcs12 {
  const { pki } = loadForge();
  const { keyBag, pkcs8ShroudedKeyBag, certBag } = pki.oids;
  const bags = (type: string | undefined): Forge.pkcs12.Bag[] =>
    type === undefined ? [] : (file.getBags({ bagType: type })[type] ?? []);
  return {
    keys: [keyBag, pkcs8ShroudedKeyBag]
      .flatMap(bags)
      .map(({ key, asn1: held }) => keyOf(key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : held)),
    certificates: bags(certBag).map(
      ({ cert, asn1: held }) => new X509Certificate(derOf(cert ? pki.certificateToAsn1(cert) : held)),
    ),
  };
}

const derOf = (value: Forge.asn1.Asn1): Buffer => Buffer.from(loadForge().asn1.toDer(value).getBytes(), 'binary');
const keyOf = (value: Forge.asn1.Asn1): KeyObject =>
  createPrivateKey({ key: derOf(value), format: 'der', type: 'pkcs8' });

/** What node-forge says before it decrypts; after that, any complaint is about what a wrong passphrase made of the content. */
const BEFORE_DECRYPTING = /^(?:Cannot read|Could not convert|Unsupported)/;

/** An encrypted PKCS#8 key of a cipher that OpenSSL 3 has dropped. */
export function decryptLegacyKey(pem: string, passphrase: string): KeyObject | KeyFailure {
  const { pki } = loadForge();
  try {
    const info = pki.decryptPrivateKeyInfo(pki.encryptedPrivateKeyFromPem(pem), passphrase);
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
