/** Where the standards can be read: one row for each prefix of requirement ids, down to the section where pages have one. */

interface Standard {
  prefix: RegExp;
  url: string;
  /** Leads to a section, given its number. */
  section?: string;
}

const STANDARDS: readonly Standard[] = [
  { prefix: /^RFC(\d+)-/, url: 'https://www.rfc-editor.org/rfc/rfc$1.html', section: '#section-' },
  {
    prefix: /^FAPI2-SP-/,
    url: 'https://openid.net/specs/fapi-security-profile-2_0-final.html',
    section: '#section-',
  },
  { prefix: /^FAPI2-MS-/, url: 'https://openid.net/specs/fapi-message-signing-2_0-final.html', section: '#section-' },
  { prefix: /^FAPI2-AM-/, url: 'https://openid.net/specs/fapi-attacker-model-2_0-final.html', section: '#section-' },
  { prefix: /^FAPI2-HSIG-/, url: 'https://openid.github.io/fapi/fapi-2_0-http-signatures.html' },
  { prefix: /^FAPI1-BASE-/, url: 'https://openid.net/specs/openid-financial-api-part-1-1_0-final.html' },
  { prefix: /^FAPI1-ADV-/, url: 'https://openid.net/specs/openid-financial-api-part-2-1_0-final.html' },
  { prefix: /^FAPI-CIBA-/, url: 'https://openid.net/specs/openid-financial-api-ciba.html' },
  {
    prefix: /^CIBA-CORE-/,
    url: 'https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html',
  },
  { prefix: /^GM-/, url: 'https://openid.net/specs/fapi-grant-management.html' },
  { prefix: /^JARM-/, url: 'https://openid.net/specs/oauth-v2-jarm-final.html' },
  { prefix: /^OIDC-CORE-/, url: 'https://openid.net/specs/openid-connect-core-1_0.html' },
  { prefix: /^RTS-/, url: 'https://eur-lex.europa.eu/eli/reg_del/2018/389/oj' },
  { prefix: /^UK-OB-/, url: 'https://openbankinguk.github.io/read-write-api-site3/' },
];

/** The page of the standard that a requirement belongs to, at its clause where that can be told; null for rules of our own. */
export function requirementUrl(id: string, clause = ''): string | null {
  const standard = STANDARDS.find(({ prefix }) => prefix.test(id));
  if (!standard) return null;
  const page = standard.url.replace('$1', standard.prefix.exec(id)?.[1] ?? '');
  const number = /^\d+(?:\.\d+)*/.exec(clause)?.[0];
  return standard.section && number ? `${page}${standard.section}${number}` : page;
}
