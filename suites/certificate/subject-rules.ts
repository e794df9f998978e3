/** What EN 319 412-3 asks of the name of a legal person. */
import { isCountry } from './country.ts';
import { valuesOf } from './distinguished-name.ts';
import { type Found, found, foundIf } from './findings.ts';
import { identifierRules } from './organization-identifier.ts';
import type { Matter } from './subject-matter.ts';

const REQUIRED = ['C', 'O', 'organizationIdentifier', 'CN'];

/** A natural person has another name: that is told by the type for signatures. */
export function subjectRules({ certificate: { subject, extensions } }: Matter): Found[] {
  const types = extensions.said.qcStatements?.types ?? [];
  if (types.includes('esign')) return countryRules();
  const website = !types.includes('eseal');
  const missing = REQUIRED.filter((name) => valuesOf(subject, name).length === 0 && !(website && name === 'CN'));
  const repeated = REQUIRED.filter((name) => valuesOf(subject, name).length > 1);
  const organizations = valuesOf(subject, 'O');
  const identifiers = valuesOf(subject, 'organizationIdentifier');
  return [
    ...missing.map((name) => found('subject-attribute-missing', `${name} is missing`)),
    ...repeated.map((name) =>
      found('subject-attribute-repeated', `${name} is there ${valuesOf(subject, name).length} times`),
    ),
    ...countryRules(),
    ...identifiers.flatMap(identifierRules),
    ...foundIf([
      identifiers.some((one) => organizations.includes(one)),
      'organization-identifier-is-name',
      'both are the same',
    ]),
  ];

  function countryRules(): Found[] {
    return subject.rdns
      .flat()
      .filter(({ name, value, type }) => name === 'C' && (!isCountry(value) || type !== 'PrintableString'))
      .map(({ value, type }) => found('subject-country', `it is ${JSON.stringify(value)}, a ${type}`));
  }
}
