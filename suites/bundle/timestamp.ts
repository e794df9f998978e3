/** Time stamps of an authority (RFC 3161): the request for one, and what a token shows of a content. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { ContentInfo, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq, TimeStampReqVersion, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

export interface Timestamp {
  /** ISO 8601. */
  at: string;
  /** Subject of the certificate that signed it. */
  authority: string;
  /** Whether its certificate, or one above it, is among those that were named as trusted. */
  trusted: boolean;
}

/** The token is not one of this content, or not whole. */
export class BadTimestamp extends Error {}

const HASHES: { [oid: string]: 'sha256' | 'sha384' | 'sha512' } = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const SHA256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
/** DER of TST_INFO. */
const TST_INFO_DER = '060b2a864886f70d0109100104';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** PKIStatus: granted, and granted with changes. */
const GRANTED = [0, 1];
/** The tag of a SET; in the token the signed attributes have one of their own, and are signed with this. */
const SET = 0x31;
const LONGEST_CHAIN = 6;

/** DER, as `openssl ts -query -sha256 -cert -no_nonce` makes it. */
export function timestampRequest(content: Buffer): Buffer {
  const messageImprint = new MessageImprint({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA256, parameters: null }),
    hashedMessage: new OctetString(createHash('sha256').update(content).digest()),
  });
  return Buffer.from(
    AsnConvert.serialize(new TimeStampReq({ version: TimeStampReqVersion.v1, messageImprint, certReq: true })),
  );
}

/**
 * Reads the answer of an authority. Throws BadTimestamp when it is about something else, was not granted, or its signature
 * does not hold.
 * @param roots certificates of authorities that are trusted; the token is trusted when its own, or one above it, is among them
 */
export function readTimestamp(answer: Buffer, content: Buffer, roots: readonly X509Certificate[]): Timestamp {
  try {
    return checked(answer, content, roots);
  } catch (error) {
    if (error instanceof BadTimestamp) throw error;
    throw new BadTimestamp('it is no answer of an authority for time stamps');
  }
}

function checked(answer: Buffer, content: Buffer, roots: readonly X509Certificate[]): Timestamp {
  const { status, timeStampToken } = AsnConvert.parse(answer, TimeStampResp);
  if (!GRANTED.includes(Number(status.status)) || timeStampToken === undefined)
    throw new BadTimestamp('the authority did not grant it');
  const token = AsnConvert.parse(AsnConvert.serialize(timeStampToken), ContentInfo);
  const signed = AsnConvert.parse(token.content, SignedData);
  const inner = signed.encapContentInfo.eContent?.single?.buffer;
  if (signed.encapContentInfo.eContentType !== TST_INFO || inner === undefined)
    throw new BadTimestamp('it holds no time');
  const info = AsnConvert.parse(inner, TSTInfo);
  const hash = HASHES[info.messageImprint.hashAlgorithm.algorithm];
  const due = hash && createHash(hash).update(content).digest();
  if (due === undefined || !due.equals(Buffer.from(info.messageImprint.hashedMessage.buffer)))
    throw new BadTimestamp('it is about something else');
  const [signer] = signed.signerInfos;
  const certificates = [...(signed.certificates ?? [])].flatMap(({ certificate }) =>
    certificate === undefined ? [] : [new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))],
  );
  const own = signer && certificates.find((one) => signs(one, signer, Buffer.from(inner)));
  if (own === undefined) throw new BadTimestamp('its signature does not hold');
  const at = info.genTime;
  if (at < new Date(own.validFrom) || at > new Date(own.validTo))
    throw new BadTimestamp('the certificate of the authority was not in date then');
  const trusted = leadsTo(own, certificates, roots);
  return { at: at.toISOString(), authority: own.subject.replaceAll('\n', ', '), trusted };
}

/** Whether the certificate is one for time stamps and its key signed these attributes, which hold the digest of the content. */
function signs(certificate: X509Certificate, signer: SignerInfo, content: Buffer): boolean {
  const hash = HASHES[signer.digestAlgorithm.algorithm];
  // Node calls the purposes of a certificate its key usage.
  if (hash === undefined || !certificate.keyUsage?.includes(TIME_STAMPING)) return false;
  const attributes = signer.signedAttrs ?? [];
  const attribute = (oid: string): ArrayBuffer | undefined =>
    attributes.find(({ attrType }) => attrType === oid)?.attrValues[0];
  const [digest, type] = [attribute(MESSAGE_DIGEST), attribute(CONTENT_TYPE)];
  if (digest === undefined || type === undefined || Buffer.from(type).toString('hex') !== TST_INFO_DER) return false;
  const told = Buffer.from(AsnConvert.parse(digest, OctetString).buffer);
  if (!createHash(hash).update(content).digest().equals(told)) return false;
  const signed = setOf(attributes.map((one) => Buffer.from(AsnConvert.serialize(one))));
  return verify(hash, signed, certificate.publicKey, Buffer.from(signer.signature.buffer));
}

/** DER of a SET OF, of elements that are in its order, as those of a token in DER are. */
function setOf(elements: readonly Buffer[]): Buffer {
  const content = Buffer.concat(elements);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([SET, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([SET, 0x80 | length.length]), length, content]);
}

function leadsTo(own: X509Certificate, others: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean {
  let here = own;
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    const { fingerprint256 } = here;
    if (roots.some((root) => root.fingerprint256 === fingerprint256)) return true;
    const below = here;
    const above = [...roots, ...others].find(
      (one) => one.fingerprint256 !== fingerprint256 && one.ca && below.checkIssued(one) && below.verify(one.publicKey),
    );
    if (above === undefined) return false;
    here = above;
  }
  return false;
}
