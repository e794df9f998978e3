/** TLS identities: PEM texts turned into one shared secure context each, checked before anything is sent. */
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Certificate } from '../transport/connections.ts';
import { TLS_OFFERS } from '../transport/tls-offer.ts';
import { hardwareKeyOptions } from './hardware-key.ts';

export interface Pem {
  certificate: string;
  key: string;
  passphrase: string | null;
  /** Path of the engine where `key` is the address of one in a token. */
  engine?: string | undefined;
}

export interface Identity extends Certificate {
  /** PEM of the leaf alone; public. */
  pem: string;
  /** Serial in lower-case hex. */
  serial: string;
  /** What it signs with; null where the key stays in a token. */
  privateKey(): KeyObject | null;
}

/** Gives what is wrong with an issued certificate and its key in words for an operator, or null. */
export function checkIdentity(certificate: string, key: string, passphrase: string | null): string | null {
  try {
    const privateKey = privateKeyOf({ key, passphrase });
    const leaf = new X509Certificate(certificate);
    return leaf.checkPrivateKey(privateKey) ? null : 'the private key does not belong to the certificate';
  } catch (error) {
    return `certificate or key cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Throws when the texts are unusable; those of a target were checked when it was loaded, issued ones with `checkIdentity`. */
export function loadIdentity(name: string, pem: Pem, trust: string | null): Identity {
  const leaf = new X509Certificate(pem.certificate);
  const options = {
    cert: pem.certificate,
    ...keyOptions(pem),
    ...(trust === null ? {} : { ca: trust }),
  };
  return {
    ...certificateOf(name, createHash('sha256').update(leaf.raw).digest('hex'), options),
    pem: leaf.toString(),
    serial: leaf.serialNumber.toLowerCase(),
    privateKey: () => (pem.engine === undefined ? privateKeyOf(pem) : null),
  };
}

const privateKeyOf = ({ key, passphrase }: Pick<Pem, 'key' | 'passphrase'>): KeyObject =>
  createPrivateKey({ key, format: 'pem', ...(passphrase === null ? {} : { passphrase }) });

function keyOptions({ key, passphrase, engine }: Pem): SecureContextOptions {
  if (engine !== undefined) return hardwareKeyOptions({ key, passphrase, engine });
  return { key, ...(passphrase === null ? {} : { passphrase }) };
}

/** A connection without a client certificate: the browser, and the identity `nobody`. */
export const nobody = (trust: string | null): Certificate =>
  certificateOf('nobody', null, trust === null ? {} : { ca: trust });

function certificateOf(name: string, sha256: string | null, options: SecureContextOptions): Certificate {
  const made = new Map<string, Certificate>();
  const offering = (offer: string): Certificate => {
    const found = made.get(offer) ?? certificateOf(name, sha256, { ...options, ...TLS_OFFERS[offer] });
    made.set(offer, found);
    return found;
  };
  return { name, sha256, secureContext: contextOf(options), offering };
}

/** What OpenSSL says of a certificate of ours that it finds too weak to send; older ones send what newer ones do not. */
const TOO_WEAK = /TOO_WEAK|TOO_SMALL/;

/** A weak certificate is sent all the same: whether it is taken is for the bank to say. The offer of suites stays as it is. */
function contextOf(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && TOO_WEAK.test(String(error.code)))) throw error;
    return createSecureContext({ ...options, ciphers: `${options.ciphers ?? DEFAULT_CIPHERS}:@SECLEVEL=0` });
  }
}
