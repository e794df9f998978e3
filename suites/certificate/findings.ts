/** What can be wrong with a certificate: one row each, with the clause that forbids it. */

export interface FindingRow {
  /** What the clause asks for, in a few words; what the certificate has instead is told with the finding. */
  asks: string;
  clause: string;
  /** In the register, where there is an entry. */
  requirement?: string;
  /**
   * `error`: the certificate breaks its standard or contradicts itself, and a bank has a reason to refuse it. `note`: advice, or
   * what the issuer owes and nobody who relies on the certificate needs.
   */
  weight: 'error' | 'note';
}

const row = (clause: string, asks: string, more: Partial<FindingRow> = {}): FindingRow => ({
  clause,
  asks,
  weight: 'error',
  ...more,
});

const note = (clause: string, asks: string): FindingRow => row(clause, asks, { weight: 'note' });

// biome-ignore format: a table, one row a line
export const FINDINGS = {
  // The encoding and the fields, RFC 5280.
  'extension-malformed': row('RFC 5280 4.2, X.690 10 and 11', 'an extension is encoded as its type, in DER'),
  'extension-repeated': row('RFC 5280 4.2', 'each extension is there once'),
  'extension-unknown-critical': row('RFC 5280 4.2', 'a critical extension is one that can be processed'),
  precertificate: row('RFC 6962 3.1', 'what is used is a certificate, and not the draft that was logged before it'),
  'extension-criticality': row('RFC 5280 4.2.1 and 4.2.2, EN 319 412-2 4.3', 'an extension is critical where it must be, and not where it must not be'),
  'extension-of-authority': row('RFC 5280 4.2.1.10 and 4.2.1.11, EN 319 412-2 4.3', 'what constrains a path stands in certificates of authorities alone'),
  'version': row('RFC 5280 4.1.2.1', 'a certificate with extensions is of version 3'),
  'unique-identifiers': row('RFC 5280 4.1.2.8', 'there are no unique identifiers'),
  'serial': row('RFC 5280 4.1.2.2', 'the serial number is positive, of 20 bytes at most'),
  'algorithm-differs': row('RFC 5280 4.1.1.2', 'both places name the same signature algorithm'),
  'algorithm-parameters': row('RFC 4055 2.1 and 5, RFC 5758 3.2, RFC 8410 3', 'the parameters of the signature algorithm are as its definition has them'),
  'algorithm-weak': row('TS 119 312 5.2', 'the signature is made with a hash that nobody finds collisions for'),
  'algorithm-unknown': note('EN 319 412-2 GEN-4.2.2-1, TS 119 312', 'the signature algorithm is one that is recommended'),
  'name-order': row('X.690 11.6', 'the attributes of a set are in the order of DER'),
  'name-text': row('RFC 5280 4.1.2.4, X.680 41', 'a text holds what its type has, and no control characters'),
  'name-text-type': note('RFC 5280 4.1.2.4', 'a text is a UTF8String or a PrintableString'),
  'name-length': row('RFC 5280 Appendix A.1', 'an attribute of a name is not longer than its upper bound'),
  'issuer-empty': row('RFC 5280 4.1.2.4', 'the issuer has a name'),
  'validity-types': row('RFC 5280 4.1.2.5', 'times are UTCTime to the end of 2049, and GeneralizedTime from then on'),
  'validity-reversed': row('RFC 5280 4.1.2.5', 'the validity ends after it begins'),
  'expired': row('RFC 5280 6.1.3 (a) (2)', 'the certificate is valid now'),
  'not-yet-valid': row('RFC 5280 6.1.3 (a) (2)', 'the certificate is valid now'),
  'validity-long': note('EN 319 411-1 for websites, CA/Browser Forum Baseline Requirements 6.3.2', 'a certificate for a website is valid for 398 days at most'),
  'key-unusable': row('RFC 5280 4.1.2.7', 'the public key is one'),
  'key-weak-rsa': row('TS 119 312 8.4', 'an RSA key has 2048 bits at least', { requirement: 'FAPI2-SP-5.4.1-2' }),
  'key-weak-ec': row('TS 119 312 8.4', 'an EC key has 224 bits at least', { requirement: 'FAPI2-SP-5.4.1-3' }),
  'key-curve-unnamed': row('RFC 5480 2.1.1', 'an EC key names its curve'),
  'key-exponent': row('RFC 8017 3.1', 'the public exponent of an RSA key is odd and at least 3'),
  'key-exponent-small': note('TS 119 312 6.2.2.1', 'the public exponent of an RSA key is above 2^16'),
  'key-unusual': note('EN 319 412-2 GEN-4.2.5-1, TS 119 312', 'the key is of a kind that is recommended'),

  // What the key may be used for.
  'authority-as-leaf': row('RFC 5280 4.2.1.9', 'a certificate that is used for a connection or a seal is not one of an authority'),
  'path-length-of-leaf': row('RFC 5280 4.2.1.9', 'a path length is given by authorities alone'),
  'key-usage-empty': row('RFC 5280 4.2.1.3', 'a key usage has one use at least'),
  'key-usage-signs-certificates': row('RFC 5280 4.2.1.3 and 4.2.1.9', 'a key that is not an authority\'s signs no certificates'),
  'key-usage-of-key': row('RFC 8813 3, RFC 3279 2.3.1, RFC 8410 5', 'the key can do what its usage says'),
  'key-usage-lone': note('RFC 5280 4.2.1.3', 'encipherOnly and decipherOnly stand beside keyAgreement'),
  'key-usage-missing': row('EN 319 412-2 NAT-4.3.2-1, EN 319 412-3 LEG-4.3.1-1', 'a certificate for seals or signatures has a key usage'),
  'key-usage-missing-web': note('RFC 5280 4.2.1.3', 'a certificate has a key usage'),
  'policies-critical': note('EN 319 412-2 GEN-4.3.3-1', 'the policies are not critical'),
  'key-usage-not-critical': note('RFC 5280 4.2.1.3', 'the key usage is critical'),
  'key-usage-not-for-tls': row('RFC 5280 4.2.1.3, RFC 8446 4.4.2', 'a key that is to authenticate a TLS connection may make digital signatures'),
  'key-usage-not-for-seals': row('EN 319 412-3 LEG-4.3.1-3, EN 319 412-2 4.3.2', 'a key for seals may sign: nonRepudiation or digitalSignature'),
  'extended-key-usage-contradicts': row('RFC 5280 4.2.1.12', 'key usage and extended key usage have a purpose in common'),
  'extended-key-usage-any': note('RFC 5280 4.2.1.12', 'the extended key usage names its purposes'),
  'extended-key-usage-not-for-tls': row('RFC 5280 4.2.1.12, EN 319 412-4 WEB-4.1.3-4', 'a certificate that is to authenticate a TLS connection is for clientAuth or serverAuth'),
  'extended-key-usage-missing': note('EN 319 412-4 WEB-4.1.3-4', 'a certificate for websites has an extended key usage'),

  // What EN 319 412 asks of a qualified certificate.
  'qc-statements-missing': row('EN 319 412-5 QCS-5-01', 'a qualified certificate has qcStatements'),
  'qc-statement-malformed': row('EN 319 412-5 4.2 and 4.3', 'a statement is encoded as its definition has it'),
  'qc-statement-repeated': row('RFC 3739 3.2.6', 'each statement is made once, so that all readers read the same'),
  'qc-compliance-missing': row('EN 319 412-5 4.2.1, QCS-5-01', 'a certificate that is qualified in the EU says so (QcCompliance)'),
  'qc-type-missing': row('EN 319 412-5 4.2.3, QCS-5-01', 'a certificate for seals or websites says so (QcType)'),
  'qc-type-number': row('EN 319 412-5 4.2.3', 'a certificate is for one purpose alone'),
  'qc-type-unknown': row('EN 319 412-5 4.2.3', 'the type is esign, eseal or web'),
  'qc-type-for-tls': row('EN 319 412-5 4.2.3, RTS 2018/389 Article 34', 'a certificate that authenticates a TLS connection is one for websites (web)'),
  'qc-type-for-seals': row('EN 319 412-5 4.2.3, RTS 2018/389 Article 34', 'a certificate that seals is one for seals (eseal)'),
  'qc-type-for-psp': row('TS 119 495 5.1, RTS 2018/389 Article 34', 'a payment service provider has a certificate for websites or for seals'),
  'seal-for-tls': row('EN 319 412-5 4.2.3', 'a certificate for seals has no purpose of TLS'),
  'qc-country': row('EN 319 412-5 4.2.4', 'a law is named by ISO 3166 country codes'),
  'qc-country-in-eu': note('EN 319 412-5 4.2.4', 'QcCClegislation stands where the certificate is not qualified in the EU'),
  'qc-disclosure-missing': note('EN 319 412-5 4.3.4', 'a disclosure statement is linked (QcPDS)'),
  'qc-disclosure': row('EN 319 412-5 4.3.4', 'a disclosure statement has an https address and an ISO 639-1 language'),
  'qc-limit': row('EN 319 412-5 4.3.2', 'a limit is an ISO 4217 currency, an amount and an exponent, none of them negative'),
  'qc-statement-obsolete': note('RFC 3739 3.2.6.1', 'the syntax is the second, where it is named'),
  'qc-device-of-website': note('EN 319 412-5 4.2.2', 'QcSSCD stands in certificates for signatures and seals'),
  'policies-missing': note('EN 319 412-2 GEN-4.3.3-2', 'the policies of the issuer are named'),
  'policy-number': row('EN 319 412-2 QCS-5.2-1', 'one policy of EN 319 411-2 is named'),
  'policy-contradicts': row('EN 319 411-2 5.3, TS 119 495 OVR-6.1-3', 'the policy is one for this type of certificate'),
  'status-unknown': row('EN 319 412-2 GEN-4.3.11-2 and GEN-4.4.1-8', 'there is a way to ask whether the certificate is revoked: OCSP or a CRL'),
  'status-scheme': row('EN 319 412-2 GEN-4.3.11-4 and GEN-4.4.1-6', 'an address for the status is one of http, https or ldap'),
  'issuer-address-missing': note('EN 319 412-2 GEN-4.4.1-2 and GEN-4.4.1-3', 'the certificate of the issuer can be fetched (caIssuers)'),
  'authority-key-missing': note('EN 319 412-2 GEN-4.3.1-1, RFC 5280 4.2.1.1', 'the key of the issuer is named'),

  // The subject.
  'subject-attribute-missing': row('EN 319 412-3 LEG-4.2.1-2', 'the subject has country, organization, organizationIdentifier and, but for websites, a common name'),
  'subject-attribute-repeated': row('EN 319 412-3 LEG-4.2.1-3', 'country, organization, organizationIdentifier and common name are there once'),
  'subject-country': row('EN 319 412-3 LEG-4.2.1-4, X.520 6.3.1', 'the country is an ISO 3166 code of two letters, in a PrintableString'),
  'organization-identifier-is-name': row('EN 319 412-3 LEG-4.2.1-6', 'the organizationIdentifier is not the name of the organization'),
  'organization-identifier': row('EN 319 412-1 LEG-5.1.4-02', 'the organizationIdentifier is a type, a country, a hyphen and an identifier'),
  'organization-identifier-type': row('EN 319 412-1 LEG-5.1.4-03', 'the type is NTR, VAT, PSD or LEI (in certificates for websites also GOV and INT), or two letters of a national scheme and a colon'),
  'organization-identifier-country': row('EN 319 412-1 LEG-5.1.4-03', 'the country is an ISO 3166 code; XG for LEI, also EL and XI for VAT'),
  'organization-identifier-psd': row('TS 119 495 GEN-5.2.1-3', 'PSD, country, hyphen, 2 to 8 capital letters of the authority, hyphen, authorization number'),
  'organization-identifier-other': note('TS 119 495 GEN-5.2.1-3', 'the organizationIdentifier of a payment service provider is its authorization number'),

  // What TS 119 495 asks of a payment service provider's certificate.
  'psd2-missing': row('TS 119 495 GEN-5.1-1', 'the certificate of a payment service provider has the PSD2 statement'),
  'psd2-none': note('TS 119 495 GEN-5.1-1', 'only a certificate with the PSD2 statement shows a payment service provider'),
  'psd2-malformed': row('TS 119 495 Annex A', 'the PSD2 statement is roles, name and id of the authority, texts in UTF8String'),
  'roles-missing': row('TS 119 495 GEN-5.2.2-1', 'there is one role at least'),
  'role-unknown': row('TS 119 495 GEN-5.2.2-2', 'the identifier of a role is one of those given out'),
  'role-name-unknown': row('TS 119 495 GEN-5.2.2-3', 'the name of a role is PSP_AS, PSP_PI, PSP_AI or PSP_IC, or Unspecified'),
  'role-mismatch': row('TS 119 495 GEN-5.2.2-5', 'the name of a role is the one of its identifier'),
  'role-repeated': row('TS 119 495 GEN-5.2.2-1', 'each role is there once'),
  'role-unspecified-beside': row('TS 119 495 GEN-5.2.2-1', 'an unspecified role stands alone'),
  'nca-name': row('TS 119 495 GEN-5.2.3-1', 'the name of the authority is in Latin letters'),
  'nca-id': row('TS 119 495 GEN-5.2.3-2', 'the id of the authority is a country, a hyphen and 2 to 8 capital letters'),
  'nca-country': row('TS 119 495 GEN-5.2.3-2', 'the country of the authority is an ISO 3166 code'),
  'nca-mismatch': row('TS 119 495 GEN-5.2.1-3 and GEN-5.2.3-2', 'the authority is the one in the organizationIdentifier'),

  // The chain.
  'self-issued': row('EN 319 412-2 4.2.3, eIDAS Article 3 (15)', 'a qualified certificate is issued by a trust service provider'),
  'signature-bad': row('RFC 5280 6.1.3 (a) (1)', 'the signature is the issuer\'s'),
  'issuer-mismatch': row('RFC 5280 6.1.3 (a) (4)', 'the authority that comes with a certificate is its issuer'),
  'authority-key-mismatch': row('RFC 5280 4.2.1.1', 'the key identifier is the one of the issuer'),
  'issuer-not-authority': row('RFC 5280 6.1.4 (k)', 'who issues certificates is an authority'),
  'issuer-may-not-sign': row('RFC 5280 6.1.4 (n)', 'the key of an authority may sign certificates'),
  'path-too-long': row('RFC 5280 6.1.4 (l) and (m)', 'there are no more authorities below than the path length allows'),
  'chain-repeated': note('RFC 8446 4.4.2', 'each certificate of a chain is there once'),
} satisfies { [code: string]: FindingRow };

export type FindingCode = keyof typeof FINDINGS;

export interface Found {
  code: FindingCode;
  /** What the certificate has, in words; what comes from it is in it as it was. */
  says: string;
}

export const found = (code: FindingCode, says: string): Found => ({ code, says });

/** The rows whose condition holds. */
export const foundIf = (...rows: readonly [boolean, FindingCode, string][]): Found[] =>
  rows.flatMap(([holds, code, says]) => (holds ? [found(code, says)] : []));
