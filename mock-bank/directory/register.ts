/** What the directory knows of each client certificate: revoked or not, and which of its status services answer. */
import type { Publication } from './directory.ts';
import type { CrlState, OcspState } from './service-states.ts';

export interface Entry {
  serial: string;
  /** When OCSP began to call it revoked, or null. */
  revokedInOcsp: Date | null;
  /** Since when its CRL lists it, or null. */
  revokedInCrl: Date | null;
  ocsp: OcspState;
  crl: CrlState;
  /** Until when an answer of each service that was handed out lets others take it for good, in milliseconds since 1970; 0 for none. */
  goodUntil: { ocsp: number; crl: number };
  /** Counts changes, so that prepared answers can be told from stale ones. */
  version: number;
}

export class UnknownSerial extends Error {
  constructor(serial: string) {
    super(`no certificate with the serial number ${serial}`);
    this.name = 'UnknownSerial';
  }
}

export class Register {
  readonly #entries = new Map<string, Entry>();

  add(serial: string): void {
    const state = { revokedInOcsp: null, revokedInCrl: null, ocsp: 'up', crl: 'up', version: 0 } as const;
    this.#entries.set(serial, { serial, ...state, goodUntil: { ocsp: 0, crl: 0 } });
  }

  find(serial: string): Entry | undefined {
    return this.#entries.get(serial);
  }

  /** `crl` is published where OCSP is silent, so OCSP goes down with it. */
  revoke(serial: string, publish: Publication): void {
    const entry = this.#entry(serial);
    const now = new Date();
    if (publish !== 'crl') entry.revokedInOcsp ??= now;
    if (publish !== 'ocsp') entry.revokedInCrl ??= now;
    if (publish === 'crl') entry.ocsp = 'down';
    entry.version += 1;
  }

  handedOut(serial: string, by: 'ocsp' | 'crl', until: number | null): void {
    const { goodUntil } = this.#entry(serial);
    goodUntil[by] = Math.max(goodUntil[by], until ?? 0);
  }

  setStatusService(serial: string, { ocsp, crl }: { ocsp?: OcspState; crl?: CrlState }): void {
    const entry = this.#entry(serial);
    entry.ocsp = ocsp ?? entry.ocsp;
    entry.crl = crl ?? entry.crl;
    entry.version += 1;
  }

  #entry(serial: string): Entry {
    const entry = this.#entries.get(serial);
    if (!entry) throw new UnknownSerial(serial);
    return entry;
  }
}
