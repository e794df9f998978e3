/**
 * Keys that never leave an HSM or a smart card, reached through the PKCS#11 engine of OpenSSL. Experimental: OpenSSL calls engines
 * deprecated, and a Node that is built without them has none.
 */
import { basename, dirname, extname } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

export interface HardwareKey {
  /** A URI of RFC 7512, without the PIN. */
  key: string;
  /** The PIN. */
  passphrase: string | null;
  /** Absolute path of the engine. */
  engine: string;
}

/**
 * An engine that is loaded by its path works once in a process, one that is found by its name as often as it is asked for. OpenSSL
 * looks for names in the folder of this variable, each time anew.
 */
function named(engine: string): string {
  process.env.OPENSSL_ENGINES = dirname(engine);
  return basename(engine, extname(engine));
}

export function hardwareKeyOptions({ key, passphrase, engine }: HardwareKey): SecureContextOptions {
  const pin = passphrase === null ? '' : `${key.includes('?') ? '&' : '?'}pin-value=${encodeURIComponent(passphrase)}`;
  return { privateKeyEngine: named(engine), privateKeyIdentifier: key + pin };
}

/** What stands in the way of using it, in words for an operator that never hold the PIN; null when it works. */
export function hardwareKeyProblem(certificate: string, hardware: HardwareKey): string | null {
  try {
    createSecureContext({ cert: certificate, ...hardwareKeyOptions(hardware) });
    return null;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return PROBLEMS.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? 'the engine could not be used';
  }
}

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/PIN_INCORRECT|PIN incorrect|PIN_LOCKED/, 'the token did not take the passphrase as its PIN'],
  [/OBJECT_NOT_FOUND|object not found/, 'the token holds no key that fits the address, or the PIN is missing'],
  [/INVALID_ID|invalid id/, 'the address of the key is not one of RFC 7512'],
  [/KEY_VALUES_MISMATCH|key values mismatch/, 'the key in the token does not belong to the certificate'],
  [
    /could not load the shared library|DSO/,
    'the engine cannot be loaded: is it the path of the pkcs11 engine of OpenSSL 3?',
  ],
  [/CUSTOM_ENGINE_NOT_SUPPORTED/, 'this Node is built without engines, so that it cannot use keys of a token'],
];
