/** The organizationIdentifier of a legal person, EN 319 412-1 5.1.4, and the form that TS 119 495 5.2.1 gives it for payment service providers. */
import { isCountry } from './country.ts';
import { type Found, found } from './findings.ts';

/** Country and letters of the authority that gave the authorization number, and the number. */
export interface Authorization {
  authority: { country: string; letters: string };
  number: string;
}

const PSD = /^PSD([A-Z]{2})-([A-Z]{2,8})-(.*\S.*)$/u;
const LEGAL = /^([A-Z]{3}|[A-Z]{2}:)([A-Z]{2})-(.*\S.*)$/u;

/** Countries of a type beside those of ISO 3166; LEI has none of those. */
const TYPES: { readonly [type: string]: { more: readonly string[]; iso: boolean } } = {
  NTR: { more: [], iso: true },
  VAT: { more: ['EL', 'XI'], iso: true },
  PSD: { more: [], iso: true },
  LEI: { more: ['XG'], iso: false },
  // Of the EV guidelines, which certificates for websites follow as well.
  GOV: { more: [], iso: true },
  INT: { more: ['XG'], iso: false },
};

/** Null when it is no authorization number. */
export function authorizationOf(identifier: string): Authorization | null {
  const [, country, letters, number] = PSD.exec(identifier) ?? [];
  if (country === undefined || letters === undefined || number === undefined) return null;
  return { authority: { country, letters }, number };
}

export const claimsPsd = (identifier: string): boolean => /^\s*PSD/i.test(identifier);

export function identifierRules(identifier: string): Found[] {
  const told = JSON.stringify(identifier);
  if (claimsPsd(identifier) && authorizationOf(identifier) === null)
    return [found('organization-identifier-psd', `it is ${told}`)];
  const [, type = '', country = ''] = LEGAL.exec(identifier) ?? [];
  if (type === '') return [found('organization-identifier', `it is ${told}`)];
  // Two letters as the country itself defines them.
  const national = type.endsWith(':');
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known === undefined && !national)
    return [found('organization-identifier-type', `it is ${told}, of type ${type}`)];
  const { more, iso } = known ?? { more: [], iso: true };
  const fits = more.includes(country) || (iso && isCountry(country));
  return fits ? [] : [found('organization-identifier-country', `it is ${told}, of ${country}`)];
}
