/** Policy values of asking for the status of certificates. */

export interface DirectorySettings {
  ocsp: 'asked' | 'ignored';
  /** What decides when OCSP gives no usable answer. */
  crl: 'asked' | 'ignored';
  /** What becomes of a certificate whose status nobody can tell. */
  unknownStatus: 'refused' | 'accepted';
}

export const directoryDefaults: DirectorySettings = {
  ocsp: 'asked',
  crl: 'asked',
  unknownStatus: 'refused',
};
