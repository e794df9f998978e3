/** Asking whether a certificate is revoked: OCSP, then CRL, then policy. */
import 'reflect-metadata';
import { type KeyObject, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { PeerCertificate } from '../tls/certificate.ts';
import { parsedCertificate } from '../tls/parsed-certificate.ts';
import type { Ca } from './authority.ts';
import type { RevocationStatus } from './directory.ts';
import { StatusClient } from './fetch.ts';
import type { IssuerFacts } from './ocsp.ts';
import { keyOfAuthority, ocspRequest, type ReadStatus, readCrl, readOcsp } from './read-status.ts';
import type { CrlCheck, DirectorySettings, OcspCheck } from './settings.ts';

const NONCE_BYTES = 16;

interface Addresses {
  ocsp: string | null;
  crl: string | null;
  request: Buffer;
}

/** An answer that was verified, and how. */
interface Verified extends ReadStatus {
  bytes: Buffer;
  omitted: OcspCheck | null;
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
    this.#key = keyOfAuthority(issuing);
  }

  /** @requirement RFC5280-6.3.3-N1 RFC5280-6.1.3-a3 */
  async status(certificate: PeerCertificate, settings: DirectorySettings): Promise<RevocationStatus> {
    const addresses = this.#addressesOf(certificate);
    const told = settings.ocsp === 'asked' ? await this.#askOcsp(certificate, addresses, settings) : null;
    if (told !== null) return told;
    if (settings.crl === 'ignored') return 'good';
    const listed = await this.#askCrl(certificate, addresses, settings.crlCheckOmitted);
    return listed ?? (settings.unknownStatus === 'accepted' ? 'good' : 'unknown');
  }

  close(): void {
    this.#client.close();
  }

  /** Null when nothing usable came. */
  async #askOcsp(
    { serial }: PeerCertificate,
    { ocsp, request }: Addresses,
    { ocspNonce, ocspCheckOmitted: omitted }: DirectorySettings,
  ): Promise<RevocationStatus | null> {
    if (ocsp === null) return null;
    const nonce = ocspNonce === 'sent' ? randomBytes(NONCE_BYTES) : null;
    const body = nonce === null ? request : ocspRequest(this.#issuer, serial, nonce);
    const bytes = await this.#client.ask(ocsp, { type: 'application/ocsp-request', body });
    if (!bytes) return null;
    const known = this.#verified.get(serial);
    if (known?.omitted === omitted && known.bytes.equals(bytes) && known.until > this.#now()) return known.status;
    const reading = { issuer: this.#issuer, key: this.#key, serial, nonce, now: this.#now(), omitted };
    const verified = readOcsp(bytes, reading);
    if (!verified) return null;
    this.#verified.set(serial, { bytes, omitted, ...verified });
    return verified.status;
  }

  async #askCrl(
    { serial }: PeerCertificate,
    { crl }: Addresses,
    omitted: CrlCheck | null,
  ): Promise<RevocationStatus | null> {
    const bytes = crl === null ? null : await this.#client.ask(crl, null);
    const reading = { issuing: this.#issuing.certificate, serial, now: this.#now(), omitted };
    return bytes ? readCrl(bytes, reading) : null;
  }

  /** Read once for each certificate: they are part of it. */
  #addressesOf(certificate: PeerCertificate): Addresses {
    const known = this.#addresses.get(certificate);
    if (known) return known;
    const parsed = parsedCertificate(certificate.x509);
    const access = parsed.getExtension(x509.AuthorityInfoAccessExtension);
    const points = parsed.getExtension(x509.CRLDistributionPointsExtension)?.distributionPoints ?? [];
    const names = points.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []);
    const addresses = {
      ocsp: access?.ocsp[0]?.value ?? null,
      crl: names.find(({ uniformResourceIdentifier }) => uniformResourceIdentifier)?.uniformResourceIdentifier ?? null,
      request: ocspRequest(this.#issuer, certificate.serial, null),
    };
    this.#addresses.set(certificate, addresses);
    return addresses;
  }
}
