/** The trust framework as the bank sees it: who issues certificates and who publishes their status. */
import type { PeerCertificate } from '../tls/certificate.ts';
import type { Flaw } from './flaws.ts';
import type { CrlState, OcspState } from './service-states.ts';
import type { DirectorySettings } from './settings.ts';

export interface DirectoryOptions {
  /** Port of the status services on 127.0.0.1; 0 for any free one. */
  port: number;
  /** Where else it listens than on 127.0.0.1, and the host by which others reach it. */
  reach?: { listen: string; host: string };
  /** How long answers about a status are good; left out, newer ones are always to be had, as OCSP can say. */
  validMs?: number | null;
}

export interface Subject {
  commonName: string;
  organization: string;
  /** PSD2 authorisation number, e.g. `PSDDE-BAFIN-123456`. */
  organizationIdentifier: string;
  /** A host name to stand in its certificate as well. */
  host?: string;
}

/**
 * How the subject is written: in PrintableString and other case where that is the same name; with a unit more; or by somebody
 * whose common name spells the other attributes out.
 */
export type NameForm = 'other-strings' | 'unit-added' | 'name-in-name';

/** A certificate as handed to its owner. */
export interface Issued {
  /** PEM: leaf, then issuing CA. */
  certificate: string;
  /** PKCS#8 PEM. */
  key: string;
  /** Lower-case hex. */
  serial: string;
  /** Lower-case hex digest of the leaf. */
  sha256: string;
}

export type RevocationStatus = 'good' | 'revoked' | 'unknown';
/** Where a revocation is published. */
export type Publication = 'ocsp' | 'crl' | 'both';

/** Of a server's certificate: one as it should be, or an RSA key of 1024 bits. */
export type ServerKey = 'sound' | 'short';

export interface Directory {
  readonly url: string;
  readonly rootPem: string;
  readonly issuingPem: string;
  /** A root of somebody else whom the bank trusts as well. */
  readonly secondRootPem: string;
  issueServer(host: string, key: ServerKey): Promise<Issued>;
  issueClient(subject: Subject): Promise<Issued>;
  /** Looks right and is signed by nobody. */
  selfSigned(subject: Subject): Promise<Issued>;
  /** Same subject; the key kept or made anew. `named` is one of `certificate-orders.ts`: what else is to differ. */
  reissue(issued: Issued, how: 'same-key' | 'new-key', named?: string): Promise<Issued>;
  /** Same subject, and the same key where that is not what is wrong; for tests. */
  issueFlawed(issued: Issued, flaw: Flaw, named?: string): Promise<Issued>;
  /** Asks the status services of the certificate, as policy says. */
  checkRevocation(certificate: PeerCertificate, settings: DirectorySettings): Promise<RevocationStatus>;
  revoke(serial: string, publish: Publication): void;
  setStatusService(serial: string, state: { ocsp?: OcspState; crl?: CrlState }): void;
  /**
   * Until when an answer handed out so far lets others take a certificate for good; milliseconds since 1970, 0 for none. What is
   * published by OCSP alone is for those who ask it, and they fall back to a CRL only when it is silent.
   */
  goodUntil(serial: string, publish: Publication): number;
  /** Whether it made the certificate with this serial number, and so knows its subject. */
  canReissue(serial: string): boolean;
  /** Whether this directory issued it to a client. */
  isKnown(serial: string): boolean;
  close(): Promise<void>;
}
