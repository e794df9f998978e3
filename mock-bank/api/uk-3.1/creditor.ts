/** The account of a payee, as a body names it. */
import { object, text } from './body.ts';

const MAX_SCHEME = 40;
const MAX_IDENTIFICATION = 256;
const MAX_NAME = 350;

export interface Creditor {
  scheme: string;
  identification: string;
  name: string;
}

export function creditorAt(value: unknown, at: string): Creditor {
  const { SchemeName, Identification, Name } = object(value, at);
  return {
    scheme: text(SchemeName, `${at}.SchemeName`, MAX_SCHEME),
    identification: text(Identification, `${at}.Identification`, MAX_IDENTIFICATION),
    name: text(Name, `${at}.Name`, MAX_NAME),
  };
}
