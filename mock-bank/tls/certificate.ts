/** The client certificate as the bank's checks see it. */
import { createHash, X509Certificate } from 'node:crypto';

export interface PeerCertificate {
  x509: X509Certificate;
  der: Buffer;
  /** What was shown behind it in the handshake, each as far as it fits the one before. */
  shown: readonly X509Certificate[];
  /** Lower-case hex. */
  sha256: string;
  /** base64url, as in `cnf.x5t#S256`. @requirement RFC8705-3.1-2 */
  x5t: string;
  /** Lower-case hex as in the certificate. */
  serial: string;
  /** One `type=value` per line, in node's names, without escapes. */
  subject: string;
  organizationIdentifier: string | null;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
  keySha256: string;
}

/** Read before, by what was shown. A client shows the same at each connection, and most of what is asked of it never changes. */
const known = new Map<string, PeerCertificate>();
const MOST_KNOWN = 1000;

/** The same object for the same certificates, so that whoever works something out of it can keep that with it. */
export function readCertificate(x509: X509Certificate, shown: readonly X509Certificate[] = []): PeerCertificate {
  const key = [x509, ...shown].map(({ fingerprint512 }) => fingerprint512).join();
  const kept = known.get(key);
  if (kept) return kept;
  const certificate = read(x509, shown);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, certificate);
  return certificate;
}

function read(x509: X509Certificate, shown: readonly X509Certificate[]): PeerCertificate {
  const digest = createHash('sha256').update(x509.raw).digest();
  const spki = x509.publicKey.export({ type: 'spki', format: 'der' });
  const subject = x509.subject.replaceAll(/\\(.)/g, '$1');
  return {
    x509,
    der: x509.raw,
    shown,
    sha256: digest.toString('hex'),
    x5t: digest.toString('base64url'),
    serial: x509.serialNumber.toLowerCase(),
    subject,
    organizationIdentifier: attribute(subject, 'organizationIdentifier'),
    keySha256: createHash('sha256').update(spki).digest('hex'),
  };
}

/** The first certificate of a PEM text. */
export function readPem(pem: string): PeerCertificate {
  return readCertificate(new X509Certificate(pem));
}

/** The value of an attribute that occurs exactly once, else null. */
function attribute(subject: string, type: string): string | null {
  const values = subject.split('\n').filter((line) => line.startsWith(`${type}=`));
  return values.length === 1 ? (values[0] ?? '').slice(type.length + 1) : null;
}
