/** Dynamic client registration (RFC 7591), for whoever shows a certificate of the directory; and its management (RFC 7592). */
import { secret } from '../as/issue.ts';
import { type Context, present } from '../http/context.ts';
import { credentialsOf } from '../http/credentials.ts';
import { type Check, check, type Endpoint } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { empty, type JsonObject, json, type Reply } from '../http/reply.ts';
import { certificateOfConnection, certificatePresent, certificateValidity } from '../tls/client-certificate.ts';
import { metadataChecks, registeredMetadata } from './client-metadata.ts';
import { isSame, type RegisteredClient } from './registered-clients.ts';
import type { DcrSettings } from './settings.ts';

/** What this bank asks of a registrant; others ask for an initial access token, or for nothing. @requirement RFC7591-3-N1 RFC7592-2-N1 */
const certificateOfRegistrant = certificatePresent('certificate-of-registrant', () => true);

const roomForClient = check('room-for-client', ({ bank, settings }) => {
  if (bank.registered.size >= settings.mostRegisteredClients)
    throw new Refusal(503, 'temporarily_unavailable', 'no more clients are registered at the moment');
});

/** Who may register a client, and what. @requirement RFC7591-3-N1 RFC7591-2-1 */
export const register: Endpoint = {
  id: 'register',
  group: 'registration',
  methods: ['POST'],
  path: '/register',
  surface: 'oauth',
  checks: [certificateOfConnection, certificateOfRegistrant, ...certificateValidity, ...metadataChecks, roomForClient],
  answer: enrol,
};

const MANAGING = ['client_id', 'registration_client_uri', 'registration_access_token'];

const without = (whole: JsonObject, leaves: (name: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !leaves(name)));

/** What is told of all there is to tell. */
const told: Readonly<Record<DcrSettings['registrationUntold'], (whole: JsonObject) => JsonObject>> = {
  nothing: (whole) => whole,
  metadata: (whole) => without(whole, (name) => !MANAGING.includes(name)),
  'client-id': (whole) => without(whole, (name) => name === 'client_id'),
};

/** @requirement RFC7591-3.2.1-1 RFC7591-3.2.1-2 RFC7591-3.2.1-3 */
function enrol(context: Context): Reply {
  const { bank, dcr, settings } = context;
  const client = present(dcr.described, 'the client');
  const one: RegisteredClient = {
    client,
    metadata: registeredMetadata(present(dcr.metadata, 'the client metadata'), client),
    accessToken: secret(),
    issuedAt: Math.floor(bank.now() / 1000),
  };
  bank.registered.add(one);
  const leave = told[settings.registrationUntold];
  return json(settings.registrationStatus, leave(information(one, context)));
}

/** @requirement RFC7591-3.2.1-2 RFC7592-3-1 */
function information(one: RegisteredClient, context: Context): JsonObject {
  const { metadata, client, issuedAt } = one;
  return { ...metadata, client_id: client.id, client_id_issued_at: issuedAt, ...management(one, context) };
}

/** @requirement RFC7592-3-1 */
function management({ client, accessToken }: RegisteredClient, { bank, settings }: Context): JsonObject {
  const { registrationManagement: offered } = settings;
  if (offered === 'none') return {};
  const address = { registration_client_uri: `${bank.mtls}/register/${client.id}` };
  return offered === 'without-token' ? address : { ...address, registration_access_token: accessToken };
}

/** @requirement RFC7592-2-1 RFC7592-2.3-2 */
const unknownToken = (): Refusal =>
  new Refusal(401, 'invalid_token', 'this is not the registration access token of the client', {
    headers: [['www-authenticate', 'Bearer realm="bank", error="invalid_token"']],
  });

const registrationToken = check('registration-token', (context) => {
  const { bank, path, request } = context;
  const found = bank.registered.get(path.client ?? '');
  const shown = credentialsOf(request.headers);
  if (!found || shown?.scheme !== 'Bearer' || !isSame(found.accessToken, shown.token)) throw unknownToken();
  context.dcr.registered = found;
});

/** The token says who comes, and is worth nothing to who stole it and has no certificate. @requirement RFC7592-2-1 RFC7592-2-N1 */
export const clientConfiguration: Endpoint = {
  id: 'client-configuration',
  group: 'registration',
  methods: ['GET', 'DELETE'],
  path: '/register/{client}',
  surface: 'oauth',
  checks: [certificateOfConnection, certificateOfRegistrant, ...certificateValidity, registrationToken],
  answer: manage,
};

/** @requirement RFC7592-2.3-1 RFC7592-2.3-2 */
function manage(context: Context): Reply {
  const { bank, dcr, request, settings } = context;
  const one = present(dcr.registered, 'the registered client');
  if (request.method === 'GET') return json(200, information(one, context));
  if (settings.registrationDeletion === 'effective') bank.registered.remove(one.client.id);
  return empty(settings.registrationDeletionStatus);
}

/** A bank that lets in whoever `fits`, with the token that was shown or null without any. */
const tokenWhere = (name: string, fits: (shown: string | null, context: Context) => boolean): Check =>
  check(name, (context) => {
    const { bank, path, request } = context;
    const found = bank.registered.get(path.client ?? '');
    const shown = credentialsOf(request.headers)?.token ?? null;
    if (!found || !(fits(shown, context) || (shown !== null && isSame(found.accessToken, shown)))) throw unknownToken();
    context.dcr.registered = found;
  });

/** For banks that do worse. */
export const registrationAlternatives: readonly Check[] = [
  tokenWhere('registration-token-of-anybody', (shown, { bank }) => shown !== null && bank.registered.knowsToken(shown)),
  tokenWhere('registration-token-if-present', (shown) => shown === null),
  tokenWhere('registration-token-unread', (shown) => shown !== null),
];
