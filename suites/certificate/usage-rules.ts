/** What the key of a leaf may be used for, whether that fits together, and whether it fits what the certificate is for. */
import type { Certificate } from './certificate.ts';
import { type Found, found, foundIf } from './findings.ts';
import type { KeyUsage } from './oids.ts';
import { hasExtension, isForTls, type Matter, purposeOf } from './subject-matter.ts';

/** Key usages of which each purpose needs one, RFC 5280 4.2.1.12. */
const NEEDS: { readonly [purpose: string]: readonly KeyUsage[] } = {
  serverAuth: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  clientAuth: ['digitalSignature', 'keyAgreement'],
  codeSigning: ['digitalSignature'],
  emailProtection: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'keyAgreement'],
  timeStamping: ['digitalSignature', 'nonRepudiation'],
  OCSPSigning: ['digitalSignature', 'nonRepudiation'],
};

const ENCRYPTS: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment'];

/** What a key of this type cannot do. */
const CANNOT: { readonly [type: string]: readonly KeyUsage[] } = {
  rsa: ['keyAgreement'],
  'rsa-pss': [...ENCRYPTS, 'keyAgreement'],
  ec: ENCRYPTS,
  ed25519: [...ENCRYPTS, 'keyAgreement'],
  ed448: [...ENCRYPTS, 'keyAgreement'],
};

type Critical = 'must' | 'must-not';

interface Criticality {
  extension: string;
  critical: Critical;
  /** The rule is one for qualified certificates. */
  qualified?: true;
}

const CRITICALITY: readonly Criticality[] = [
  { extension: 'authorityInfoAccess', critical: 'must-not' },
  { extension: 'authorityKeyIdentifier', critical: 'must-not' },
  { extension: 'subjectKeyIdentifier', critical: 'must-not' },
  { extension: 'qcStatements', critical: 'must-not' },
  { extension: 'nameConstraints', critical: 'must' },
  { extension: 'policyConstraints', critical: 'must' },
  { extension: 'inhibitAnyPolicy', critical: 'must' },
  { extension: 'subjectAltName', critical: 'must-not', qualified: true },
  { extension: 'issuerAltName', critical: 'must-not', qualified: true },
  { extension: 'extKeyUsage', critical: 'must-not', qualified: true },
  { extension: 'cRLDistributionPoints', critical: 'must-not', qualified: true },
];

/** For leaves and authorities alike. */
export function criticalityRules({ certificate }: Matter): Found[] {
  const qualified = hasExtension(certificate, 'qcStatements');
  const { list, said } = certificate.extensions;
  const wrong = CRITICALITY.flatMap((rule) =>
    list
      .filter(({ name, critical }) => name === rule.extension && critical !== (rule.critical === 'must'))
      .filter(() => rule.qualified === undefined || qualified)
      .map(() =>
        found(
          'extension-criticality',
          `${rule.extension} is ${rule.critical === 'must' ? 'not critical' : 'critical'}`,
        ),
      ),
  );
  const is = (extension: string, critical: boolean): boolean =>
    list.some((one) => one.name === extension && one.critical === critical);
  return [
    ...wrong,
    ...foundIf(
      [
        said.basicConstraints?.ca === true && is('basicConstraints', false),
        'extension-criticality',
        'basicConstraints of an authority is not critical',
      ],
      [is('keyUsage', false), 'key-usage-not-critical', 'keyUsage is not critical'],
      [is('certificatePolicies', true), 'policies-critical', 'certificatePolicies is critical'],
    ),
  ];
}

const OF_AUTHORITIES = ['nameConstraints', 'policyMappings', 'policyConstraints', 'inhibitAnyPolicy'];

