/** What to do about a step of the plain flow that did not get through: one row each, the first that fits counts. */
import type { StepRecord } from '../evidence/index.ts';
import { nextFor } from '../judge/index.ts';

interface Row {
  /** Step types, by how their names begin; empty for any. */
  use: string;
  /** Outcome codes, by how they begin. */
  code: string;
  /** In the detail of the outcome. */
  says?: RegExp;
  mend: string;
  /** Most likely a mistake in the target file. */
  operator: boolean;
}

// biome-ignore format: a table, one row a line
const ROWS: readonly Row[] = [
  { use: 'discovery', code: 'unreachable', mend: 'Nothing answers there: check `issuer` in the target file, the network, and any proxy.', operator: true },
  { use: '', code: 'tls.server-untrusted', says: /altnames|does not match/i, mend: 'The bank shows the certificate of another host: compare `issuer` and `hosts` in the target file with the name it is known by.', operator: true },
  { use: '', code: 'tls.server-untrusted', says: /has expired|not yet valid/i, mend: 'The certificate of the bank is not in date: have it renewed, or set the clock of this machine.', operator: false },
  { use: '', code: 'tls.server-untrusted', mend: 'Give the root of the server certificate as `trust` in the target file, or mend the chain that the bank sends.', operator: true },
  { use: '', code: 'oauth.invalid_client', mend: 'Compare what the bank has registered with `clients` in the target file: client_id, the key (and its `kid`), the algorithm, the `client-auth` and `audience` of the variant, the certificate.', operator: true },
  { use: '', code: 'oauth.unauthorized_client', mend: 'The client may not do this at the bank: compare its registration with `variant` and `scopes` in the target file.', operator: true },
  { use: 'oauth.request', code: 'oauth.invalid_request', mend: 'Compare `redirect_uri`, `scopes` and `variant` in the target file with the registration; the words above are the bank\'s.', operator: true },
  { use: '', code: 'oauth.invalid_scope', mend: 'Compare `scopes` in the target file with those the client may ask for.', operator: true },
  { use: 'oauth.authorize', code: 'malformed', says: /no rule of the target file fits/, mend: 'Add a rule for this page under `psu.pages` in the target file.', operator: true },
  { use: 'oauth.authorize', code: 'malformed', says: /the page of rule|the rule /, mend: 'Mend this rule under `psu.pages` in the target file: what it presses or fills in is not on the page.', operator: true },
  { use: 'oauth.authorize', code: 'page.error', says: /came back after/, mend: 'The bank shows the same page again: check user name, password and one-time code under `psu.users`.', operator: true },
  { use: 'oauth.authorize', code: 'page.error', mend: 'The bank shows an error page: compare `redirect_uri`, `scopes` and `variant` in the target file with the registration.', operator: true },
  { use: 'oauth.authorize', code: 'redirect.', mend: 'The bank sent the user back with this error: compare `scopes`, `variant` and the consent with what the client may ask for.', operator: false },
  { use: 'oauth.token', code: 'oauth.invalid_grant', mend: 'The code was not taken: compare `redirect_uri`, and the certificate or DPoP key, with the registration.', operator: false },
  { use: 'api.', code: 'http.404', mend: 'Nothing is there: check the addresses under `api` in the target file.', operator: true },
  { use: 'consent.', code: 'http.404', mend: 'Nothing is there: check the addresses under `api` in the target file.', operator: true },
  { use: 'api.', code: 'http.40', mend: 'The resource does not take the token: check `api`, `scopes` and `sender-constraint` in the target file.', operator: false },
];

/** Outcomes that the target file is to blame for, whatever the step. */
const OPERATORS = ['tls.server-untrusted', 'host-not-allowed', 'unreachable', 'proxy'];

/** What to do about an outcome of a step of this type, and whether the operator has to. */
export function mendFor(use: string, outcome: StepRecord['outcome']): { mend: string | null; operator: boolean } {
  const row = ROWS.find(
    (one) =>
      use.startsWith(one.use) &&
      outcome.codes.some((code) => code.startsWith(one.code)) &&
      (one.says?.test(outcome.detail) ?? true),
  );
  if (row) return { mend: row.mend, operator: row.operator };
  const operator = outcome.codes.length === 0 || outcome.codes.some((code) => OPERATORS.includes(code));
  return { mend: nextFor(outcome), operator };
}
