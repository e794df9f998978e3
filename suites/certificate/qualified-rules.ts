/** What EN 319 412 asks of a qualified certificate: its statements, its policies, and where its status can be asked for. */
import type { Certificate } from './certificate.ts';
import { isCountry } from './country.ts';
import { type Found, found, foundIf } from './findings.ts';
import { nameOf, POLICIES, QC_TYPES } from './oids.ts';
import type { QcStatements } from './qc-statements.ts';
import { hasExtension, type Matter } from './subject-matter.ts';

export function qualifiedRules(matter: Matter): Found[] {
  const { certificate } = matter;
  const { qcStatements } = certificate.extensions.said;
  const statements = qcStatements === null ? withoutStatements(certificate) : statementRules(qcStatements);
  return [
    ...statements,
    ...(qcStatements === null ? [] : typeRules(qcStatements.types, matter)),
    ...policies(certificate),
    ...statusRules(certificate),
  ];
}

/** Malformed ones are told already. */
const withoutStatements = (certificate: Certificate): Found[] =>
  foundIf([!hasExtension(certificate, 'qcStatements'), 'qc-statements-missing', 'there are none']);

function statementRules({ statements, countries, disclosure, limit, types, malformed }: QcStatements): Found[] {
  const has = (name: string): boolean => statements.includes(name);
  const repeated = new Set(statements.filter((one, at) => statements.indexOf(one) < at));
  return [
    ...malformed.map(({ statement, says }) =>
      found(statement === 'PSD2' ? 'psd2-malformed' : 'qc-statement-malformed', `${statement}: ${says}`),
    ),
    ...[...repeated].map((name) => found('qc-statement-repeated', `${name} is there more than once`)),
    ...foundIf(
      [!has('QcCompliance') && !has('QcCClegislation'), 'qc-compliance-missing', 'it does not'],
      [has('QcCompliance') && has('QcCClegislation'), 'qc-country-in-eu', 'both are there'],
      [has('pkixQCSyntax-v1'), 'qc-statement-obsolete', 'it is the first'],
      [
        limit !== null && !isLimit(limit),
        'qc-limit',
        `it is ${limit?.amount} * 10^${limit?.exponent} ${JSON.stringify(limit?.currency)}`,
      ],
      [!has('QcPDS'), 'qc-disclosure-missing', 'there is none'],
      [has('QcSSCD') && (types?.includes('web') ?? false), 'qc-device-of-website', 'it is one for websites'],
      [countries?.length === 0, 'qc-country', 'the list is empty'],
    ),
    ...(countries ?? [])
      .filter((code) => !isCountry(code))
      .map((code) => found('qc-country', `there is no country ${JSON.stringify(code)}`)),
    ...(disclosure ?? [])
      .filter(({ url, language }) => !/^https:\/\/[^/]/i.test(url) || !isLanguage(language))
      .map(({ url, language }) =>
        found('qc-disclosure', `it is ${JSON.stringify(url)} in ${JSON.stringify(language)}`),
      ),
  ];
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

const isLanguage = (code: string): boolean => /^[a-z]{2}$/i.test(code) && languages.of(code) !== undefined;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const isLimit = ({ currency, amount, exponent }: NonNullable<QcStatements['limit']>): boolean =>
  (CURRENCIES.has(currency) || /^\d{3}$/.test(currency)) && amount >= 0n && exponent >= 0n;

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(QC_TYPES));

