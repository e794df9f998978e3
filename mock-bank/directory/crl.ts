/** The revocation list of one certificate's address, signed by the issuing CA. */
import 'reflect-metadata';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CRLNumber } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import { type Ca, SIGNING } from './authority.ts';
import type { Entry } from './register.ts';

const CRL_NUMBER = '2.5.29.20';
const VALID_MS = 3_600_000;

/** Lists the certificate if its revocation is published by CRL. */
export async function createCrl(entry: Entry, ca: Ca, at: number): Promise<Buffer> {
  const thisUpdate = wholeSecond(at);
  const { revokedInCrl, serial } = entry;
  const entries = revokedInCrl ? [{ serialNumber: serial, revocationDate: wholeSecond(revokedInCrl.getTime()) }] : [];
  const crl = await x509.X509CrlGenerator.create({
    issuer: ca.certificate.subjectName,
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + VALID_MS),
    entries,
    signingAlgorithm: SIGNING,
    signingKey: ca.signingKey,
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
      new x509.Extension(CRL_NUMBER, false, AsnConvert.serialize(new CRLNumber(entry.version + 1))),
    ],
  });
  return Buffer.from(crl.rawData);
}

/** Fractions of a second are not allowed there. */
function wholeSecond(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000);
}
