/** Whether the consent behind a token is still in force: the same rules at every resource of every dialect. */
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { invalidToken } from '../http/refusal.ts';
import type { Consent } from '../store/consents.ts';
import { mustAuthenticateAgain } from './authentication-age.ts';
import { isLaterPage } from './pages.ts';

/** A rule over the consent; without one an earlier check has spoken. */
function rule(name: string, judge: (consent: Consent, context: Context) => void): Check {
  return check(name, (context) => {
    if (context.api.consent) judge(context.api.consent, context);
  });
}

function ended(reason: string): Error {
  return invalidToken('the consent is no longer in force', reason);
}

const authorised = rule('consent-authorised', ({ status }) => {
  if (status !== 'Authorised' && status !== 'Consumed') throw ended('consent-unauthorised');
});

/** @requirement UK-OB-3.1-AIS-1 */
const unexpired = rule('consent-unexpired', ({ expiresAt }, { bank, settings }) => {
  if (expiresAt !== null && expiresAt - settings.consentEndsEarlySeconds * 1000 <= bank.now())
    throw ended('consent-expired');
});

/** @requirement UK-OB-3.1-AIS-2 */
const notRevoked = rule('consent-not-revoked', ({ revokedAt }) => {
  if (revokedAt !== null) throw ended('consent-revoked');
});

/** @requirement UK-OB-3.1-AIS-3 */
const notDeleted = rule('consent-not-deleted', ({ deletedAt }) => {
  if (deletedAt !== null) throw ended('consent-deleted');
});

/** @requirement RTS-10a-2b */
const authenticated = check('consent-authentication-age', ({ api, access, bank }) => {
  const grant = access?.grant ?? null;
  if (api.consent && grant && mustAuthenticateAgain(bank, grant))
    throw invalidToken('the user has to sign in at the bank again', 'authentication-too-old');
});

/** Run once `context.api.consent` is known. */
export const consentInForce: readonly Check[] = [authorised, unexpired, notRevoked, notDeleted, authenticated];

/** A fact that is looked at once for each connection. */
function oncePerConnection(original: Check): Check {
  return check(`${original.name}-once-per-connection`, (context) => {
    const { memory } = context.connection;
    const key = `${original.name} ${context.api.consent?.id}`;
    if (memory.has(key)) return;
    original.run(context);
    memory.set(key, true);
  });
}

/** A fact that is looked at when a list is begun, and not when it goes on. */
function onFirstPage(original: Check): Check {
  return check(`${original.name}-on-first-page`, (context) => {
    if (!isLaterPage(context)) return original.run(context);
  });
}

/** For banks that do worse. */
export const consentAlternatives: readonly Check[] = [
  ...[notRevoked, notDeleted].map(oncePerConnection),
  ...[unexpired, notRevoked, notDeleted].map(onFirstPage),
];