function typeRules(types: readonly string[] | null, matter: Matter): Found[] {
  const { certificate, use } = matter;
  const { statements = [], psd2 = null } = certificate.extensions.said.qcStatements ?? {};
  if (types === null) return foundIf([!statements.includes('QcType'), 'qc-type-missing', 'it does not']);
  const told = types.join(', ');
  const server = certificate.extensions.said.extKeyUsage?.includes('serverAuth') ?? false;
  return [
    ...foundIf(
      [types.length !== 1, 'qc-type-number', types.length === 0 ? 'it is for none' : `it is for ${told}`],
      [use === 'tls' && !types.includes('web'), 'qc-type-for-tls', `it is for ${told}`],
      [use === 'seal' && !types.includes('eseal'), 'qc-type-for-seals', `it is for ${told}`],
      [
        use === null && types.includes('esign') && server,
        'qc-type-for-tls',
        `it is for ${told}, and has the purpose serverAuth`,
      ],
      [psd2 !== null && types.includes('esign'), 'qc-type-for-psp', `it is for ${told}`],
    ),
    ...types.filter((one) => !KNOWN_TYPES.has(one)).map((one) => found('qc-type-unknown', `it is ${one}`)),
  ];
}

interface PolicyRule {
  type: string;
  /** Whether the key has to be in a device, and the certificate says so. */
  device?: true;
}

/** The type that each policy is for. */
const POLICY_TYPES: { readonly [policy: string]: PolicyRule } = {
  'QCP-n': { type: 'esign' },
  'QCP-l': { type: 'eseal' },
  'QCP-n-qscd': { type: 'esign', device: true },
  'QCP-l-qscd': { type: 'eseal', device: true },
  'QEVCP-w': { type: 'web' },
  'QNCP-w': { type: 'web' },
  'QNCP-w-gen': { type: 'web' },
  'QCP-w-psd2': { type: 'web' },
};

function policies(certificate: Certificate): Found[] {
  const { policies: oids, qcStatements } = certificate.extensions.said;
  if (!hasExtension(certificate, 'certificatePolicies')) return [found('policies-missing', 'none is named')];
  const types = qcStatements?.types ?? null;
  const qualified = (oids ?? []).filter((oid) => oid.startsWith('0.4.0.194112.'));
  const several = foundIf([
    qualified.length > 1,
    'policy-number',
    `there are ${qualified.map((oid) => nameOf(POLICIES, oid)).join(' and ')}`,
  ]);
  const contradicting = (oids ?? []).flatMap((oid) => {
    const name = nameOf(POLICIES, oid);
    const rule = Object.hasOwn(POLICY_TYPES, name) ? POLICY_TYPES[name] : undefined;
    if (rule === undefined) return [];
    return foundIf(
      [
        types !== null && types.length > 0 && !types.includes(rule.type),
        'policy-contradicts',
        `the policy is ${name}, and the certificate for ${types?.join(', ')}`,
      ],
      [
        rule.device === true && qcStatements?.statements.includes('QcSSCD') === false,
        'policy-contradicts',
        `the policy is ${name}, and no QcSSCD is there`,
      ],
      [
        name === 'QCP-w-psd2' && qcStatements?.statements.includes('PSD2') === false,
        'policy-contradicts',
        `the policy is ${name}, and there is no PSD2 statement`,
      ],
    );
  });
  return [...several, ...contradicting];
}

const SCHEMES = /^(?:https?|ldaps?):\/\//i;
/** Certificates of such a short life that they are not revoked. */
const SHORT_LIVED = ['noRevAvail', 'validityAssuredShortTerm'];

function statusRules(certificate: Certificate): Found[] {
  const { ocsp, crls, issuers, authorityKey } = certificate.extensions.said;
  const all = [...(ocsp ?? []), ...(crls ?? [])];
  const shortLived = SHORT_LIVED.some((name) => hasExtension(certificate, name));
  const unread = ['authorityInfoAccess', 'cRLDistributionPoints'].some((name) =>
    certificate.extensions.malformed.some(({ extension }) => extension === name),
  );
  return [
    ...foundIf([all.length === 0 && !shortLived && !unread, 'status-unknown', 'neither is named']),
    ...all.filter((one) => !SCHEMES.test(one)).map((one) => found('status-scheme', `it is ${JSON.stringify(one)}`)),
    ...foundIf(
      [(issuers ?? []).length === 0, 'issuer-address-missing', 'no address is named'],
      [authorityKey === null, 'authority-key-missing', 'it is not'],
    ),
  ];
}
