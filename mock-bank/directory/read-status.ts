/** Reading answers about the status of a certificate: what must hold before one is believed (RFC 6960, 3.2; RFC 5280, 6.3.3). */
import 'reflect-metadata';
import { createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import {
  BasicOCSPResponse,
  CertID,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Extension } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import type { RevocationStatus } from './directory.ts';
import { type IssuerFacts, speaksOf } from './ocsp.ts';
import type { CrlCheck, OcspCheck } from './settings.ts';

const SHA1 = '1.3.14.3.2.26';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** Clocks of status services may run ahead this far. */
const SKEW_MS = 60_000;
/** An answer that names no end is one of this moment (RFC 6960, 4.2.2.1). */
const RECENT_MS = 300_000;
/** Extensions of a CRL that may be critical here. */
const KNOWN_CRL_EXTENSIONS: readonly string[] = ['2.5.29.20', '2.5.29.35'];

/** What an answer says, with the moment it stops to be good. */
export interface ReadStatus {
  status: RevocationStatus;
  /** Milliseconds since 1970. */
  until: number;
}

export interface OcspReading {
  issuer: IssuerFacts;
  /** Of the authority. */
  key: KeyObject;
  serial: string;
  /** What was sent, or null. */
  nonce: Buffer | null;
  now: number;
  omitted: OcspCheck | null;
}

/** Null for an answer that says nothing, or must not be believed. @requirement RFC6960-3.2-1 RFC6960-3.2-2 RFC6960-3.2-5 RFC6960-3.2-6 */
export function readOcsp(bytes: Buffer, reading: OcspReading): ReadStatus | null {
  const { issuer, serial, now, omitted } = reading;
  try {
    const outer = AsnConvert.parse(bytes, OCSPResponse);
    if (outer.responseStatus !== OCSPResponseStatus.successful || !outer.responseBytes) return null;
    const basic = AsnConvert.parse(outer.responseBytes.response.buffer, BasicOCSPResponse);
    if (omitted !== 'signer' && !signedRightly(basic, reading)) return null;
    if (omitted !== 'nonce' && !answers(basic, reading.nonce)) return null;
    const { responses } = basic.tbsResponseData;
    const single =
      omitted === 'serial' ? responses[0] : responses.find(({ certID }) => speaksOf(certID, issuer, serial));
    if (!single) return null;
    const begin = single.thisUpdate.getTime();
    const until = single.nextUpdate?.getTime() ?? begin + RECENT_MS;
    if (until < now && omitted !== 'next-update') return null;
    if (begin > now + SKEW_MS && omitted !== 'this-update') return null;
    const { revoked, unknown } = single.certStatus;
    // An authority that does not know its own certificate leaves nothing to ask the CRL.
    const bad = revoked !== undefined || (unknown !== undefined && omitted !== 'unknown');
    return { status: bad ? 'revoked' : 'good', until };
  } catch {
    return null;
  }
}

/** By the authority, or by who has its certificate for just that. @requirement RFC6960-4.2.2.2-1 */
function signedRightly(basic: BasicOCSPResponse, { key, now, omitted }: OcspReading): boolean {
  const signed = Buffer.from(basic.tbsResponseDataRaw ?? AsnConvert.serialize(basic.tbsResponseData));
  const by = (signer: KeyObject) => verify('sha256', signed, signer, Buffer.from(basic.signature));
  if (by(key)) return true;
  return (basic.certs ?? []).some((one) => {
    const delegate = new X509Certificate(Buffer.from(AsnConvert.serialize(one)));
    const usages = (delegate.keyUsage as readonly string[] | undefined) ?? [];
    const current = Date.parse(delegate.validFrom) <= now && now <= Date.parse(delegate.validTo);
    const authorised = usages.includes(OCSP_SIGNING) || omitted === 'delegate-usage';
    return current && authorised && delegate.verify(key) && by(delegate.publicKey);
  });
}

/** An answer without a nonce is one that was prepared, which is allowed. @requirement RFC6960-4.4.1-1 */
function answers(basic: BasicOCSPResponse, sent: Buffer | null): boolean {
  const told = basic.tbsResponseData.responseExtensions?.find(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  if (sent === null || !told) return true;
  return Buffer.from(AsnConvert.parse(told.extnValue.buffer, OctetString).buffer).equals(sent);
}

export interface CrlReading {
  issuing: x509.X509Certificate;
  serial: string;
  now: number;
  omitted: CrlCheck | null;
}

/** Null for a list that must not be believed. @requirement RFC5280-6.3.3-a RFC5280-6.3.3-g */
export async function readCrl(
  bytes: Buffer,
  { issuing, serial, now, omitted }: CrlReading,
): Promise<RevocationStatus | null> {
  try {
    const crl = new x509.X509Crl(Uint8Array.from(bytes));
    if (crl.issuer !== issuing.subject) return null;
    if (omitted !== 'signer' && !(await crl.verify({ publicKey: issuing }))) return null;
    if (crl.thisUpdate.getTime() > now + SKEW_MS && omitted !== 'this-update') return null;
    if ((crl.nextUpdate?.getTime() ?? 0) < now && omitted !== 'next-update') return null;
    if (crl.extensions.some(({ critical, type }) => critical && !KNOWN_CRL_EXTENSIONS.includes(type))) return null;
    return crl.entries.some((entry) => entry.serialNumber.toLowerCase() === serial) ? 'revoked' : 'good';
  } catch {
    return null;
  }
}

/** A request about one certificate, with a nonce or without. */
export function ocspRequest(issuer: IssuerFacts, serial: string, nonce: Buffer | null): Buffer {
  const digest = (bytes: Buffer) => new OctetString(createHash('sha1').update(bytes).digest());
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA1, parameters: null }),
    issuerNameHash: digest(issuer.name),
    issuerKeyHash: digest(issuer.key),
    serialNumber: Uint8Array.from(Buffer.from(serial, 'hex')).buffer,
  });
  const tbsRequest = new TBSRequest({ requestList: [new Request({ reqCert })] });
  if (nonce !== null) {
    const extnValue = new OctetString(AsnConvert.serialize(new OctetString(nonce)));
    tbsRequest.requestExtensions = [new Extension({ extnID: id_pkix_ocsp_nonce, extnValue })];
  }
  return Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}

/** The key of an authority. */
export const keyOfAuthority = ({ certificate }: { certificate: x509.X509Certificate }): KeyObject =>
  createPublicKey(certificate.toString('pem'));
