/** What `assay certificate --json` prints of one certificate. */
import { day } from '../certificate/field-rules.ts';
import type { Inspected } from '../certificate/inspect.ts';
import { nameOf, POLICIES } from '../certificate/oids.ts';

export type CertificateJson = ReturnType<typeof certificateJson>;

export function certificateJson({ certificate, role, sha256, findings }: Inspected) {
  const { subject, issuer, serial, version, validity, key, algorithm, extensions } = certificate;
  const { basicConstraints, keyUsage, extKeyUsage, subjectAltName, ocsp, crls, issuers, policies, qcStatements } =
    extensions.said;
  return {
    role,
    sha256,
    version,
    serial: serial.hex,
    subject: subject.rdns.map((rdn) => rdn.map(({ oid, name, value, type }) => ({ oid, name, value, type }))),
    issuer: issuer.rdns.map((rdn) => rdn.map(({ oid, name, value, type }) => ({ oid, name, value, type }))),
    validity: { from: day(validity.from), to: day(validity.to) },
    key: { type: key.type, bits: key.bits, curve: key.curve },
    signature: { oid: algorithm.oid, name: algorithm.name, hash: algorithm.hash },
    basicConstraints,
    keyUsage,
    extKeyUsage,
    subjectAltName,
    status: { ocsp: ocsp ?? [], crl: crls ?? [], issuer: issuers ?? [] },
    policies: policies?.map((oid) => nameOf(POLICIES, oid)) ?? null,
    qcStatements: qcStatements && {
      statements: qcStatements.statements,
      compliance: qcStatements.statements.includes('QcCompliance'),
      device: qcStatements.statements.includes('QcSSCD'),
      types: qcStatements.types,
      countries: qcStatements.countries,
      disclosure: qcStatements.disclosure,
      limit: qcStatements.limit && {
        currency: qcStatements.limit.currency,
        amount: qcStatements.limit.amount.toString(),
        exponent: qcStatements.limit.exponent.toString(),
      },
      retentionYears: qcStatements.retention,
      psd2: qcStatements.psd2,
    },
    organizationIdentifier: subject.rdns.flat().find(({ name }) => name === 'organizationIdentifier')?.value ?? null,
    extensions: extensions.list.map(({ oid, name, critical }) => ({ oid, name, critical })),
    findings: findings.map(({ code, weight, clause, requirement, asks, says }) => ({
      code,
      weight,
      clause,
      requirement: requirement ?? null,
      asks,
      says,
    })),
  };
}
