/** The revocation list of one certificate's address, signed by the issuing CA. */
import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CRLNumber } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import { type Ca, SIGNING, signingCryptoKey } from './authority.ts';
import type { Entry } from './register.ts';
import type { CrlState } from './service-states.ts';

const CRL_NUMBER = '2.5.29.20';
const HOUR_MS = 3_600_000;

/** When a list was made, seen from now. */
const AGE_MS: { readonly [S in CrlState]?: number } = { stale: -25 * HOUR_MS, 'not-yet-valid': 24 * HOUR_MS };

export interface CrlOrder {
  ca: Ca;
  /** Signs in the state `wrong-signer`. */
  stranger: KeyObject | null;
  /** Milliseconds since 1970. */
  at: number;
  validMs: number;
}

export interface CrlAnswer {
  der: Buffer;
  /** Until when whoever has it may take the certificate for good; null when it does not say so. */
  goodUntil: number | null;
}

/** Lists the certificate if its revocation is published by CRL, unless the state has it lie. */
export async function createCrl(entry: Entry, { ca, stranger, at, validMs }: CrlOrder): Promise<CrlAnswer> {
  const { revokedInCrl, serial, crl: state } = entry;
  const thisUpdate = wholeSecond(at + (AGE_MS[state] ?? 0));
  const nextUpdate = new Date(thisUpdate.getTime() + validMs);
  const listed = state === 'up' ? revokedInCrl : null;
  const entries = listed ? [{ serialNumber: serial, revocationDate: wholeSecond(listed.getTime()) }] : [];
  const crl = await x509.X509CrlGenerator.create({
    issuer: ca.certificate.subjectName,
    thisUpdate,
    nextUpdate,
    entries,
    signingAlgorithm: SIGNING,
    signingKey: state === 'wrong-signer' && stranger ? await signingCryptoKey(stranger) : ca.signingKey,
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
      new x509.Extension(CRL_NUMBER, false, AsnConvert.serialize(new CRLNumber(entry.version + 1))),
    ],
  });
  return { der: Buffer.from(crl.rawData), goodUntil: state === 'up' && !listed ? nextUpdate.getTime() : null };
}

/** Fractions of a second are not allowed there. */
function wholeSecond(time: number): Date {
  return new Date(Math.floor(time / 1000) * 1000);
}
