/**
 * What differs between the versions of UK Open Banking that the bank speaks: words, and what a status tells. Read in the pages of
 * 3.1.11 and 4.0 of the Read/Write API and in the code set OBExternalStatusReason1Code.
 */
import type { Context } from '../../http/context.ts';
import type { JsonObject } from '../../http/reply.ts';
import type { Consent } from '../../store/consents.ts';
import type { Payment, PaymentStatus } from '../../store/payments.ts';

/** How a consent stands, in words of our own. */
export type Standing = 'awaiting' | 'authorised' | 'rejected' | 'consumed' | 'revoked' | 'expired';

export interface Version {
  /** The segment of the path. */
  path: string;
  standing(standing: Standing, kind: Consent['kind']): string;
  /** Why it stands so; none in a version that has no such member. */
  reason(standing: Standing): JsonObject | null;
  payment: Readonly<Record<PaymentStatus, string>>;
  /** What an order is answered with when it was taken. */
  taken: string;
  /** Codes of errors, by the names of 3.1 without their common prefix. */
  errorCode(name: string): string;
  balanceType: string;
  booked: string;
  accountType: JsonObject;
}

const PREFIX = 'UK.OBIE.';

const WORDS_3_1: Readonly<Record<Standing, string>> = {
  awaiting: 'AwaitingAuthorisation',
  authorised: 'Authorised',
  rejected: 'Rejected',
  consumed: 'Consumed',
  // The status stays as it was, but for consents to ask for funds.
  revoked: 'Authorised',
  expired: 'Authorised',
};

const version31: Version = {
  path: 'v3.1',
  standing: (standing, kind) => (standing === 'revoked' && kind === 'funds' ? 'Revoked' : WORDS_3_1[standing]),
  reason: () => null,
  payment: { AcceptedSettlementCompleted: 'AcceptedSettlementCompleted', Rejected: 'Rejected' },
  taken: 'AcceptedSettlementCompleted',
  errorCode: (name) => PREFIX + name,
  balanceType: 'InterimAvailable',
  booked: 'Booked',
  accountType: { AccountType: 'Personal', AccountSubType: 'CurrentAccount' },
};

const WORDS_4_0: Readonly<Record<Standing, string>> = {
  awaiting: 'AWAU',
  authorised: 'AUTH',
  rejected: 'RJCT',
  consumed: 'COND',
  revoked: 'CANC',
  expired: 'EXPD',
};

/** The pages name no code for what a customer does at the dashboard, so that it has a description alone. */
const REASONS: Readonly<Partial<Record<Standing, readonly [code: string | null, description: string]>>> = {
  awaiting: ['U036', 'the customer has not decided'],
  consumed: ['U038', 'the consent was used'],
  revoked: [null, 'the customer took it back at the bank'],
  expired: ['TKXP', 'the end of the consent has passed'],
};

const CODES_4_0: Readonly<Record<string, string>> = {
  'Field.Expected': 'U001',
  'Field.Invalid': 'U002',
  'Field.InvalidDate': 'U003',
  'Field.Missing': 'U004',
  'Field.Unexpected': 'U005',
  'Header.Invalid': 'U006',
  'Header.Missing': 'U007',
  'Resource.ConsentMismatch': 'U008',
  'Resource.InvalidConsentStatus': 'U009',
  'Resource.InvalidFormat': 'U010',
  'Resource.NotFound': 'U011',
  'Rules.AfterCutOffDateTime': 'U012',
  'Rules.DuplicateReference': 'U013',
  'Rules.FailsControlParameters': 'U014',
  'Signature.Invalid': 'U015',
  'Signature.InvalidClaim': 'U016',
  'Signature.MissingClaim': 'U017',
  'Signature.Malformed': 'U018',
  'Signature.Missing': 'U019',
  'Signature.Unexpected': 'U020',
};

const version40: Version = {
  path: 'v4.0',
  standing: (standing) => WORDS_4_0[standing],
  reason: (standing) => {
    const [code, description] = REASONS[standing] ?? [];
    if (description === undefined) return null;
    return { ...(code ? { StatusReasonCode: code } : {}), StatusReasonDescription: description };
  },
  payment: { AcceptedSettlementCompleted: 'ACSC', Rejected: 'RJCT' },
  taken: 'RCVD',
  errorCode: (name) => CODES_4_0[name] ?? PREFIX + name,
  balanceType: 'ITAV',
  booked: 'BOOK',
  accountType: { AccountCategory: 'Personal', AccountTypeCode: 'CACC' },
};

export const versions: readonly Version[] = [version31, version40];

/** Where the version stands in a path. */
const SEGMENT = 2;

/** By the path that was asked. A faulty bank has the words of the other version. */
export function versionOf({ request, settings }: Context): Version {
  const segment = request.path.split('/')[SEGMENT];
  const found = versions.find(({ path }) => path === segment) ?? version31;
  if (settings.words === 'of-version') return found;
  return { ...(found === version31 ? version40 : version31), path: found.path };
}

/** The address of a resource in the version that was asked; `path` is that of the first. */
export function addressOf(context: Context, path: string): string {
  return context.bank.issuer + inVersion(path, versionOf(context));
}

/** A path of the first version, in another. */
export const inVersion = (path: string, { path: segment }: Version): string =>
  path.replace(`/${version31.path}/`, `/${segment}/`);

const STANDINGS: Readonly<Record<Consent['status'], Standing>> = {
  AwaitingAuthorisation: 'awaiting',
  Authorised: 'authorised',
  Rejected: 'rejected',
  Consumed: 'consumed',
};

function standingOf({ bank, settings }: Context, { status, revokedAt, expiresAt }: Consent): Standing {
  if (revokedAt !== null) return settings.revokedConsents === 'as-begun' ? 'awaiting' : 'revoked';
  const over = expiresAt !== null && expiresAt <= bank.now();
  if (over && settings.expiredConsents === 'told') return 'expired';
  if (settings.standingTold !== 'as-it-is') return settings.standingTold;
  if (status === 'Consumed' && settings.consumedConsents === 'as-before') return 'authorised';
  return STANDINGS[status];
}

/** What a consent tells of how it stands. @requirement UK-OB-4.0-AIS-1 UK-OB-4.0-AIS-2 UK-OB-3.1-STAT-2 */
export function standingMembers(context: Context, consent: Consent): JsonObject {
  const version = versionOf(context);
  const standing = standingOf(context, consent);
  const reason = context.settings.statusReasons === 'told' ? version.reason(standing) : null;
  const since =
    standing === 'expired' ? (consent.expiresAt ?? consent.statusAt) : (consent.revokedAt ?? consent.statusAt);
  return {
    Status: version.standing(standing, consent.kind),
    StatusUpdateDateTime: new Date(since).toISOString(),
    ...(reason === null ? {} : { StatusReason: [reason] }),
  };
}

/** What a payment tells of how far it has come; `new` when it is the answer to its order. */
export function paymentStanding(context: Context, { status, createdAt }: Payment, isNew: boolean): JsonObject {
  const version = versionOf(context);
  const word = isNew && status !== 'Rejected' ? version.taken : version.payment[status];
  return { Status: word, StatusUpdateDateTime: new Date(createdAt).toISOString() };
}
