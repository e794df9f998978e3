/** A file of certificates in; what each says and what is wrong with it out. Nothing is fetched, and nobody is trusted or asked. */
import { createHash } from 'node:crypto';
import { type Certificate, certificateFrom } from './certificate.ts';
import { chainRules, issuersIn } from './chain-rules.ts';
import { Unreadable } from './der.ts';
import { fieldRules } from './field-rules.ts';
import { certificatesOf } from './file.ts';
import { FINDINGS, type FindingCode, type FindingRow, type Found } from './findings.ts';
import { psd2Rules } from './psd2-rules.ts';
import { qualifiedRules } from './qualified-rules.ts';
import { isAuthority, type Matter, type Use } from './subject-matter.ts';
import { subjectRules } from './subject-rules.ts';
import { criticalityRules, leafUsageRules } from './usage-rules.ts';

export interface Question {
  use: Use | null;
  psd2: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

export interface Finding extends FindingRow {
  code: FindingCode;
  /** What the certificate has instead of what the clause asks for. */
  says: string;
}

export interface Inspected {
  certificate: Certificate;
  /** Of an authority, or of whoever uses it. */
  role: 'authority' | 'leaf';
  /** Hexadecimal. */
  sha256: string;
  /** Errors first. */
  findings: readonly Finding[];
}

/** @throws Unreadable when the file holds no certificate, or one that cannot be read. */
export function inspect(bytes: Buffer, question: Question): Inspected[] {
  const encoded = certificatesOf(bytes);
  const all = encoded.map((der, index) => readable(der, index, encoded.length));
  const issuers = issuersIn(all);
  return all.map((certificate) => {
    const authority = question.use === null && isAuthority(certificate);
    const role = authority || (all.indexOf(certificate) > 0 && isAuthority(certificate)) ? 'authority' : 'leaf';
    const matter: Matter = { certificate, ...question };
    const found = [
      ...fieldRules(matter),
      ...criticalityRules(matter),
      ...(role === 'leaf' ? leafRules(matter) : []),
      ...chainRules(certificate, issuers),
    ];
    return {
      certificate,
      role,
      sha256: createHash('sha256').update(certificate.der).digest('hex'),
      findings: inOrder(found),
    };
  });
}

const leafRules = (matter: Matter): Found[] => [
  ...leafUsageRules(matter),
  ...qualifiedRules(matter),
  ...subjectRules(matter),
  ...psd2Rules(matter),
];

function inOrder(found: readonly Found[]): Finding[] {
  const told: Finding[] = found.map(({ code, says }) => ({ code, ...FINDINGS[code], says }));
  return [...told.filter(({ weight }) => weight === 'error'), ...told.filter(({ weight }) => weight === 'note')];
}

function readable(der: Buffer, index: number, count: number): Certificate {
  try {
    return certificateFrom(der);
  } catch (error) {
    if (!(error instanceof Unreadable) || count === 1) throw error;
    throw new Unreadable(`certificate ${index + 1} of ${count}: ${error.message}`, error.at);
  }
}
