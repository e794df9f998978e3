/** The certificate of the connection: there where it is needed, of our directory, in its dates, not revoked. Asked at every request. */
import { X509Certificate } from 'node:crypto';
import type { Context } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { type PeerCertificate, readCertificate } from './certificate.ts';
import { problemOfChain } from './chain.ts';
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

/** Signatures do not change, so the answer may be kept with the connection. */
function chainProblem(context: Context, certificate: PeerCertificate): string | null {
  const { bank, connection, settings } = context;
  const judge = (): string | null =>
    problemOfChain(certificate, {
      roots: [bank.directory.rootPem, ...bank.authorities],
      authorities: [bank.directory.issuingPem],
      trust: settings.chainTrust,
      omitted: settings.chainRuleOmitted,
    });
  if (certificate !== connection.certificate) return judge();
  const key = `certificate-chain ${settings.chainTrust} ${settings.chainRuleOmitted}`;
  const remembered = connection.memory.get(key) as string | null | undefined;
  const problem = remembered === undefined ? judge() : remembered;
  connection.memory.set(key, problem);
  return problem;
}

/** By system time: a certificate knows nothing of the bank's movable clock. @requirement RFC5280-6.1.3-a3 */
const certificateDates = check('certificate-dates', ({ certificate, settings }) => {
  if (!certificate) return;
  const now = Date.now();
  const { validFrom, validTo } = certificate.x509;
  const early = now < Date.parse(validFrom) && settings.certificateDates !== 'end-only';
  const late = now > Date.parse(validTo) && settings.certificateDates !== 'begin-only';
  if (early || late)
    throw badCertificate('the client certificate is not in its validity period', 'certificate-expired');
});

/** @requirement RFC5280-6.3.3-N1 */
const certificateRevocation = check('certificate-revocation', (context) => revocation(context));

async function revocation(context: Context): Promise<void> {
  const { certificate, bank } = context;
  if (!certificate || !bank.directory.isKnown(certificate.serial)) return;
  const status = await bank.directory.checkRevocation(certificate, context.settings);
  if (status === 'revoked') throw badCertificate('the client certificate is revoked', 'certificate-revoked');
  if (status === 'unknown') throw badCertificate('the revocation status of the client certificate is unknown');
}

/** Over a certificate that was presented, needed or not; by whom is known by now. */
export const certificateValidity: readonly Check[] = [certificateChain, certificateDates, certificateRevocation];

const CHECKED_ONCE = 'certificate-revocation';

/** For banks that do worse. */
export const certificateAlternatives: readonly Check[] = [
  check('certificate-revocation-once-per-connection', (context) => {
    if (context.connection.memory.has(CHECKED_ONCE)) return undefined;
    return revocation(context).then(() => {
      context.connection.memory.set(CHECKED_ONCE, true);
    });
  }),
  check('certificate-chain-unless-self-signed-client', (context) => {
    const holder = context.client ?? context.access?.client;
    if (holder?.auth !== 'self_signed_tls_client_auth') return certificateChain.run(context);
  }),
  check('certificate-from-header', (context) => {
    context.certificate = fromHeader(context) ?? context.connection.certificate;
  }),
];

const unescaped = (value: string): string => decodeURIComponent(value);
const der = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** Headers that a proxy in front of a bank may use, and how each holds a certificate. */
const HEADERS: Readonly<Record<string, (value: string) => string | Buffer>> = {
  'x-ssl-client-cert': unescaped,
  'ssl-client-cert': unescaped,
  'x-amzn-mtls-clientcert': unescaped,
  'x-forwarded-client-cert': (value) => unescaped(/Cert="([^"]*)"/.exec(value)?.[1] ?? ''),
  'x-forwarded-tls-client-cert': (value) => der(unescaped(value)),
  'x-arr-clientcert': der,
  'x-wso2-client-certificate': der,
  'client-cert': (value) => der(value.replaceAll(':', '')),
};

function fromHeader(context: Context): PeerCertificate | null {
  for (const [name, read] of Object.entries(HEADERS)) {
    const header = context.request.headers[name];
    if (typeof header !== 'string') continue;
    try {
      return readCertificate(new X509Certificate(read(header)));
    } catch {
      // Not a certificate, so that the next header is looked at.
    }
  }
  return null;
}
