/** Whether a client certificate comes from a trusted authority: a path is looked for, and judged by `chain-rules.ts`. */
import { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from './certificate.ts';
import { type ChainRule, type ChainRuleName, chainRules, type Link, linkOf, type Path } from './chain-rules.ts';

/** `verified` is right; the others are for banks that do worse. */
export type ChainTrust = 'verified' | 'by-name' | 'self-signed' | 'unfinished';

export interface ChainPolicy {
  /** PEM of the trust anchors. */
  roots: readonly string[];
  /** PEM of authorities that a client need not show. */
  authorities: readonly string[];
  trust: ChainTrust;
  omitted: ChainRuleName | null;
}

const LONGEST_PATH = 8;

interface Found {
  path: Path;
  /** Rules that it breaks at any time. */
  broken: readonly ChainRule[];
}

/** By certificate and policy: signatures do not change. */
const found = new WeakMap<PeerCertificate, Map<string, Found | null>>();

/** What is wrong with the path of a certificate, in words behind "not trusted:", or null. @requirement RFC5280-6.1.3-a1 RFC5280-6.1.4-k */
export function problemOfChain(certificate: PeerCertificate, policy: ChainPolicy): string | null {
  const kept = found.get(certificate) ?? new Map<string, Found | null>();
  found.set(certificate, kept);
  const key = [policy.trust, ...policy.roots, ...policy.authorities].join();
  let one = kept.get(key);
  if (one === undefined) {
    one = find(certificate, policy);
    kept.set(key, one);
  }
  if (one === null) return 'no trusted authority issued it';
  const { path, broken } = one;
  const breaks = (rule: ChainRule) => (rule.timed ? rule.broken(path) : broken.includes(rule));
  return chainRules.find((rule) => rule.name !== policy.omitted && breaks(rule))?.says ?? null;
}

function find(certificate: PeerCertificate, policy: ChainPolicy): Found | null {
  const path = pathOf(certificate, policy);
  return path && { path, broken: chainRules.filter((rule) => !rule.timed && rule.broken(path)) };
}

/** Read before, by PEM. A bank has few of them. */
const authoritiesRead = new Map<string, X509Certificate>();

function authorityOf(pem: string): X509Certificate {
  const read = authoritiesRead.get(pem) ?? new X509Certificate(pem);
  authoritiesRead.set(pem, read);
  return read;
}

/** From the leaf to a trust anchor, each signed by the next; null when there is none. */
function pathOf({ x509, shown }: PeerCertificate, { roots, authorities, trust }: ChainPolicy): Path | null {
  const anchors = roots.map(authorityOf);
  const known = [...anchors, ...authorities.map(authorityOf), ...shown];
  const path: [Link, ...Link[]] = [linkOf(x509)];
  const isAnchor = (one: X509Certificate) =>
    anchors.some(({ fingerprint256 }) => fingerprint256 === one.fingerprint256);
  let here = x509;
  while (path.length <= LONGEST_PATH) {
    if (path.length > 1 && isAnchor(here)) return path;
    if (trust === 'self-signed' && here === x509 && signs(here, here)) return path;
    const issuer = known.find((one) => named(one, here) && (trust === 'by-name' || signs(one, here)));
    if (!issuer) return trust === 'unfinished' && !named(here, here) ? path : null;
    path.push(linkOf(issuer));
    here = issuer;
  }
  return null;
}

const named = (issuer: X509Certificate, subject: X509Certificate): boolean => issuer.subject === subject.issuer;

function signs(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.verify(issuer.publicKey);
}
