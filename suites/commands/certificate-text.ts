/** What `assay certificate` prints for people. */
import type { CertificateJson } from './certificate-json.ts';
import { counted } from './counted.ts';
import type { Colors } from './screen.ts';

type Line = [label: string, value: string | null | undefined];

/** @param all each text of it on one line already, for it comes from a file of others */
export function certificateText(all: readonly CertificateJson[], color: Colors): string {
  return all
    .map((one, index) => {
      const title = `${all.length > 1 ? `${index + 1} of ${all.length}: ` : ''}${titleOf(one)}`;
      return `${[color.bold(title), ...saysLines(one), '', ...findingLines(one, color)].join('\n')}\n`;
    })
    .join('\n');
}

const KINDS: { readonly [type: string]: string } = {
  web: 'a qualified certificate for websites (QWAC)',
  eseal: 'a qualified certificate for seals (QSealC)',
  esign: 'a qualified certificate for signatures',
};

/** As it says of itself. */
function titleOf({ role, qcStatements }: CertificateJson): string {
  if (role === 'authority') return 'the certificate of an authority';
  const [type, ...more] = qcStatements?.types ?? [];
  const kind = type === undefined || more.length > 0 ? 'a certificate' : (KINDS[type] ?? 'a certificate');
  return qcStatements?.psd2 ? `${kind} of a payment service provider` : kind;
}

function saysLines(one: CertificateJson): string[] {
  const { qcStatements: qc, basicConstraints: basic } = one;
  const lines: Line[] = [
    ['subject', nameText(one.subject)],
    ['issuer', nameText(one.issuer)],
    ['serial number', one.serial],
    ['valid', `${one.validity.from} to ${one.validity.to}`],
    [
      'key',
      [one.key.type, one.key.curve, one.key.bits === null || one.key.curve !== null ? null : `${one.key.bits} bits`]
        .filter(Boolean)
        .join(', '),
    ],
    ['signature', [one.signature.name, one.signature.hash].filter(Boolean).join(' with ')],
    [
      'may issue',
      basic?.ca ? `certificates${basic.pathLength === null ? '' : `, path length ${basic.pathLength}`}` : null,
    ],
    ['key usage', one.keyUsage?.join(', ')],
    ['for', one.extKeyUsage?.join(', ')],
    ['names', one.subjectAltName?.map(({ type, value }) => `${type}:${value}`).join(', ')],
    ['policies', one.policies?.join(', ')],
    ...one.status.ocsp.map((url): Line => ['OCSP', url]),
    ...one.status.crl.map((url): Line => ['CRL', url]),
    ...one.status.issuer.map((url): Line => ['issuer at', url]),
    ['qcStatements', qc ? qc.statements.join(', ') : one.role === 'leaf' ? 'none' : null],
    ['QcType', qc?.types?.join(', ')],
    ['law of', qc?.countries?.join(', ')],
    ...(qc?.disclosure ?? []).map(({ url, language }): Line => ['disclosure', `${url} (${language})`]),
    ['limit', qc?.limit && `${qc.limit.amount} * 10^${qc.limit.exponent} ${qc.limit.currency}`],
    ['kept for', qc?.retentionYears == null ? null : `${qc.retentionYears} years`],
    ['roles', qc?.psd2?.roles.map(({ name, oid }) => `${name} (${oid})`).join(', ')],
    ['authority', qc?.psd2 ? `${qc.psd2.nca.name} (${qc.psd2.nca.id})` : null],
    ['organization', one.organizationIdentifier],
    ['SHA-256', one.sha256],
  ];
  return lines.flatMap(([label, value]) => (value ? [`  ${label.padEnd(14)} ${value}`] : []));
}

/** In the order of the certificate. What would be taken for a separator is quoted. */
const nameText = (name: CertificateJson['subject']): string =>
  name
    .map((rdn) =>
      rdn
        .map(
          ({ name: type, value }) => `${type}=${/[,+="\\<>;#]|^\s|\s$|^$/.test(value) ? JSON.stringify(value) : value}`,
        )
        .join(' + '),
    )
    .join(', ') || 'empty';

function findingLines({ findings }: CertificateJson, color: Colors): string[] {
  if (findings.length === 0) return [`  ${color.green('✔')} nothing is wrong with it`];
  const count = (weight: string): number => findings.filter((one) => one.weight === weight).length;
  const lines = findings.flatMap(({ code, weight, clause, requirement, asks, says }) => [
    `  ${weight === 'error' ? color.red('✖') : color.yellow('!')} ${color.bold(code)}: ${says}`,
    `      due by ${clause}${requirement === null ? '' : ` and ${requirement}`}: ${asks}`,
  ]);
  return [...lines, '', `  ${told(count('error'), 'error')}, ${told(count('note'), 'note')}`];
}

const told = (count: number, what: string): string => (count === 0 ? `no ${what}s` : counted(count, what));
