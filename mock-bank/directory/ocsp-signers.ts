/** Who may sign in the place of the authority, rightly or not. */
import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import { type Authority, newKeys, newSerial, publicCryptoKey, SIGNING, validity } from './authority.ts';
import type { OcspState } from './service-states.ts';

const NO_CHECK = '1.3.6.1.5.5.7.48.1.5';
const DELEGATE_DAYS = 30;

export interface OcspSigner {
  privateKey: KeyObject;
  /** Sent along; null when it is not. */
  certificate: x509.X509Certificate | null;
  /** Its public key, as a responder is named by. */
  key: Buffer;
}

export interface OcspSigners {
  /** Null for the authority itself. */
  of(state: OcspState): OcspSigner | null;
}

/** A delegate, somebody who is none, and a stranger with no certificate at all. */
export async function createOcspSigners(authority: Authority): Promise<OcspSigners> {
  const [delegate, misfit, stranger] = await Promise.all([
    certified(authority, 'OCSP Responder', x509.ExtendedKeyUsage.ocspSigning),
    certified(authority, 'Not A Responder', x509.ExtendedKeyUsage.clientAuth),
    certified(authority, 'Stranger', x509.ExtendedKeyUsage.clientAuth),
  ]);
  const by: { readonly [S in OcspState]?: OcspSigner } = {
    delegated: delegate,
    'delegate-without-usage': misfit,
    'wrong-signer': { ...stranger, certificate: null },
  };
  return { of: (state) => by[state] ?? null };
}

async function certified({ issuing }: Authority, commonName: string, usage: string): Promise<OcspSigner> {
  const keys = newKeys();
  const publicKey = await publicCryptoKey(keys);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: new x509.Name([{ C: ['DE'] }, { O: ['Reference Trust Framework'] }, { CN: [commonName] }]),
    issuer: issuing.certificate.subjectName,
    ...validity(DELEGATE_DAYS),
    publicKey,
    signingKey: issuing.signingKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuing.certificate.publicKey),
      new x509.Extension(NO_CHECK, false, Uint8Array.from([5, 0])),
    ],
  });
  return { privateKey: keys.privateKey, certificate, key: keyOf(certificate) };
}

function keyOf({ rawData }: x509.X509Certificate): Buffer {
  return Buffer.from(AsnConvert.parse(rawData, Certificate).tbsCertificate.subjectPublicKeyInfo.subjectPublicKey);
}
