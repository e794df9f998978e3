/** The certificate of the connection: there where it is needed, of our directory, in its dates, not revoked. Asked at every request. */
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import type { PeerCertificate } from './certificate.ts';
import { CERTIFICATE_HEADERS, certificateIn } from './certificate-header.ts';
import { problemOfChain } from './chain.ts';
import { providerAlternatives, providerCertificate } from './payment-service-provider.ts';
import { isRegistered } from './registered-certificate.ts';

/** Turned away for the certificate itself; the renderer knows what that is called at each kind of endpoint. */
export function badCertificate(description: string, reason = 'certificate-invalid'): Refusal {
  return new Refusal(401, 'invalid_client', description, { kind: 'certificate', reason });
}

/** Takes the certificate from the connection where `used` says that it matters. @requirement RFC8705-3-2 */
export function certificateSource(used: (context: Context) => boolean): Check {
  return check('certificate-source', (context) => {
    if (used(context)) context.certificate = context.connection.certificate;
  });
}

/** Where it matters whoever comes. */
export const certificateOfConnection = certificateSource(() => true);

/** Turns away whoever needs a certificate and presents none. */
export function certificatePresent(name: string, needed: (context: Context) => boolean): Check {
  return check(name, (context) => {
    if (!context.certificate && needed(context))
      throw badCertificate('a client certificate is needed', 'certificate-missing');
  });
}

/** @requirement RFC8705-2.1-1 RFC8705-7.4-1 */
const certificateChain = check('certificate-chain', (context) => {
  const { certificate, client, access } = context;
  const holder = client ?? access?.client;
  if (!certificate || (holder && isRegistered(holder, certificate))) return;
  const problem = chainProblem(context, certificate);
  if (problem !== null) throw badCertificate(`the client certificate is not trusted: ${problem}`);
});

function chainProblem({ bank, settings }: Context, certificate: PeerCertificate): string | null {
  return problemOfChain(certificate, {
    roots: [bank.directory.rootPem, ...bank.authorities],
    authorities: [bank.directory.issuingPem],
    trust: settings.chainTrust,
    omitted: settings.chainRuleOmitted,
  });
}

const trustsSession = ({ connection, settings }: Context): boolean =>
  connection.resumed && settings.resumedCertificate === 'trusted';

/** By system time: a certificate knows nothing of the bank's movable clock. @requirement RFC5280-6.1.3-a2 RFC8446-4.6.1-1 */
const certificateDates = check('certificate-dates', (context) => dates(context));

function dates(context: Context): void {
  const { certificate, settings } = context;
  if (!certificate || trustsSession(context)) return;
  const now = Date.now();
  const { validFrom, validTo } = certificate.x509;
  const early = now < Date.parse(validFrom) && settings.certificateDates !== 'end-only';
  const late = now > Date.parse(validTo) && settings.certificateDates !== 'begin-only';
  if (early || late)
    throw badCertificate('the client certificate is not in its validity period', 'certificate-expired');
}

/** @requirement RFC5280-6.1.3-a3 RFC5280-6.3.3-N1 RFC8446-4.6.1-1 */
const certificateRevocation = check('certificate-revocation', (context) => revocation(context));

async function revocation(context: Context): Promise<void> {
  const { certificate, bank } = context;
  if (!certificate || trustsSession(context) || !bank.directory.isKnown(certificate.serial)) return;
  const status = await bank.directory.checkRevocation(certificate, context.settings);
  if (status === 'revoked') throw badCertificate('the client certificate is revoked', 'certificate-revoked');
  if (status === 'unknown') throw badCertificate('the revocation status of the client certificate is unknown');
}

/** Over a certificate that was presented, needed or not; by whom is known by now. */
export const certificateValidity: readonly Check[] = [
  certificateChain,
  certificateDates,
  certificateRevocation,
  ...providerCertificate,
];

const CHECKED_ONCE = 'certificate-revocation';
const DATES_ONCE = 'certificate-dates';

/** Also as servers write them that make variables of headers. */
const NAMES = CERTIFICATE_HEADERS.flatMap((name) => [name, name.replaceAll('-', '_')]);

function certificateFrom(counted: 'first' | 'last', name: string): Check {
  return check(name, (context) => {
    const { headers } = context.request;
    context.certificate = certificateIn(headers, NAMES, counted) ?? context.connection.certificate;
  });
}

export const certificateFromHeader = certificateFrom('first', 'certificate-from-header');

/** For banks that do worse. */
export const certificateAlternatives: readonly Check[] = [
  ...providerAlternatives,
  check('certificate-revocation-once-per-connection', (context) => {
    if (context.connection.memory.has(CHECKED_ONCE)) return undefined;
    return revocation(context).then(() => {
      context.connection.memory.set(CHECKED_ONCE, true);
    });
  }),
  check('certificate-dates-once-per-connection', (context) => {
    if (context.connection.memory.has(DATES_ONCE)) return;
    dates(context);
    context.connection.memory.set(DATES_ONCE, true);
  }),
  check('certificate-chain-unless-self-signed-client', (context) => {
    const holder = context.client ?? context.access?.client;
    if (holder?.auth !== 'self_signed_tls_client_auth') return certificateChain.run(context);
  }),
  certificateFromHeader,
  certificateFrom('last', 'certificate-from-last-header'),
];
