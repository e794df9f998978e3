/** Who the client is, and that its certificate is its own. */

import type { Client } from '../../clients.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { invalidClient, invalidRequest, Refusal } from '../../http/refusal.ts';
import type { PeerCertificate } from '../../tls/certificate.ts';
import { certificateAlternatives, certificateChecks } from '../../tls/client-certificate.ts';
import { parseJws } from '../jws.ts';
import { assertionAlternatives, assertionRules } from './assertion.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const UNSUPPORTED = 'this client authentication method is not supported';

/** Always 401, and the scheme is named again. @requirement RFC6749-5.2-2 */
function inHeader(authorization: string): Refusal {
  const scheme = /^[A-Za-z][A-Za-z0-9-]*/.exec(authorization)?.[0] ?? 'Basic';
  return new Refusal(401, 'invalid_client', UNSUPPORTED, { headers: [['www-authenticate', `${scheme} realm="bank"`]] });
}

/**
 * Finds the client by its assertion or, for tls_client_auth, by client_id; other methods do not exist here.
 * @requirement FAPI2-SP-5.3.2.1-6 RFC6749-2.3-1
 */
const clientIdentified = check('client-identified', (context) => {
  const { form, headers } = context.request;
  if (headers.authorization !== undefined) throw inHeader(headers.authorization);
  if (form.first('client_secret') !== undefined) throw invalidClient(UNSUPPORTED);
  const sent = form.first('client_assertion');
  if (sent !== undefined) identifyByAssertion(context, sent);
  else identifyByCertificate(context, form.first('client_id'));
});

function identifyByAssertion(context: Context, sent: string): void {
  if (context.request.form.first('client_assertion_type') !== ASSERTION_TYPE) {
    throw invalidRequest('client_assertion_type is missing or unknown');
  }
  const assertion = parseJws(sent);
  if (!assertion) throw invalidClient('the client assertion is not a signed JWT');
  const { iss } = assertion.claims;
  const client = typeof iss === 'string' ? context.bank.clients.get(iss) : undefined;
  if (client?.auth !== 'private_key_jwt') throw invalidClient('the client is unknown or authenticates in another way');
  context.as.assertion = assertion;
  context.client = client;
}

/** @requirement RFC8705-2-1 */
function identifyByCertificate(context: Context, clientId: string | undefined): void {
  const client = clientId === undefined ? undefined : context.bank.clients.get(clientId);
  if (client?.auth !== 'tls_client_auth') throw invalidClient('client authentication is missing');
  context.client = client;
}

/** @requirement RFC9126-3-4 OIDC-CORE-9-1 */
const clientIdAgrees = check('client-id-agrees', ({ request, client }) => {
  const sent = request.form.first('client_id');
  if (sent !== undefined && sent !== present(client, 'the client').id) {
    throw invalidClient('client_id does not name the client that authenticated');
  }
});

/** @requirement RFC8705-2.1-1 RFC8705-2-3 */
const mtlsSubject = check('mtls-subject', ({ client, certificate }) => {
  const { auth, tlsSubject, pinnedCertificate } = present(client, 'the client');
  if (auth !== 'tls_client_auth' || pinnedCertificate !== null) return;
  if (sortedSubject(present(certificate, 'the certificate')) !== tlsSubject) {
    throw invalidClient('the client certificate has another subject');
  }
});

/** The organisation in the certificate, or the certificate itself, is the one registered. @requirement RFC8705-2-4 */
const certificateOwner = check('certificate-owner', ({ client, certificate }) => {
  if (!owns(present(client, 'the client'), certificate))
    throw invalidClient("the client certificate is not the client's");
});

function owns(client: Client, certificate: PeerCertificate | null): boolean {
  if (!certificate) return false;
  if (client.pinnedCertificate !== null) return client.pinnedCertificate === certificate.sha256;
  if (client.organizationIdentifier === null) return client.tlsSubject === sortedSubject(certificate);
  return client.organizationIdentifier === certificate.organizationIdentifier;
}

/** Order of the attributes does not matter for the comparison. @requirement RFC8705-2.1-2 */
export function sortedSubject({ subject }: { subject: string }): string {
  return subject.split('\n').sort().join('\n');
}

/** Shared by all back-channel endpoints of the authorization server. */
export const clientAuthentication: readonly Check[] = [
  ...certificateChecks,
  clientIdentified,
  clientIdAgrees,
  ...assertionRules,
  mtlsSubject,
  certificateOwner,
];

export const clientAuthenticationAlternatives: readonly Check[] = [
  ...certificateAlternatives,
  ...assertionAlternatives,
  check('certificate-owner-unless-mtls', (context) => {
    if (present(context.client, 'the client').auth !== 'tls_client_auth') return certificateOwner.run(context);
  }),
  /** Believes whoever names itself; an assertion, when there is one, is still looked at. */
  check('client-identified-or-named', (context) => {
    const { form } = context.request;
    if (form.first('client_assertion') !== undefined) return clientIdentified.run(context);
    const id = form.first('client_id');
    const client = id === undefined ? byOrganisation(context) : context.bank.clients.get(id);
    if (!client) throw invalidClient('the client is unknown');
    context.client = client;
  }),
  check('certificate-owner-if-any', (context) => {
    if (context.certificate) return certificateOwner.run(context);
  }),
  check('mtls-subject-if-any', (context) => {
    if (context.certificate) return mtlsSubject.run(context);
  }),
];

function byOrganisation({ bank, certificate }: Context): Client | undefined {
  return [...bank.clients.values()].find((client) => owns(client, certificate));
}
