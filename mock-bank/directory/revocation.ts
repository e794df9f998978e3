/** Asking whether a certificate is revoked: OCSP, then CRL, then policy. */
import 'reflect-metadata';
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  BasicOCSPResponse,
  CertID,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import * as x509 from '@peculiar/x509';
import type { PeerCertificate } from '../tls/certificate.ts';
import type { Ca } from './authority.ts';
import type { RevocationStatus } from './directory.ts';
import { StatusClient } from './fetch.ts';
import { type IssuerFacts, speaksOf } from './ocsp.ts';
import type { DirectorySettings } from './settings.ts';

const SHA1 = '1.3.14.3.2.26';
/** Clocks of status services may run ahead this far. */
const SKEW_MS = 60_000;
/** Extensions of a CRL that may be critical here. */
const KNOWN_CRL_EXTENSIONS: readonly string[] = ['2.5.29.20', '2.5.29.35'];

interface Addresses {
  ocsp: string | null;
  crl: string | null;
  request: Buffer;
}

/** An answer that was verified, with the moment it stops to be good. */
interface Verified {
  bytes: Buffer;
  status: RevocationStatus;
  until: number;
}

export class RevocationCheck {
  readonly #client = new StatusClient();
  readonly #now: () => number;
  readonly #issuing: Ca;
  readonly #issuer: IssuerFacts;
  readonly #key: KeyObject;
  readonly #addresses = new WeakMap<PeerCertificate, Addresses>();
  /** Every answer is fetched anew; only what was verified byte by byte is not verified twice. */
  readonly #verified = new Map<string, Verified>();

  /** `now` is the system's time: status services know no other. */
  constructor(issuing: Ca, issuer: IssuerFacts, now: () => number = Date.now) {
    this.#now = now;
    this.#issuing = issuing;
    this.#issuer = issuer;
    this.#key = createPublicKey(issuing.certificate.toString('pem'));
  }

  /** @requirement RFC5280-6.3.3-N1 RFC5280-6.1.3-a3 */
  async status(certificate: PeerCertificate, settings: DirectorySettings): Promise<RevocationStatus> {
    const addresses = this.#addressesOf(certificate);
    const told = settings.ocsp === 'asked' ? await this.#askOcsp(certificate, addresses) : null;
    if (told !== null) return told;
    if (settings.crl === 'ignored') return 'good';
    const listed = await this.#askCrl(certificate, addresses);
    return listed ?? (settings.unknownStatus === 'accepted' ? 'good' : 'unknown');
  }

  close(): void {
    this.#client.close();
  }

  /** Null when nothing usable came. */
  async #askOcsp(certificate: PeerCertificate, { ocsp, request }: Addresses): Promise<RevocationStatus | null> {
    if (ocsp === null) return null;
    const bytes = await this.#client.ask(ocsp, { type: 'application/ocsp-request', body: request });
    if (!bytes) return null;
    const known = this.#verified.get(certificate.serial);
    if (known?.bytes.equals(bytes) && known.until > this.#now()) return known.status;
    const verified = this.#readOcsp(bytes, certificate);
    if (!verified) return null;
    this.#verified.set(certificate.serial, { bytes, ...verified });
    return verified.status;
  }

  #readOcsp(bytes: Buffer, { serial }: PeerCertificate): Omit<Verified, 'bytes'> | null {
    try {
      const outer = AsnConvert.parse(bytes, OCSPResponse);
      if (outer.responseStatus !== OCSPResponseStatus.successful || !outer.responseBytes) return null;
      const basic = AsnConvert.parse(outer.responseBytes.response.buffer, BasicOCSPResponse);
      const signed = Buffer.from(basic.tbsResponseDataRaw ?? AsnConvert.serialize(basic.tbsResponseData));
      if (!verify('sha256', signed, this.#key, Buffer.from(basic.signature))) return null;
      const single = basic.tbsResponseData.responses.find(({ certID }) => speaksOf(certID, this.#issuer, serial));
      const until = single?.nextUpdate?.getTime() ?? 0;
      const now = this.#now();
      if (!single || until < now || single.thisUpdate.getTime() > now + SKEW_MS) return null;
      const { revoked, unknown } = single.certStatus;
      // An authority that does not know its own certificate leaves nothing to ask the CRL.
      return { status: revoked || unknown !== undefined ? 'revoked' : 'good', until };
    } catch {
      return null;
    }
  }

  async #askCrl(certificate: PeerCertificate, { crl }: Addresses): Promise<RevocationStatus | null> {
    const bytes = crl === null ? null : await this.#client.ask(crl, null);
    return bytes ? this.#readCrl(bytes, certificate) : null;
  }

  async #readCrl(bytes: Buffer, { serial }: PeerCertificate): Promise<RevocationStatus | null> {
    try {
      const crl = new x509.X509Crl(Uint8Array.from(bytes));
      const now = this.#now();
      const issuer = this.#issuing.certificate;
      if (crl.issuer !== issuer.subject || !(await crl.verify({ publicKey: issuer }))) return null;
      if (crl.thisUpdate.getTime() > now + SKEW_MS || (crl.nextUpdate?.getTime() ?? 0) < now) return null;
      if (crl.extensions.some(({ critical, type }) => critical && !KNOWN_CRL_EXTENSIONS.includes(type))) return null;
      return crl.entries.some((entry) => entry.serialNumber.toLowerCase() === serial) ? 'revoked' : 'good';
    } catch {
      return null;
    }
  }

  /** Read once for each certificate: they are part of it. */
  #addressesOf(certificate: PeerCertificate): Addresses {
    const known = this.#addresses.get(certificate);
    if (known) return known;
    const { der, serial } = certificate;
    const parsed = new x509.X509Certificate(Uint8Array.from(der));
    const access = parsed.getExtension(x509.AuthorityInfoAccessExtension);
    const points = parsed.getExtension(x509.CRLDistributionPointsExtension)?.distributionPoints ?? [];
    const names = points.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []);
    const addresses = {
      ocsp: access?.ocsp[0]?.value ?? null,
      crl: names.find(({ uniformResourceIdentifier }) => uniformResourceIdentifier)?.uniformResourceIdentifier ?? null,
      request: ocspRequest(this.#issuer, serial),
    };
    this.#addresses.set(certificate, addresses);
    return addresses;
  }
}

function ocspRequest(issuer: IssuerFacts, serial: string): Buffer {
  const digest = (bytes: Buffer) => new OctetString(createHash('sha1').update(bytes).digest());
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA1, parameters: null }),
    issuerNameHash: digest(issuer.name),
    issuerKeyHash: digest(issuer.key),
    serialNumber: Uint8Array.from(Buffer.from(serial, 'hex')).buffer,
  });
  const tbsRequest = new TBSRequest({ requestList: [new Request({ reqCert })] });
  return Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}
