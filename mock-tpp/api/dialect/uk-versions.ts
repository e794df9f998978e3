/**
 * What differs between versions of UK Open Banking: the words for the status of consents and payments, and the codes of errors. Addresses
 * hold the version, and stand in the target file. Read in the pages of 3.1.11 and 4.0 of the Read/Write API.
 */
import type { ConsentState } from './dialect.ts';

export interface UkVersion {
  /** As a target names it. */
  name: string;
  states: ReadonlyMap<string, ConsentState>;
  /** By the status of a payment: whether the bank executes it, or has done so. */
  executed: ReadonlyMap<string, boolean>;
  /** How its codes of errors are spelt. */
  errorCode: RegExp;
}

/** The status of a payment that moves no money, in every version. */
export const DECLINED: ReadonlySet<string> = new Set(['Rejected', 'RJCT']);

export const ukVersions: readonly UkVersion[] = [
  {
    name: 'uk-3.1',
    states: new Map([
      ['AwaitingAuthorisation', 'awaiting'],
      ['Authorised', 'authorised'],
      ['Rejected', 'rejected'],
      ['Revoked', 'revoked'],
      ['Deleted', 'revoked'],
      ['Expired', 'expired'],
      ['Consumed', 'consumed'],
    ]),
    executed: new Map([
      ['Pending', false],
      ['Rejected', false],
      ['AcceptedSettlementInProcess', true],
      ['AcceptedSettlementCompleted', true],
      ['AcceptedWithoutPosting', true],
      ['AcceptedCreditSettlementCompleted', true],
    ]),
    // Banks may have names of their own, with a space of their own.
    errorCode: /^[A-Za-z]{2,}(?:\.[A-Za-z0-9]+){2,}$/u,
  },
  {
    name: 'uk-4.0',
    states: new Map([
      ['AWAU', 'awaiting'],
      ['AUTH', 'authorised'],
      ['RJCT', 'rejected'],
      ['CANC', 'revoked'],
      ['EXPD', 'expired'],
      ['COND', 'consumed'],
    ]),
    // Of the code set ExternalPaymentTransactionStatus1Code.
    executed: new Map([
      ['RCVD', false],
      ['PDNG', false],
      ['ACTC', false],
      ['PATC', false],
      ['ACCP', false],
      ['ACFC', false],
      ['BLCK', false],
      ['RJCT', false],
      ['CANC', false],
      ['ACSP', true],
      ['ACWC', true],
      ['ACSC', true],
      ['ACWP', true],
      ['ACCC', true],
    ]),
    // Of the code set OBExternalStatusReason1Code.
    errorCode: /^[A-Z0-9]{4}$/u,
  },
];
