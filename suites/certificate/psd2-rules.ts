/** What TS 119 495 asks of the certificate of a payment service provider. */
import { isCountry } from './country.ts';
import { valuesOf } from './distinguished-name.ts';
import { type Found, found, foundIf } from './findings.ts';
import { nameOf, POLICIES, PSP_ROLES } from './oids.ts';
import { authorizationOf, claimsPsd } from './organization-identifier.ts';
import type { Psd2Statement, PspRole } from './qc-statements.ts';
import type { Matter } from './subject-matter.ts';

export function psd2Rules({ certificate, psd2 }: Matter): Found[] {
  const { said } = certificate.extensions;
  const identifiers = valuesOf(certificate.subject, 'organizationIdentifier');
  const statement = said.qcStatements?.psd2 ?? null;
  if (statement !== null)
    return [
      ...roleRules(statement.roles),
      ...authorityRules(statement.nca),
      ...identifierRules(statement.nca, identifiers),
    ];
  if (said.qcStatements === null || said.qcStatements.statements.includes('PSD2'))
    return foundIf([psd2 && said.qcStatements === null, 'psd2-missing', 'there is none']);
  const claims =
    psd2 || identifiers.some(claimsPsd) || (said.policies ?? []).some((oid) => nameOf(POLICIES, oid) === 'QCP-w-psd2');
  return [found(claims ? 'psd2-missing' : 'psd2-none', 'there is none')];
}

const NAMES: ReadonlySet<string> = new Set(Object.values(PSP_ROLES));
const UNSPECIFIED = 'Unspecified';

function roleRules(roles: readonly PspRole[]): Found[] {
  const meanings = roles.map(({ oid }) => oid);
  const repeated = new Set(meanings.filter((oid, at) => meanings.indexOf(oid) < at));
  return [
    ...foundIf(
      [roles.length === 0, 'roles-missing', 'there is none'],
      [
        roles.length > 1 && roles.some(({ meaning }) => meaning === UNSPECIFIED),
        'role-unspecified-beside',
        'there are others beside it',
      ],
    ),
    ...[...repeated].map((oid) => found('role-repeated', `${nameOf(PSP_ROLES, oid)} is there more than once`)),
    ...roles.flatMap(({ oid, name, meaning }) =>
      foundIf(
        [meaning === null, 'role-unknown', `it is ${oid}, with the name ${JSON.stringify(name)}`],
        [!NAMES.has(name), 'role-name-unknown', `it is ${JSON.stringify(name)}`],
        [
          meaning !== null && NAMES.has(name) && meaning !== name,
          'role-mismatch',
          `${oid} is ${meaning}, and the name beside it is ${name}`,
        ],
      ),
    ),
  ];
}

const NCA_ID = /^([A-Z]{2})-([A-Z]{2,8})$/;
/** Letters of the Latin alphabet, and what is in no alphabet. */
const LATIN = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u;
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/u;

function authorityRules({ name, id }: Psd2Statement['nca']): Found[] {
  const [, country] = NCA_ID.exec(id) ?? [];
  return foundIf(
    [!LATIN.test(name) || UNSEEN.test(name) || name.trim() === '', 'nca-name', `it is ${JSON.stringify(name)}`],
    [country === undefined, 'nca-id', `it is ${JSON.stringify(id)}`],
    [country !== undefined && !isCountry(country), 'nca-country', `it is ${JSON.stringify(id)}`],
  );
}

/** Compared only where both can be read: what is malformed is told by itself. */
function identifierRules({ id }: Psd2Statement['nca'], identifiers: readonly string[]): Found[] {
  return identifiers.flatMap((identifier) => {
    if (!claimsPsd(identifier)) return [found('organization-identifier-other', `it is ${JSON.stringify(identifier)}`)];
    const authorization = authorizationOf(identifier);
    if (authorization === null || !NCA_ID.test(id)) return [];
    const { country, letters } = authorization.authority;
    return foundIf([
      id !== `${country}-${letters}`,
      'nca-mismatch',
      `it is ${id}, and the organizationIdentifier has ${country}-${letters}`,
    ]);
  });
}
