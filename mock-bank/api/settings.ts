/** Policy values of the account and payment APIs. */

export interface ApiSettings {
  /** How long before a consent's end data is no longer served. */
  consentEndsEarlySeconds: number;
  idempotencySeconds: number;
}

export const apiDefaults: ApiSettings = {
  consentEndsEarlySeconds: 0,
  idempotencySeconds: 24 * 3600,
};
