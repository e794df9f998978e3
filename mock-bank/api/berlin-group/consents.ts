/** Consents for accounts: created, read and terminated by the TPP. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { check, type Endpoint } from '../../http/endpoint.ts';
import { empty, type Json, json, type Reply } from '../../http/reply.ts';
import { type BerlinAccountConsent, begunConsent } from '../../store/consents.ts';
import { accountsOf } from '../data.ts';
import { dayOf } from '../day.ts';
import { BASE, consentOf, namedConsent, requesterAccess } from './access.ts';
import { authorisationEndpoints, firstAuthorisations, linksOf } from './authorisations.ts';
import { readAccountOrder } from './consent-order.ts';
import { refuseBerlin } from './errors.ts';
import { sealChecks } from './seal.ts';

const CONSENTS = `${BASE}/consents`;

const shared = { group: 'resource', surface: 'resource', refuse: refuseBerlin } as const;

const order = check('account-consent-order', (context) => {
  context.berlin.order = readAccountOrder(context);
});

function named(id: string, method: string, path: string, answer: Endpoint['answer'], further: Endpoint['checks'] = []) {
  return {
    ...shared,
    id: `berlin.${id}`,
    methods: [method],
    path: `${CONSENTS}/{id}${path}`,
    checks: [...requesterAccess, ...namedConsent, ...further],
    answer,
  };
}

export const consentEndpoints: readonly Endpoint[] = [
  {
    ...shared,
    id: 'berlin.consent.create',
    methods: ['POST'],
    path: CONSENTS,
    checks: [...requesterAccess, ...sealChecks, order],
    answer: create,
  },
  named('consent.read', 'GET', '', (context) => json(200, resource(context))),
  named('consent.delete', 'DELETE', '', terminate),
  named('consent.status', 'GET', '/status', (context) => json(200, { consentStatus: consentStatus(context) })),
  ...authorisationEndpoints('', named, CONSENTS, consentOf),
];

/** As the standard spells it. @requirement BG-1.3-AIS-2 BG-1.3-AIS-3 */
function consentStatus(context: Context): string {
  const { status, deletedAt, revokedAt, expiresAt } = consentOf(context);
  if (status === 'Rejected') return 'rejected';
  if (deletedAt !== null && context.settings.deletedConsents === 'told') return 'terminatedByTpp';
  if (revokedAt !== null && context.settings.revokedConsents === 'told') return 'revokedByPsu';
  if (expiresAt !== null && expiresAt <= context.bank.now()) return 'expired';
  return status === 'AwaitingAuthorisation' ? 'received' : 'valid';
}

function create(context: Context): Reply {
  const { bank } = context;
  const consent: BerlinAccountConsent = {
    kind: 'berlin-accounts',
    id: `bgc-${randomUUID()}`,
    ...begunConsent(present(context.client, 'the TPP').id, bank.now()),
    used: new Map(),
    authorisations: firstAuthorisations(context),
    ...present(context.berlin.order, 'the order'),
  };
  replaceEarly(context, consent.id);
  bank.store.consents.set(consent.id, consent);
  context.berlin.consent = consent;
  const self = `${CONSENTS}/${consent.id}`;
  const body = {
    consentStatus: consentStatus(context),
    consentId: consent.id,
    _links: linksOf(context, self, consent),
  };
  return json(201, body, [
    ['location', self],
    ['aspsp-sca-approach', 'REDIRECT'],
  ]);
}

const EARLIER = 'consents created over this connection';

/** For a bank that does not wait for the PSU, and takes what came over one connection for one PSU's. */
function replaceEarly({ bank, settings, connection }: Context, id: string): void {
  if (settings.recurringConsents !== 'one-created') return;
  const earlier = (connection.memory.get(EARLIER) as string[] | undefined) ?? [];
  for (const one of earlier) {
    const consent = bank.store.consents.get(one);
    if (consent?.status === 'Authorised') consent.deletedAt ??= bank.now();
  }
  connection.memory.set(EARLIER, [...earlier, id]);
}

function resource(context: Context): Json {
  const consent = consentOf(context);
  return {
    access: accessGiven(consent),
    recurringIndicator: consent.recurring,
    validUntil: consent.validUntil,
    frequencyPerDay: consent.frequencyPerDay,
    lastActionDate: dayOf(consent.statusAt, context.settings.bankZone),
    consentStatus: consentStatus(context),
  };
}

/** Where the PSU chose the accounts at the bank, those chosen stand in place of the empty lists. */
function accessGiven({ access, username }: BerlinAccountConsent): Json {
  if (username === null) return access;
  const chosen = accountsOf(username).map(({ iban }) => ({ iban }));
  const entries = Object.entries(access).map(([name, value]) => {
    return [name, Array.isArray(value) && value.length === 0 ? chosen : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Access ends at once, and a second call finds it ended. @requirement BG-1.3-AIS-3 */
function terminate(context: Context): Reply {
  const consent = consentOf(context);
  consent.deletedAt ??= context.bank.now();
  return empty(204);
}
