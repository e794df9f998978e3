/** What requests of Berlin Group NextGenPSD2 have to bring: an id of their own, a TPP known by its certificate, a consent. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidToken } from '../../http/refusal.ts';
import type { BerlinAccountConsent, BerlinPayment, RightsTo } from '../../store/consents.ts';
import { certificateOfConnection, certificatePresent, certificateValidity } from '../../tls/client-certificate.ts';
import { owns } from '../../tls/registered-certificate.ts';
import { apiAccess, usernameOf } from '../access.ts';
import { consentNamed } from '../consent.ts';
import { consentInForce } from '../consent-checks.ts';
import { type Account, accountOf, accountsOf } from '../data.ts';
import { dayOf } from '../day.ts';
import { isLaterPage } from '../pages.ts';
import { formatError, refused } from './errors.ts';

export const BASE = '/berlin-group/v1';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Given back whatever comes of the request. @requirement BG-1.3-HDR-1 */
const requestId = check('request-id', ({ request, answerHeaders, settings }) => {
  const sent = request.headers['x-request-id'];
  if (typeof sent !== 'string' || !UUID.test(sent)) throw formatError('X-Request-ID must be a UUID');
  answerHeaders.push(['x-request-id', settings.interactionId === 'echoed' ? sent : randomUUID()]);
});

/** The certificate says who asks; no token is needed before there is a consent. */
const requester = check('requester', (context) => {
  const { bank, certificate } = context;
  const found = [...bank.clients.values()].find((client) => certificate !== null && owns(client, certificate) === true);
  if (!found) throw refused(401, 'CERTIFICATE_INVALID', 'the certificate is of no TPP that this bank knows');
  context.client = found;
});

export const requesterAccess: readonly Check[] = [
  requestId,
  certificateOfConnection,
  certificatePresent('requester-certificate', () => true),
  ...certificateValidity,
  requester,
];

export const consentOf = ({ berlin }: Context): BerlinAccountConsent => present(berlin.consent, 'the consent');
export const paymentOf = ({ berlin }: Context): BerlinPayment => present(berlin.payment, 'the payment');

/** Nobody learns from the answer whether another TPP's consent is there. @requirement BG-1.3-AIS-5 */
function consentRules(status: 400 | 403, id: (context: Context) => string, holder: (context: Context) => string) {
  const unknown = () => refused(status, 'CONSENT_UNKNOWN', 'there is no such consent');
  return [
    check('named-consent-known', (context) => {
      const found = consentNamed(context.bank, id(context));
      if (found?.kind !== 'berlin-accounts') throw unknown();
      context.berlin.consent = found;
    }),
    check('named-consent-owner', (context) => {
      if (consentOf(context).clientId !== holder(context)) throw unknown();
    }),
  ];
}

/** The consent in the path. */
export const namedConsent: readonly Check[] = consentRules(
  403,
  ({ path }) => path.id ?? '',
  ({ client }) => present(client, 'the TPP').id,
);

/** The payment in the path. Nobody learns whether another TPP's is there. @requirement BG-1.3-PIS-3 */
export const namedPayment: readonly Check[] = [
  check('payment-known', (context) => {
    const found = context.bank.store.consents.get(context.path.id ?? '');
    if (found?.kind !== 'berlin-payment' || !sameProduct(context, found)) throw noSuchPayment();
    context.berlin.payment = found;
  }),
  check('payment-owner', (context) => {
    if (paymentOf(context).clientId !== present(context.client, 'the TPP').id) throw noSuchPayment();
  }),
];

/** Of the same service and product. */
const sameProduct = ({ request, path, settings }: Context, { product, batch }: BerlinPayment): boolean =>
  (batch !== null) === request.path.startsWith(`${BASE}/bulk-payments/`) &&
  (product === path.product || settings.paymentProducts === 'any');

function noSuchPayment() {
  return refused(404, 'RESOURCE_UNKNOWN', 'there is no such payment');
}

const headerOf = ({ request }: Context): string => String(request.headers['consent-id'] ?? '');

/** The consent in the header, for which the token has to stand. */
const usedConsent: readonly Check[] = [
  check('consent-header', (context) => {
    if (headerOf(context) === '') throw formatError('Consent-ID is missing');
  }),
  ...consentRules(400, headerOf, ({ access }) => present(access, 'the access token').client.id),
  /** @requirement BG-1.3-AIS-6 */
  check('data-user-token', (context) => {
    const { grant } = present(context.access, 'the access token');
    if (grant?.consentId !== consentOf(context).id) throw invalidToken('the token does not stand for this consent');
  }),
  check('data-consent', (context) => {
    context.api.consent = consentOf(context);
  }),
];

export type DataSet = keyof BerlinAccountConsent['rights'];

/** Accounts of the PSU that a right takes in. */
export function accountsIn(context: Context, to: RightsTo): Account[] {
  const own = accountsOf(usernameOf(context));
  return to === 'all' ? own : own.filter(({ iban }) => to?.includes(iban) ?? false);
}

/** Whether a right takes in the account; whose it is has a rule of its own. */
const opens = (to: RightsTo, account: Account | null): boolean =>
  to === 'all' || (account !== null && (to?.includes(account.iban) ?? false));

/** The account in the path; one of another PSU looks like one that does not exist. @requirement BG-1.3-AIS-4 */
function accountRules(set: DataSet): readonly Check[] {
  return [
    check('account-own', (context) => {
      const { id } = context.path;
      if (id !== undefined && !accountsOf(usernameOf(context)).some((account) => account.id === id)) {
        throw refused(404, 'RESOURCE_UNKNOWN', 'there is no such account');
      }
    }),
    check('permission-granted', (context) => {
      const { id } = context.path;
      const to = consentOf(context).rights[set];
      const open = id === undefined ? accountsIn(context, to).length > 0 : opens(to, accountOf(id));
      if (!open) throw refused(401, 'CONSENT_INVALID', `the consent does not hold ${set} here`);
    }),
  ];
}

/** Reads without the PSU are counted for each account and kind of data; those of a consent for once always. @requirement BG-1.3-AIS-10 */
const frequency = check('frequency-per-day', (context) => {
  const { request, bank, settings } = context;
  const consent = consentOf(context);
  const attended = typeof request.headers['psu-ip-address'] === 'string';
  if (attended && consent.recurring && settings.attendedReads === 'free') return;
  const day = dayOf(bank.now(), settings.bankZone);
  const used = consent.used.get(request.path);
  // A list that is read to its end is read once.
  if (used?.day === day && isLaterPage(context)) return;
  const times = (used?.day === day ? used.times : 0) + 1;
  if (times > consent.frequencyPerDay) throw refused(429, 'ACCESS_EXCEEDED', 'the consent was used too often today');
  consent.used.set(request.path, { day, times });
});

/** Between a request and account data. */
export function dataAccess(set: DataSet): readonly Check[] {
  return [requestId, ...apiAccess('PSP_AI'), ...usedConsent, ...consentInForce, ...accountRules(set), frequency];
}
