/** Who the client is, and that a certificate it presents is its own. */
import type { Client } from '../../clients.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidClient, invalidRequest, Refusal } from '../../http/refusal.ts';
import type { Settings } from '../../settings.ts';
import {
  certificateAlternatives,
  certificateFromHeader,
  certificateOfConnection,
  certificatePresent,
  certificateValidity,
} from '../../tls/client-certificate.ts';
import { isNamed, owns } from '../../tls/registered-certificate.ts';
import { subjectAlternatives } from '../../tls/subject-alternatives.ts';
import { clientAuthMethods } from '../client-auth.ts';
import { parseJws } from '../jws.ts';
import { bindsCertificates } from '../sender-constraint.ts';
import { assertionAlternatives, assertionRules } from './assertion.ts';
import { doorAlternatives } from './doors.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const UNSUPPORTED = 'this client authentication method is not supported';

/** Always 401, and the scheme is named again. @requirement RFC6749-5.2-2 */
function inHeader(authorization: string, { headerAuthentication }: Settings): Refusal {
  if (headerAuthentication === 'refused') return invalidClient(UNSUPPORTED);
  const scheme = /^[A-Za-z][A-Za-z0-9-]*/.exec(authorization)?.[0] ?? 'Basic';
  return new Refusal(401, 'invalid_client', UNSUPPORTED, { headers: [['www-authenticate', `${scheme} realm="bank"`]] });
}

/**
 * Finds the client by its assertion or, where its certificate shows who it is, by client_id; other methods do not exist here.
 * @requirement FAPI2-SP-5.3.2.1-6 RFC6749-2.3-1
 */
const clientIdentified = check('client-identified', (context) => {
  const { form, headers } = context.request;
  if (headers.authorization !== undefined) throw inHeader(headers.authorization, context.settings);
  if (form.first('client_secret') !== undefined) throw invalidClient(UNSUPPORTED);
  const sent = form.first('client_assertion');
  if (sent !== undefined) identifyByAssertion(context, sent);
  else identifyByCertificate(context, form.first('client_id'));
});

const shows = ({ auth }: Client) => clientAuthMethods[auth].shows;

function identifyByAssertion(context: Context, sent: string): void {
  if (context.request.form.first('client_assertion_type') !== ASSERTION_TYPE) {
    throw invalidRequest('client_assertion_type is missing or unknown');
  }
  const assertion = parseJws(sent, context.settings);
  if (!assertion) throw invalidClient('the client assertion is not a signed JWT');
  const { iss } = assertion.claims;
  const client = typeof iss === 'string' ? context.bank.clients.get(iss) : undefined;
  if (!client || shows(client) !== 'assertion')
    throw invalidClient('the client is unknown or authenticates in another way');
  context.as.assertion = assertion;
  context.client = client;
}

/** @requirement RFC8705-2-1 RFC8705-2-2 */
function identifyByCertificate(context: Context, clientId: string | undefined): void {
  const client = clientId === undefined ? undefined : context.bank.clients.get(clientId);
  if (!client || shows(client) !== 'certificate') throw invalidClient('client authentication is missing');
  context.client = client;
}

/** @requirement RFC9126-3-4 OIDC-CORE-9-1 */
const clientIdAgrees = check('client-id-agrees', ({ request, client }) => {
  const sent = request.form.first('client_id');
  if (sent !== undefined && sent !== present(client, 'the client').id) {
    throw invalidClient('client_id does not name the client that authenticated');
  }
});

/** Whose certificate shows who it is cannot do without. @requirement RFC8705-2-1 RFC8705-2-4 */
const certificateOfMethod = certificatePresent(
  'certificate-present',
  ({ client }) => shows(present(client, 'the client')) === 'certificate',
);

const isBound = ({ client }: Context) => bindsCertificates(present(client, 'the client'));

/** A token is bound to what was presented when it was asked for, so this is for the token endpoint. @requirement RFC8705-3.1-1 */
export const certificateToBind = certificatePresent('certificate-to-bind', isBound);

/** @requirement RFC8705-2.1-1 RFC8705-2-3 */
const mtlsSubject = check('mtls-subject', ({ client, certificate }) => {
  const { auth, tlsName } = present(client, 'the client');
  if (auth !== 'tls_client_auth' || tlsName === null || !certificate) return;
  if (!isNamed(certificate, tlsName)) throw invalidClient('the client certificate has another name');
});

/** What the client registered about its certificate holds for any it presents. @requirement RFC8705-2-4 RFC8705-2.2-1 */
const certificateOwner = check('certificate-owner', ({ client, certificate }) => {
  if (certificate && owns(present(client, 'the client'), certificate) === false) {
    throw invalidClient("the client certificate is not the client's");
  }
});

/** Shared by all back-channel endpoints of the authorization server. */
export const clientAuthentication: readonly Check[] = [
  certificateOfConnection,
  clientIdentified,
  clientIdAgrees,
  certificateOfMethod,
  ...certificateValidity,
  ...assertionRules,
  mtlsSubject,
  certificateOwner,
];

/** The same for all clients of one method, otherwise as it should be. */
function ownerUnless(name: string, spared: (client: Client) => boolean): Check {
  return check(name, (context) => {
    if (!spared(present(context.client, 'the client'))) return certificateOwner.run(context);
  });
}

const byAlternativeName = ({ tlsName }: Client) => tlsName !== null && tlsName.kind !== 'subject_dn';

export const clientAuthenticationAlternatives: readonly Check[] = [
  ...certificateAlternatives,
  ...assertionAlternatives,
  ownerUnless('certificate-owner-unless-mtls', ({ auth }) => auth === 'tls_client_auth'),
  ownerUnless('certificate-owner-unless-alternative-name', byAlternativeName),
  ownerUnless('certificate-owner-unless-asserting', ({ auth }) => auth === 'private_key_jwt'),
  ownerUnless('certificate-owner-unless-self-signed', ({ auth }) => auth === 'self_signed_tls_client_auth'),
  check('mtls-subject-dn-only', (context) => {
    if (!byAlternativeName(present(context.client, 'the client'))) return mtlsSubject.run(context);
  }),
  ...subjectAlternatives(mtlsSubject, certificateOwner),
  ...doorAlternatives({
    source: certificateOfConnection,
    sourceInHeader: certificateFromHeader,
    present: certificateOfMethod,
    toBind: certificateToBind,
  }),
  /** Where transport security is the same for every request, as in the UK. */
  certificatePresent('certificate-present-where-registered', (context) => {
    return isBound(context) || shows(present(context.client, 'the client')) === 'certificate';
  }),
  /** Goes by the subject of an assertion, and never looks who issued it. */
  check('client-identified-by-subject', (context) => {
    const assertion = parseJws(context.request.form.first('client_assertion') ?? '');
    const client = context.bank.clients.get(String(assertion?.claims.sub));
    if (!assertion || !client || shows(client) !== 'assertion') return clientIdentified.run(context);
    context.as.assertion = assertion;
    context.client = client;
  }),
  /** Believes whoever names itself; an assertion, when there is one, is still looked at. */
  check('client-identified-or-named', (context) => {
    const { form } = context.request;
    if (form.first('client_assertion') !== undefined) return clientIdentified.run(context);
    const id = form.first('client_id');
    const client = id === undefined ? byCertificate(context) : context.bank.clients.get(id);
    if (!client) throw invalidClient('the client is unknown');
    context.client = client;
  }),
];

function byCertificate({ bank, certificate }: Context): Client | undefined {
  return [...bank.clients.values()].find((client) => certificate !== null && owns(client, certificate) === true);
}
