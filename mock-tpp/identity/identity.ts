/** TLS identities: PEM texts turned into one shared secure context each, checked before anything is sent. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Certificate } from '../transport/connections.ts';
import { TLS_OFFERS } from '../transport/tls-offer.ts';

export interface Pem {
  certificate: string;
  key: string;
  passphrase: string | null;
}

export interface Identity extends Certificate {
  /** PEM of the leaf alone; public. */
  pem: string;
  /** Serial in lower-case hex. */
  serial: string;
}

/** Gives what is wrong with an issued certificate and its key in words for an operator, or null. */
export function checkIdentity(certificate: string, key: string, passphrase: string | null): string | null {
  try {
    const privateKey = createPrivateKey({ key, format: 'pem', ...(passphrase === null ? {} : { passphrase }) });
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
    key: pem.key,
    ...(pem.passphrase === null ? {} : { passphrase: pem.passphrase }),
    ...(trust === null ? {} : { ca: trust }),
  };
  return {
    ...certificateOf(name, createHash('sha256').update(leaf.raw).digest('hex'), options),
    pem: leaf.toString(),
    serial: leaf.serialNumber.toLowerCase(),
  };
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
