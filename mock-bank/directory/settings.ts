/** Policy values of asking for the status of certificates. */

/** What can be left out when an answer of OCSP is read; nothing is. */
export type OcspCheck = 'signer' | 'delegate-usage' | 'serial' | 'this-update' | 'next-update' | 'nonce' | 'unknown';
export type CrlCheck = 'signer' | 'this-update' | 'next-update';

export interface DirectorySettings {
  ocsp: 'asked' | 'ignored';
  /** What decides when OCSP gives no usable answer. */
  crl: 'asked' | 'ignored';
  /** What becomes of a certificate whose status nobody can tell. */
  unknownStatus: 'refused' | 'accepted';
  ocspNonce: 'none' | 'sent';
  ocspCheckOmitted: OcspCheck | null;
  crlCheckOmitted: CrlCheck | null;
}

export const directoryDefaults: DirectorySettings = {
  ocsp: 'asked',
  crl: 'asked',
  unknownStatus: 'refused',
  ocspNonce: 'none',
  ocspCheckOmitted: null,
  crlCheckOmitted: null,
};