export function leafUsageRules(matter: Matter): Found[] {
  const { certificate } = matter;
  const { basicConstraints } = certificate.extensions.said;
  return [
    ...OF_AUTHORITIES.filter((name) => hasExtension(certificate, name)).map((name) =>
      found('extension-of-authority', `${name} is there`),
    ),
    ...foundIf(
      [basicConstraints?.ca === true, 'authority-as-leaf', 'it may issue certificates itself'],
      [
        basicConstraints?.ca === false && basicConstraints.pathLength !== null,
        'path-length-of-leaf',
        'it has a path length, and is no authority',
      ],
    ),
    ...keyUsage(certificate),
    ...fitting(matter),
  ];
}

function keyUsage({ extensions, key }: Certificate): Found[] {
  const { keyUsage: uses, extKeyUsage, basicConstraints } = extensions.said;
  const purposes = extKeyUsage ?? [];
  const notNamed = foundIf([
    purposes.includes('anyExtendedKeyUsage'),
    'extended-key-usage-any',
    'it is for any purpose',
  ]);
  if (uses === null) return notNamed;
  const has = (one: KeyUsage): boolean => uses.includes(one);
  const impossible = (CANNOT[key.type] ?? []).filter(has);
  const contradicted = purposes.filter((one) => NEEDS[one]?.some(has) === false);
  return [
    ...notNamed,
    ...foundIf(
      [uses.length === 0, 'key-usage-empty', 'it has none'],
      [
        has('keyCertSign') && basicConstraints?.ca !== true,
        'key-usage-signs-certificates',
        'keyCertSign is set, and it is no authority',
      ],
      [impossible.length > 0, 'key-usage-of-key', `a key of type ${key.type} is to do ${impossible.join(', ')}`],
      [
        (has('encipherOnly') || has('decipherOnly')) && !has('keyAgreement'),
        'key-usage-lone',
        'keyAgreement is not there',
      ],
    ),
    ...contradicted.map((one) =>
      found(
        'extended-key-usage-contradicts',
        `it is for ${one}, which needs ${(NEEDS[one] ?? []).join(' or ')}, and the key usage is ${list(uses)}`,
      ),
    ),
  ];
}

const list = (uses: readonly string[]): string => (uses.length === 0 ? 'empty' : uses.join(', '));

/** Whether key usage and extended key usage are what the certificate is for. */
function fitting(matter: Matter): Found[] {
  const { certificate, use } = matter;
  const { keyUsage: uses, extKeyUsage, qcStatements } = certificate.extensions.said;
  const types = qcStatements?.types ?? [];
  const purpose = purposeOf(matter);
  const signs = uses === null || uses.includes('digitalSignature');
  // Where it is said to be used for TLS it is the client's; by itself it may be a server's as well.
  const tls =
    use === 'tls' ? ['clientAuth', 'anyExtendedKeyUsage'] : ['clientAuth', 'serverAuth', 'anyExtendedKeyUsage'];
  const signsContent = types.includes('eseal') || types.includes('esign');
  const noUsage = !hasExtension(certificate, 'keyUsage');
  return foundIf(
    [purpose === 'tls' && !signs, 'key-usage-not-for-tls', `the key usage is ${list(uses ?? [])}`],
    [
      purpose === 'tls' && extKeyUsage !== null && !extKeyUsage.some((one) => tls.includes(one)),
      'extended-key-usage-not-for-tls',
      `it is for ${list(extKeyUsage ?? [])}`,
    ],
    [purpose === 'tls' && !hasExtension(certificate, 'extKeyUsage'), 'extended-key-usage-missing', 'there is none'],
    [
      purpose === 'seal' && uses !== null && !signs && !uses.includes('nonRepudiation'),
      'key-usage-not-for-seals',
      `the key usage is ${list(uses ?? [])}`,
    ],
    [signsContent && noUsage, 'key-usage-missing', 'there is none'],
    [!signsContent && noUsage, 'key-usage-missing-web', 'there is none'],
    [
      types.includes('eseal') && isForTls(certificate),
      'seal-for-tls',
      `it is for seals, and for ${list(extKeyUsage ?? [])}`,
    ],
  );
}
