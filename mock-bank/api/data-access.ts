/** Checks between a good token and account data: a PSU behind it, a consent in force, the permission. */

import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidToken } from '../http/refusal.ts';
import { tokenScope } from '../rs/resource-access.ts';
import type { AccountConsent } from '../store/consents.ts';
import { apiAccess } from './access.ts';
import { forbidden } from './errors.ts';

/** @requirement UK-OB-3.1-AIS-6 */
const userToken = check('data-user-token', ({ access }) => {
  if (present(access, 'the access token').grant === null) throw forbidden('a token with a user behind it is needed');
});

const dataConsent = check('data-consent', (context) => {
  const grant = present(context.access, 'the access token').grant;
  const consent = context.bank.store.consents.get(grant?.consentId ?? '');
  if (grant && consent?.kind !== 'accounts') throw forbidden('the token stands for no account access');
  context.api.accountConsent = consent?.kind === 'accounts' ? consent : null;
});

/** A rule over the consent; without one an earlier check has spoken. */
function rule(name: string, judge: (consent: AccountConsent, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.api.accountConsent) judge(context.api.accountConsent, context);
  });
}

function ended(): Error {
  return invalidToken('the consent is no longer in force');
}

const authorised = rule('consent-authorised', ({ status }) => {
  if (status !== 'Authorised') throw ended();
});

/** @requirement UK-OB-3.1-AIS-1 */
const unexpired = rule('consent-unexpired', ({ expiresAt }, { bank, settings }) => {
  if (expiresAt !== null && expiresAt - settings.consentEndsEarlySeconds * 1000 <= bank.now()) throw ended();
});

/** @requirement UK-OB-3.1-AIS-2 */
const notRevoked = rule('consent-not-revoked', ({ revokedAt }) => {
  if (revokedAt !== null) throw ended();
});

/** @requirement UK-OB-3.1-AIS-3 */
const notDeleted = rule('consent-not-deleted', ({ deletedAt }) => {
  if (deletedAt !== null) throw ended();
});

/** One of these must have been granted. @requirement UK-OB-3.1-AIS-4 */
function permission(anyOf: readonly string[]): Check {
  return rule('permission-granted', ({ permissions }) => {
    if (!anyOf.some((one) => permissions.includes(one))) throw forbidden('the consent does not hold this permission');
  });
}

/** The account in the path belongs to the PSU; others are told apart from unknown ones by nothing. */
const accountOwn = check('account-own', (context) => {
  const { id } = context.path;
  if (id !== undefined && !id.startsWith(`${usernameOf(context)}-`))
    throw forbidden('the account is not part of the consent');
});

/** Only a faulty bank comes here without a grant; it then shows the first customer's data. */
export function usernameOf({ access }: Context): string {
  return access?.grant?.username ?? 'psu-1';
}

export function dataAccess(anyOf: readonly string[]): readonly Check[] {
  return [
    ...apiAccess,
    tokenScope('accounts'),
    userToken,
    dataConsent,
    authorised,
    unexpired,
    notRevoked,
    notDeleted,
    permission(anyOf),
    accountOwn,
  ];
}

/** A fact that is looked at once for each connection. */
function oncePerConnection(original: Check): Check {
  return check(`${original.name}-once-per-connection`, (context) => {
    const { memory } = context.connection;
    const key = `${original.name} ${context.api.accountConsent?.id}`;
    if (memory.has(key)) return;
    original.run(context);
    memory.set(key, true);
  });
}

/** For banks that do worse. */
export const dataAccessAlternatives: readonly Check[] = [
  check('data-user-token-optional', () => undefined),
  oncePerConnection(notRevoked),
  oncePerConnection(notDeleted),
];
