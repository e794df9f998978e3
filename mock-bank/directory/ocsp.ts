/** The OCSP responder's answers, signed by the issuing CA itself unless another state is asked of it. */
import { createHash, randomBytes, sign } from 'node:crypto';
import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, Extension } from '@peculiar/asn1-x509';
import type { Ca } from './authority.ts';
import type { OcspSigner, OcspSigners } from './ocsp-signers.ts';
import type { Entry } from './register.ts';
import type { OcspState } from './service-states.ts';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const HOUR_MS = 3_600_000;

const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

/** Names and keys of the issuer, as CertIDs and responder ids speak of them. */
export interface IssuerFacts {
  name: Buffer;
  key: Buffer;
}

export function issuerFacts(issuerDer: ArrayBuffer): IssuerFacts {
  const { tbsCertificate } = AsnConvert.parse(issuerDer, Certificate);
  return {
    name: Buffer.from(AsnConvert.serialize(tbsCertificate.subject)),
    key: Buffer.from(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey),
  };
}

/** Whether a CertID speaks of this serial of this issuer. */
export function speaksOf(id: CertID, issuer: IssuerFacts, serial: string): boolean {
  const hash = HASHES[id.hashAlgorithm.algorithm];
  if (!hash || Buffer.from(id.serialNumber).toString('hex') !== serial) return false;
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
  return (
    digest(issuer.name).equals(Buffer.from(id.issuerNameHash.buffer)) &&
    digest(issuer.key).equals(Buffer.from(id.issuerKeyHash.buffer))
  );
}

/** States in which an answer calls the certificate good, so that whoever believes it lets a revoked one in. */
const LYING: readonly OcspState[] = [
  'stale',
  'not-yet-valid',
  'wrong-signer',
  'delegate-without-usage',
  'wrong-serial',
  'wrong-nonce',
];

/** When an answer was made, seen from now. */
const AGE_MS: { readonly [S in OcspState]?: number } = { stale: -25 * HOUR_MS, 'not-yet-valid': 24 * HOUR_MS };

export interface Responder {
  ca: Ca;
  issuer: IssuerFacts;
  /** Milliseconds since 1970. */
  at: number;
  /** How long an answer is good; null says that newer information is always to be had (RFC 6960, 4.2.2.1). */
  validMs: number | null;
  signers: OcspSigners;
}

export interface OcspAnswer {
  der: Buffer;
  /** Until when whoever has it may take the certificate for good; null when it does not say so. */
  goodUntil: number | null;
}

/** The answer to one request about one certificate; requests about anything else are not ours to answer. */
export function answerOcsp(requestDer: Buffer, entry: Entry, responder: Responder): OcspAnswer {
  const { ca, issuer, at } = responder;
  const refused = (status: OCSPResponseStatus): OcspAnswer => ({ der: failure(status), goodUntil: null });
  let request: OCSPRequest;
  try {
    request = AsnConvert.parse(requestDer, OCSPRequest);
  } catch {
    return refused(OCSPResponseStatus.malformedRequest);
  }
  const [first, ...others] = request.tbsRequest.requestList;
  if (!first || others.length > 0 || !speaksOf(first.reqCert, issuer, entry.serial)) {
    return refused(OCSPResponseStatus.unauthorized);
  }
  if (entry.ocsp === 'try-later') return refused(OCSPResponseStatus.tryLater);
  const nonces = (request.tbsRequest.requestExtensions ?? []).filter(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  // Who sends no nonce cannot be deceived by another one, and gets the truth.
  const state = entry.ocsp === 'wrong-nonce' && nonces.length === 0 ? 'up' : entry.ocsp;
  const made = wholeSecond(at + (AGE_MS[state] ?? 0));
  const validMs = state === 'stale' || state === 'not-yet-valid' ? HOUR_MS : responder.validMs;
  const signer = responder.signers.of(state);
  const status = LYING.includes(state) ? new CertStatus({ good: null }) : statusOf(entry, state);
  const data = new ResponseData({
    responderID: new ResponderID({
      byKey: new OctetString(
        createHash('sha1')
          .update(signer?.key ?? issuer.key)
          .digest(),
      ),
    }),
    producedAt: made,
    responses: [
      new SingleResponse({
        certID: state === 'wrong-serial' ? aboutAnother(first.reqCert) : first.reqCert,
        certStatus: status,
        thisUpdate: made,
        ...(validMs === null ? {} : { nextUpdate: new Date(made.getTime() + validMs) }),
      }),
    ],
    ...(nonces.length > 0 ? { responseExtensions: state === 'wrong-nonce' ? nonces.map(otherNonce) : nonces } : {}),
  });
  const good = status.good !== undefined && (state === 'up' || state === 'delegated');
  return {
    der: signed(data, signer ?? { privateKey: ca.privateKey, certificate: null }),
    goodUntil: good ? made.getTime() + (validMs ?? 0) : null,
  };
}

const wholeSecond = (time: number): Date => new Date(Math.floor(time / 1000) * 1000);

function statusOf({ revokedInOcsp }: Entry, state: OcspState): CertStatus {
  if (state === 'unknown') return new CertStatus({ unknown: null });
  if (!revokedInOcsp) return new CertStatus({ good: null });
  return new CertStatus({ revoked: new RevokedInfo({ revocationTime: wholeSecond(revokedInOcsp.getTime()) }) });
}

/** The same issuer, and a serial number that differs in its last bit. */
function aboutAnother({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertID): CertID {
  const serial = Buffer.from(serialNumber);
  serial.writeUInt8(serial.readUInt8(serial.length - 1) ^ 1, serial.length - 1);
  return new CertID({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber: Uint8Array.from(serial).buffer });
}

function otherNonce({ extnID }: Extension): Extension {
  const value = AsnConvert.serialize(new OctetString(randomBytes(16)));
  return new Extension({ extnID, extnValue: new OctetString(value) });
}

function signed(
  data: ResponseData,
  { privateKey, certificate }: Pick<OcspSigner, 'privateKey' | 'certificate'>,
): Buffer {
  const tbs = Buffer.from(AsnConvert.serialize(data));
  const basic = new BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    signature: Uint8Array.from(sign('sha256', tbs, privateKey)).buffer,
    ...(certificate === null ? {} : { certs: [AsnConvert.parse(certificate.rawData, Certificate)] }),
  });
  const responseBytes = new ResponseBytes({
    responseType: id_pkix_ocsp_basic,
    response: new OctetString(AsnConvert.serialize(basic)),
  });
  return der(new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes }));
}

function failure(responseStatus: OCSPResponseStatus): Buffer {
  return der(new OCSPResponse({ responseStatus }));
}

function der(response: OCSPResponse): Buffer {
  return Buffer.from(AsnConvert.serialize(response));
}
