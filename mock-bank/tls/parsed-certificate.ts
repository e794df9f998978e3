/** Certificates as the ASN.1 schemas read them. Each is parsed once, whichever and however many rules look at it. */
import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { dotted, elementsOf, only, SEQUENCE } from '../directory/der.ts';

const known = new WeakMap<X509Certificate, x509.X509Certificate>();

/** Throws when the schemas do not fit. */
export function parsedCertificate(node: X509Certificate): x509.X509Certificate {
  const kept = known.get(node);
  if (kept) return kept;
  const parsed = new x509.X509Certificate(Uint8Array.from(node.raw));
  known.set(node, parsed);
  return parsed;
}

/** Object identifier of the algorithm that it is signed with, as it stands beside the signature. */
export function signatureAlgorithm({ raw }: X509Certificate): string {
  const [, algorithm] = elementsOf(only(raw, SEQUENCE));
  const [identifier] = elementsOf(algorithm?.content ?? Buffer.alloc(0));
  return dotted(identifier?.content ?? Buffer.alloc(0));
}
