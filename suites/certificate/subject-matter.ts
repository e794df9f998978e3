/** What the rules are asked about: one certificate, what it is to be used for, and when. */
import type { Certificate } from './certificate.ts';

/** To authenticate a TLS connection, as a client; or to seal requests. */
export type Use = 'tls' | 'seal';

export interface Matter {
  certificate: Certificate;
  /** Null: it was not said. */
  use: Use | null;
  /** Whether it has to be a payment service provider's. False: it has to be when it claims anything of the kind. */
  psd2: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

const TLS: ReadonlySet<string> = new Set(['serverAuth', 'clientAuth']);

export const isForTls = ({ extensions }: Certificate): boolean =>
  extensions.said.extKeyUsage?.some((one) => TLS.has(one)) ?? false;

export const hasExtension = ({ extensions }: Certificate, name: string): boolean =>
  extensions.list.some((one) => one.name === name);

/** What it is used for: as it was said, or as it says of itself. */
export function purposeOf({ certificate, use }: Matter): Use | null {
  const types = certificate.extensions.said.qcStatements?.types ?? null;
  if (use !== null) return use;
  if (types?.includes('web')) return 'tls';
  if (types?.includes('eseal')) return 'seal';
  return isForTls(certificate) ? 'tls' : null;
}

/** A certificate that signs certificates, and says nothing that only the certificate of a provider says. */
export function isAuthority({ extensions, subject }: Certificate): boolean {
  const { basicConstraints, keyUsage, extKeyUsage } = extensions.said;
  const signs = basicConstraints?.ca === true && (keyUsage?.includes('keyCertSign') ?? true);
  const provider = extensions.list.some(({ name }) => name === 'qcStatements');
  const host = extensions.said.subjectAltName?.some(({ type }) => type === 'dns') ?? false;
  const attributed = subject.rdns
    .flat()
    .some(({ name, value }) => name === 'organizationIdentifier' && /^PSD/i.test(value));
  return signs && !provider && !host && !attributed && !(extKeyUsage?.includes('clientAuth') ?? false);
}
