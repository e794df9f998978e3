/** Throw-away certificates for servers and clients of tests. */
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface Issued {
  /** PEM. */
  certificate: string;
  key: string;
  /** The same key as a private JWK, for ES256. */
  jwk: { [member: string]: string };
}

export interface Authority {
  /** PEM of the root. */
  root: string;
  /** For a host name, or for a client; `days` may be negative for a certificate that has ended. */
  issue(name: string, days?: number): Promise<Issued>;
}

const newKeys = (): Promise<CryptoKeyPair> =>
  webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

function pemOf(key: CryptoKey): string {
  return KeyObject.from(key as never)
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

export async function newAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const subject = 'CN=Root of a test';
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: subject,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: EC,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  let serial = 1;
  return {
    root: root.toString('pem'),
    async issue(name, days = 1) {
      const own = await newKeys();
      serial += 1;
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: `CN=${name}`,
        issuer: subject,
        notBefore: new Date(Date.now() - 10 * DAY_MS),
        notAfter: new Date(Date.now() + days * DAY_MS),
        signingAlgorithm: EC,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
      });
      const { privateKey } = own;
      const jwk = KeyObject.from(privateKey as never).export({ format: 'jwk' }) as { [member: string]: string };
      return { certificate: certificate.toString('pem'), key: pemOf(privateKey), jwk };
    },
  };
}
