/** The OCSP responder's answers, signed by the issuing CA itself. */
import { createHash, sign } from 'node:crypto';
import {
  BasicOCSPResponse,
  type CertID,
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
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509';
import type { Ca } from './authority.ts';
import type { Entry } from './register.ts';

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const VALID_MS = 3_600_000;

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

/** The answer to one request about one certificate; requests about anything else are not ours to answer. */
export function answerOcsp(
  requestDer: Buffer,
  entry: Entry,
  { ca, issuer, at }: { ca: Ca; issuer: IssuerFacts; at: number },
): Buffer {
  let request: OCSPRequest;
  try {
    request = AsnConvert.parse(requestDer, OCSPRequest);
  } catch {
    return failure(OCSPResponseStatus.malformedRequest);
  }
  const [first, ...others] = request.tbsRequest.requestList;
  if (!first || others.length > 0 || !speaksOf(first.reqCert, issuer, entry.serial)) {
    return failure(OCSPResponseStatus.unauthorized);
  }
  const nonce = (request.tbsRequest.requestExtensions ?? []).filter(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  const now = new Date(Math.floor(at / 1000) * 1000);
  const data = new ResponseData({
    responderID: new ResponderID({ byKey: new OctetString(createHash('sha1').update(issuer.key).digest()) }),
    producedAt: now,
    responses: [
      new SingleResponse({
        certID: first.reqCert,
        certStatus: statusOf(entry),
        thisUpdate: now,
        nextUpdate: new Date(now.getTime() + VALID_MS),
      }),
    ],
    ...(nonce.length > 0 ? { responseExtensions: nonce } : {}),
  });
  return signed(data, ca);
}

function statusOf({ revokedInOcsp }: Entry): CertStatus {
  if (!revokedInOcsp) return new CertStatus({ good: null });
  const revocationTime = new Date(Math.floor(revokedInOcsp.getTime() / 1000) * 1000);
  return new CertStatus({ revoked: new RevokedInfo({ revocationTime }) });
}

function signed(data: ResponseData, ca: Ca): Buffer {
  const tbs = Buffer.from(AsnConvert.serialize(data));
  const basic = new BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    signature: Uint8Array.from(sign('sha256', tbs, ca.privateKey)).buffer,
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
