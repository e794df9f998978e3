/** Names of object identifiers that certificates hold, as their standards write them. */

interface Names {
  readonly [oid: string]: string;
}

/** Attributes of names, by RFC 4519, X.520 and RFC 5280. */
export const ATTRIBUTES: Names = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'givenName',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

/** Bits of keyUsage by their number, RFC 5280 4.2.1.3. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

export const EXTENDED_KEY_USAGES: Names = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.5.5.7.3.36': 'documentSigning',
};

/** Extensions that are read here, or whose meaning changes nothing for what is judged here. */
export const EXTENSIONS: Names = {
  '2.5.29.9': 'subjectDirectoryAttributes',
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.16': 'privateKeyUsagePeriod',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.18': 'issuerAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.33': 'policyMappings',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.36': 'policyConstraints',
  '2.5.29.37': 'extKeyUsage',
  '2.5.29.46': 'freshestCRL',
  '2.5.29.54': 'inhibitAnyPolicy',
  '2.5.29.56': 'noRevAvail',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.1.3': 'qcStatements',
  '1.3.6.1.5.5.7.1.11': 'subjectInfoAccess',
  '1.3.6.1.5.5.7.1.24': 'tlsFeature',
  '1.3.6.1.5.5.7.48.1.5': 'ocspNoCheck',
  '0.4.0.194121.2.1': 'validityAssuredShortTerm',
  '2.23.140.3.1': 'cabfOrganizationIdentifier',
  '1.3.6.1.4.1.11129.2.4.2': 'signedCertificateTimestamps',
  '1.3.6.1.4.1.11129.2.4.3': 'precertificatePoison',
};

/** Statements of the qcStatements extension, by EN 319 412-5, RFC 3739 and TS 119 495. */
export const STATEMENTS: Names = {
  '0.4.0.1862.1.1': 'QcCompliance',
  '0.4.0.1862.1.2': 'QcLimitValue',
  '0.4.0.1862.1.3': 'QcRetentionPeriod',
  '0.4.0.1862.1.4': 'QcSSCD',
  '0.4.0.1862.1.5': 'QcPDS',
  '0.4.0.1862.1.6': 'QcType',
  '0.4.0.1862.1.7': 'QcCClegislation',
  '0.4.0.1862.1.8': 'QcIdentMethod',
  '0.4.0.19495.2': 'PSD2',
  '1.3.6.1.5.5.7.11.1': 'pkixQCSyntax-v1',
  '1.3.6.1.5.5.7.11.2': 'pkixQCSyntax-v2',
};

export const QC_TYPES: Names = {
  '0.4.0.1862.1.6.1': 'esign',
  '0.4.0.1862.1.6.2': 'eseal',
  '0.4.0.1862.1.6.3': 'web',
};

/** Roles of payment service providers, TS 119 495 Annex A. */
export const PSP_ROLES: Names = {
  '0.4.0.19495.1.0': 'Unspecified',
  '0.4.0.19495.1.1': 'PSP_AS',
  '0.4.0.19495.1.2': 'PSP_PI',
  '0.4.0.19495.1.3': 'PSP_AI',
  '0.4.0.19495.1.4': 'PSP_IC',
};

/** Policies of EN 319 411-2 and TS 119 495. */
export const POLICIES: Names = {
  '0.4.0.194112.1.0': 'QCP-n',
  '0.4.0.194112.1.1': 'QCP-l',
  '0.4.0.194112.1.2': 'QCP-n-qscd',
  '0.4.0.194112.1.3': 'QCP-l-qscd',
  '0.4.0.194112.1.4': 'QEVCP-w',
  '0.4.0.194112.1.5': 'QNCP-w',
  '0.4.0.194112.1.6': 'QNCP-w-gen',
  '0.4.0.19495.3.1': 'QCP-w-psd2',
};

export const CURVES: Names = {
  '1.2.840.10045.3.1.1': 'P-192',
  '1.3.132.0.33': 'P-224',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
  '1.3.132.0.10': 'secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.3.36.3.3.2.8.1.1.11': 'brainpoolP384r1',
  '1.3.36.3.3.2.8.1.1.13': 'brainpoolP512r1',
  '1.2.250.1.223.101.256.1': 'FRP256v1',
};

/** What may stand behind the identifier of an algorithm. */
type Parameters = 'null' | 'absent' | 'pss';

interface Algorithm {
  name: string;
  /** Null: it follows from the parameters, or there is none. */
  hash: string | null;
  parameters: Parameters;
}

export const SIGNATURES: { readonly [oid: string]: Algorithm } = {
  '1.2.840.113549.1.1.2': { name: 'RSA', hash: 'MD2', parameters: 'null' },
  '1.2.840.113549.1.1.4': { name: 'RSA', hash: 'MD5', parameters: 'null' },
  '1.2.840.113549.1.1.5': { name: 'RSA', hash: 'SHA-1', parameters: 'null' },
  '1.3.14.3.2.29': { name: 'RSA', hash: 'SHA-1', parameters: 'null' },
  '1.2.840.113549.1.1.14': { name: 'RSA', hash: 'SHA-224', parameters: 'null' },
  '1.2.840.113549.1.1.11': { name: 'RSA', hash: 'SHA-256', parameters: 'null' },
  '1.2.840.113549.1.1.12': { name: 'RSA', hash: 'SHA-384', parameters: 'null' },
  '1.2.840.113549.1.1.13': { name: 'RSA', hash: 'SHA-512', parameters: 'null' },
  '1.2.840.113549.1.1.10': { name: 'RSASSA-PSS', hash: null, parameters: 'pss' },
  '1.2.840.10040.4.3': { name: 'DSA', hash: 'SHA-1', parameters: 'absent' },
  '2.16.840.1.101.3.4.3.2': { name: 'DSA', hash: 'SHA-256', parameters: 'absent' },
  '1.2.840.10045.4.1': { name: 'ECDSA', hash: 'SHA-1', parameters: 'absent' },
  '1.2.840.10045.4.3.1': { name: 'ECDSA', hash: 'SHA-224', parameters: 'absent' },
  '1.2.840.10045.4.3.2': { name: 'ECDSA', hash: 'SHA-256', parameters: 'absent' },
  '1.2.840.10045.4.3.3': { name: 'ECDSA', hash: 'SHA-384', parameters: 'absent' },
  '1.2.840.10045.4.3.4': { name: 'ECDSA', hash: 'SHA-512', parameters: 'absent' },
  '2.16.840.1.101.3.4.3.10': { name: 'ECDSA', hash: 'SHA3-256', parameters: 'absent' },
  '2.16.840.1.101.3.4.3.11': { name: 'ECDSA', hash: 'SHA3-384', parameters: 'absent' },
  '2.16.840.1.101.3.4.3.12': { name: 'ECDSA', hash: 'SHA3-512', parameters: 'absent' },
  '1.3.101.112': { name: 'Ed25519', hash: null, parameters: 'absent' },
  '1.3.101.113': { name: 'Ed448', hash: null, parameters: 'absent' },
};

export const HASHES: Names = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
  '2.16.840.1.101.3.4.2.8': 'SHA3-256',
  '2.16.840.1.101.3.4.2.9': 'SHA3-384',
  '2.16.840.1.101.3.4.2.10': 'SHA3-512',
};

export const nameOf = (names: Names, oid: string): string => (Object.hasOwn(names, oid) ? (names[oid] ?? oid) : oid);
