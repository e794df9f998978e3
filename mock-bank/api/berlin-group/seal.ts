/** The seal of a request: a digest of its body and a signature over headers with a certificate for seals, for clients that are registered to sign. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import type { Client } from '../../clients.ts';
import { QC_TYPE } from '../../directory/qualified.ts';
import { type Context, present } from '../../http/context.ts';
import { type Check, check } from '../../http/endpoint.ts';
import { type PeerCertificate, readCertificate } from '../../tls/certificate.ts';
import { problemOfChain } from '../../tls/chain.ts';
import { qualifiedStatements } from '../../tls/qualified-certificate.ts';
import { refused } from './errors.ts';

const SEAL = `${QC_TYPE}.2`;
/** What has to be covered, where it is sent. */
const COVERED = ['digest', 'x-request-id', 'psu-id', 'psu-corporate-id', 'date', 'tpp-redirect-uri'];

export interface Seal {
  /** Names of headers, as they were signed. */
  covered: readonly string[];
  signature: Buffer;
  certificate: PeerCertificate;
}

const missing = (what: string) => refused(401, 'SIGNATURE_MISSING', `${what} is missing`);
const invalid = (description: string) => refused(401, 'SIGNATURE_INVALID', description);
const unfit = (description: string) => refused(401, 'CERTIFICATE_INVALID', description);

const holder = ({ client }: Context): Client => present(client, 'the TPP');

function rule(name: string, run: (context: Context) => void): Check {
  return check(name, (context) => {
    if (holder(context).registration.messageSignatures) run(context);
  });
}

/** A rule about the seal that came; only a faulty bank gets here without one. */
const judged = (name: string, run: (context: Context, seal: Seal) => void): Check =>
  rule(name, (context) => {
    if (context.berlin.seal) run(context, context.berlin.seal);
  });

const headerOf = ({ request }: Context, name: string): string | null => {
  const sent = request.headers[name];
  return typeof sent === 'string' ? sent : null;
};

/** @requirement BG-1.3-SIG-1 */
const there = rule('seal-present', (context) => {
  for (const name of ['digest', 'signature', 'tpp-signature-certificate']) {
    if (headerOf(context, name) === null) throw missing(name);
  }
});

const PARAMETER = /([A-Za-z]+)="([^"]*)"/g;

const readable = rule('seal-readable', (context) => {
  const [signature, certificate] = ['signature', 'tpp-signature-certificate'].map((name) => headerOf(context, name));
  if (typeof signature !== 'string' || typeof certificate !== 'string') return;
  const parameters = new Map([...signature.matchAll(PARAMETER)].map(([, name = '', value = '']) => [name, value]));
  context.berlin.seal = {
    covered: (parameters.get('headers') ?? '').split(' '),
    signature: Buffer.from(parameters.get('signature') ?? '', 'base64'),
    certificate: certificateIn(certificate),
  };
});

function certificateIn(text: string): PeerCertificate {
  try {
    return readCertificate(new X509Certificate(Buffer.from(text, 'base64')));
  } catch {
    throw unfit('TPP-Signature-Certificate holds no certificate');
  }
}

/** @requirement BG-1.3-SIG-2 */
const digestHolds = rule('seal-digest-holds', (context) => {
  const sent = headerOf(context, 'digest');
  const made = `SHA-256=${createHash('sha256').update(context.request.body).digest('base64')}`;
  if (sent !== null && sent !== made) throw invalid('Digest is not that of the body');
});

/** @requirement BG-1.3-SIG-3 */
const certificateOwner = judged('seal-certificate-owner', (context, { certificate }) => {
  const { organizationIdentifier } = holder(context);
  if (certificate.organizationIdentifier !== organizationIdentifier) throw unfit('the seal is of somebody else');
});

/** @requirement RFC5280-6.1.3-a1 BG-1.3-SIG-6 */
const certificateChain = judged('seal-certificate-chain', ({ bank }, { certificate }) => {
  const problem = problemOfChain(certificate, {
    roots: [bank.directory.rootPem],
    authorities: [bank.directory.issuingPem],
    trust: 'verified',
    omitted: null,
  });
  if (problem !== null) throw unfit(`the certificate of the seal is not trusted: ${problem}`);
});

/** By system time, as for the certificate of a connection. @requirement RFC5280-6.1.3-a2 BG-1.3-SIG-6 */
const certificateDates = judged('seal-certificate-dates', (_context, { certificate }) => {
  const { validFrom, validTo } = certificate.x509;
  const now = Date.now();
  if (now < Date.parse(validFrom) || now > Date.parse(validTo))
    throw refused(401, 'CERTIFICATE_EXPIRED', 'the certificate of the seal is not in its validity period');
});

/** @requirement RFC5280-6.1.3-a3 BG-1.3-SIG-6 */
const certificateStatus = check('seal-certificate-status', async (context) => {
  const { bank, berlin, settings } = context;
  if (!berlin.seal || !bank.directory.isKnown(berlin.seal.certificate.serial)) return;
  const status = await bank.directory.checkRevocation(berlin.seal.certificate, settings);
  if (status !== 'good') throw refused(401, 'CERTIFICATE_REVOKED', 'the certificate of the seal is revoked');
});

/** @requirement BG-1.3-SIG-3 */
const certificateType = judged('seal-certificate-type', (_context, { certificate }) => {
  if (qualifiedStatements(certificate)?.types.includes(SEAL) !== true) throw unfit('the certificate is not for seals');
});

/** @requirement BG-1.3-SIG-4 */
const covers = judged('seal-covers', (context, { covered }) => {
  const left = COVERED.find((name) => headerOf(context, name) !== null && !covered.includes(name));
  if (left !== undefined) throw invalid(`the signature does not cover ${left}`);
});

/** @requirement BG-1.3-SIG-2 */
const holds = judged('seal-holds', (context, { covered, signature, certificate }) => {
  const base = covered.map((name) => `${name}: ${headerOf(context, name) ?? ''}`).join('\n');
  if (!verify('sha256', Buffer.from(base), certificate.x509.publicKey, signature))
    throw invalid('the seal does not hold');
});

/** For requests with a body. */
export const sealChecks: readonly Check[] = [
  there,
  readable,
  digestHolds,
  certificateOwner,
  certificateChain,
  certificateDates,
  certificateStatus,
  certificateType,
  covers,
  holds,
];

/** What banks do that do worse. */
export const sealAlternatives: readonly Check[] = [
  rule('seal-in-own-order', (context) => {
    const sent = headerOf(context, 'signature');
    if (sent !== null && !sent.startsWith('keyId='))
      throw invalid('the signature begins with something else than keyId');
    return void readable.run(context);
  }),
  rule('seal-name-in-lower-case', (context) => {
    if (!context.request.rawHeaders.includes('signature')) throw missing('signature');
  }),
];
