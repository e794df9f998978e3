/** Keys in an HSM or on a smart card, which a target names by an address of RFC 7512. */
import type { Source } from './source.ts';

export const isInToken = (key: string): boolean => /^pkcs11:/i.test(key);

/** Whether an identity may name its key so; what is wrong is reported where it is named. */
export function tellTokenKey(
  { key, engine, certificates }: { key: string; engine?: string | undefined; certificates: readonly string[] },
  node: unknown,
  source: Source,
): boolean {
  const tell = (says: string, hint: string): false => {
    source.tell('key-unusable', node, says, { hint });
    return false;
  };
  if (/[?&]pin-(?:value|source)=/i.test(key))
    return tell('the address of the key holds a PIN', 'leave it out, and give it as `passphrase: "${env.NAME}"`');
  if (engine === undefined)
    return tell(
      `the key is in a token (${key.slice(0, 60)}), and nothing says how to reach it`,
      'name the PKCS#11 engine of OpenSSL as `engine` (experimental), or let a TLS proxy beside you hold the key',
    );
  if (certificates.length === 0)
    return tell(
      'the key is in a token, and no certificate is named',
      'name the file of the certificate as `certificate`',
    );
  return true;
}
