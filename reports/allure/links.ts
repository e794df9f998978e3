/** Where the standards can be read: one row for each prefix of requirement ids. */

interface Standard {
  prefix: RegExp;
  url: string;
}

const STANDARDS: readonly Standard[] = [
  { prefix: /^RFC(\d+)-/, url: 'https://www.rfc-editor.org/rfc/rfc$1.html' },
  { prefix: /^FAPI2-SP-/, url: 'https://openid.net/specs/fapi-security-profile-2_0-final.html' },
  { prefix: /^FAPI2-MS-/, url: 'https://openid.net/specs/fapi-message-signing-2_0-final.html' },
  { prefix: /^FAPI2-AM-/, url: 'https://openid.net/specs/fapi-attacker-model-2_0-final.html' },
  { prefix: /^FAPI1-BASE-/, url: 'https://openid.net/specs/openid-financial-api-part-1-1_0-final.html' },
  { prefix: /^FAPI1-ADV-/, url: 'https://openid.net/specs/openid-financial-api-part-2-1_0-final.html' },
  { prefix: /^JARM-/, url: 'https://openid.net/specs/oauth-v2-jarm-final.html' },
  { prefix: /^OIDC-CORE-/, url: 'https://openid.net/specs/openid-connect-core-1_0.html' },
  { prefix: /^RTS-/, url: 'https://eur-lex.europa.eu/eli/reg_del/2018/389/oj' },
  { prefix: /^UK-OB-/, url: 'https://openbankinguk.github.io/read-write-api-site3/' },
];

/** The page of the standard that a requirement id belongs to, or null. */
export function requirementUrl(id: string): string | null {
  for (const { prefix, url } of STANDARDS) {
    const hit = prefix.exec(id);
    if (hit) return url.replace('$1', hit[1] ?? '');
  }
  return null;
}
