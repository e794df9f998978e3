/** What a mutation changes on the wire, seen against the same step without it; for tests only. */
import { type Asked, type Issuer, openIssuer } from '../testing-issuer.ts';
import { type Attempt, attempt } from './testing-attempt.ts';
import { type Difference, difference, flatten } from './testing-difference.ts';

/** A bank with consents and payments, so that every step type has something to ask it. */
export async function openPayingIssuer(): Promise<Issuer> {
  const issuer = await openIssuer();
  issuer.bank.dialect = 'uk-3.1';
  issuer.bank.api = { ...issuer.bank.api, funds: `${issuer.origin}/cbpii` };
  issuer.bank.payment = {
    currency: 'EUR',
    debtor: null,
    creditor: { scheme: 'IBAN', identification: 'DE1', name: 'Shop' },
  };
  return issuer;
}

/** The last request at a path; throws when there was none. */
export function shownAt(issuer: Issuer, path: string): Asked {
  const found = issuer.asked.findLast((asked) => asked.path === path);
  if (!found) throw new Error(`nothing was asked at ${path}: ${issuer.asked.map((asked) => asked.path)}`);
  return found;
}

/** Runs the step without and with its mutations, and gives how the requests at the path differ. */
export async function changesOf(issuer: Issuer, tried: Attempt, path: string): Promise<Difference> {
  await attempt(issuer, { ...tried, mutations: [] });
  const usual = flatten(shownAt(issuer, path));
  await attempt(issuer, tried);
  return difference(usual, flatten(shownAt(issuer, path)));
}
