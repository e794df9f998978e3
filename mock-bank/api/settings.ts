/** Policy values of the account and payment APIs. */

export interface ApiSettings {
  /** How long before a consent's end data is no longer served. */
  consentEndsEarlySeconds: number;
  /** The longest time from now to the end of an account consent; null for none. */
  consentLongestSeconds: number | null;
  idempotencySeconds: number;
  /** What an order does whose key came before with another body. */
  repeatedKey: 'refused' | 'overwrites';
  /** Transactions on a page. */
  itemsPerPage: number;
  /** Time zone of the bank's calendar; the one that ends of consents are reckoned in. */
  bankZone: string;
  consentDaysIn: string;
  /** How many days ahead a consent may end that asks for the longest time there is. */
  consentLongestDays: number;
  /** Reads a day without the PSU that a TPP gets at most. */
  accessesPerDay: number;
  /** Whether a consent for repeated access takes the place of the one before. */
  recurringConsents: 'one' | 'side-by-side' | 'one-created';
  /** Whether reads with the PSU there are counted. */
  attendedReads: 'free' | 'counted';
  leastAccessesPerDay: number;
  /** Whether the status of an authorisation follows what the PSU does. */
  scaStatus: 'told' | 'as-begun' | 'exempted';
  /** Whether the status of a deleted consent tells that, in a dialect where it can still be read. */
  deletedConsents: 'told' | 'as-before';
  /** The same of a consent that the PSU took back. */
  revokedConsents: 'told' | 'as-before' | 'as-begun';
  /** Whether the status of a consent tells that its end has passed, and that it was used, in a version that has words for it. */
  expiredConsents: 'told' | 'as-before';
  consumedConsents: 'told' | 'as-before';
  /** Whether the status of a consent tells what the customer decided, or the same before and after. */
  standingTold: 'as-it-is' | 'awaiting' | 'authorised';
  /** Whether a status comes with its reason, in a version that has one. */
  statusReasons: 'told' | 'untold';
  /** Whether status and errors have the words of the version that is asked, or those of the other. */
  words: 'of-version' | 'of-other-version';
  /** When a payment is executed that needs no order of its own: once it is approved, as soon as it is there, or whatever the PSU decides. */
  paymentExecutes: 'approved' | 'created' | 'decided';
  /** Which products of payments there are. */
  paymentProducts: 'known' | 'any';
  /** Which amount is executed then. */
  executedAmount: 'approved' | 'rounded-up';
  /** What a payment does that comes with the X-Request-ID of an earlier one. */
  repeatedRequestId: 'apart' | 'overwrites';
  /** What signs the body of an answer about payments. */
  messageAnswerSignature: 'own' | 'none' | 'of-another' | 'without-claims';
  /** Which amounts are told to be there. */
  fundsTold: 'as-they-are' | 'always' | 'with-balance';
  /** Whether recurring payments may come to a limit, or have to stay below it. */
  limitReached: 'allowed' | 'refused';
  /** How what was paid is added up. */
  limitSums: 'exact' | 'binary';
  /** Where the periods of limits begin: as agreed, always with the calendar, or always with the consent. */
  periodsBegin: 'as-agreed' | 'calendar' | 'consent';
  /** When a period ends, and with it what counts towards its limit. */
  periodsEnd: 'as-agreed' | 'daily' | 'never';
  /** What there is of a limit of the calendar before its first whole period. */
  firstPeriod: 'pro-rated' | 'nothing';
  /** Whether recurring payments are allowed for whole days, or from one moment to another. */
  validity: 'whole-days' | 'moments';
  /** Whether the bounds of recurring payments have to make sense. */
  controlParameters: 'judged' | 'any';
  /** Which limits of recurring payments the consent page shows. */
  limitsOnConsentPage: 'as-asked' | 'rounded';
  /** What an order that is declined does to its consent. */
  declinedOrders: 'spend' | 'leave';
  /** Which ends an account consent may ask for. */
  consentEnds: 'in-future' | 'any';
  /** Whether permissions have to make sense together. */
  consentPermissions: 'judged' | 'any';
  /** How a consent is found: by its id, or by what its id begins with. */
  consentsNamed: 'exactly' | 'by-beginning';
  /** A way to say which accounts a consent is for that is refused, by its member; null for none. */
  consentModelRefused: 'allPsd2' | 'availableAccounts' | 'dedicated' | null;
  /** authorization_details in a grant: as they were asked for, or with what the customer's choice adds. */
  grantedDetails: 'as-asked' | 'enriched' | 'every-action';
  /** Whether the consent page tells what authorization_details ask for. */
  detailsOnConsentPage: 'shown' | 'hidden';
}

export const apiDefaults: ApiSettings = {
  consentEndsEarlySeconds: 0,
  consentLongestSeconds: null,
  idempotencySeconds: 24 * 3600,
  repeatedKey: 'refused',
  itemsPerPage: 4,
  bankZone: 'Europe/Berlin',
  consentDaysIn: 'Europe/Berlin',
  consentLongestDays: 3650,
  accessesPerDay: 4,
  recurringConsents: 'one',
  attendedReads: 'free',
  leastAccessesPerDay: 1,
  scaStatus: 'told',
  deletedConsents: 'told',
  revokedConsents: 'told',
  expiredConsents: 'told',
  consumedConsents: 'told',
  standingTold: 'as-it-is',
  statusReasons: 'told',
  words: 'of-version',
  paymentExecutes: 'approved',
  paymentProducts: 'known',
  executedAmount: 'approved',
  repeatedRequestId: 'apart',
  messageAnswerSignature: 'own',
  fundsTold: 'as-they-are',
  limitReached: 'allowed',
  limitSums: 'exact',
  periodsBegin: 'as-agreed',
  periodsEnd: 'as-agreed',
  firstPeriod: 'pro-rated',
  validity: 'whole-days',
  controlParameters: 'judged',
  limitsOnConsentPage: 'as-asked',
  declinedOrders: 'spend',
  consentEnds: 'in-future',
  consentPermissions: 'judged',
  consentsNamed: 'exactly',
  consentModelRefused: null,
  grantedDetails: 'as-asked',
  detailsOnConsentPage: 'shown',
};
