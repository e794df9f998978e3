/** Policy values of the account and payment APIs. */

export interface ApiSettings {
  /** How long before a consent's end data is no longer served. */
  consentEndsEarlySeconds: number;
  /** The longest time from now to the end of an account consent; null for none. */
  consentLongestSeconds: number | null;
  idempotencySeconds: number;
  /** authorization_details in a grant: as they were asked for, or with what the customer's choice adds. */
  grantedDetails: 'as-asked' | 'enriched' | 'every-action';
  /** Whether the consent page tells what authorization_details ask for. */
  detailsOnConsentPage: 'shown' | 'hidden';
}

export const apiDefaults: ApiSettings = {
  consentEndsEarlySeconds: 0,
  consentLongestSeconds: null,
  idempotencySeconds: 24 * 3600,
  grantedDetails: 'as-asked',
  detailsOnConsentPage: 'shown',
};
