/** Faults of confirmations of funds. */
import type { Defect } from '../../behaviour.ts';

/** The bundled clients that may ask. */
const clients = ['funds', 'funds-second'];

export const fundsDefects: readonly Defect[] = [
  {
    id: 'funds-told-without-user',
    title: 'Whether money is there is told under a consent that the token does not stand for',
    breaks: ['UK-OB-3.1-CBPII-1'],
    implies: [],
    clients,
    replaces: { 'funds-consent': 'funds-consent-of-client' },
  },
  {
    id: 'funds-account-of-anybody',
    title: 'A customer can allow questions about an account of somebody else',
    breaks: ['UK-OB-3.1-CBPII-2'],
    implies: [],
    clients,
    omits: ['intent-account'],
  },
  {
    id: 'funds-balance-told',
    title: 'Whether the money is there is answered with the balance of the account',
    breaks: ['UK-OB-3.1-CBPII-5'],
    implies: [],
    clients,
    settings: { fundsTold: 'with-balance' },
  },
  {
    id: 'funds-currency-unchecked',
    title: 'A question in another currency than that of the account is answered',
    breaks: ['UK-OB-3.1-CBPII-3'],
    implies: [],
    clients,
    omits: ['funds-currency'],
  },
  {
    id: 'funds-reference-repeated',
    title: 'A question is answered whose reference was used before',
    breaks: ['UK-OB-3.1-CBPII-4'],
    implies: [],
    clients,
    omits: ['funds-reference'],
  },
  {
    id: 'funds-always-there',
    title: 'Every amount is told to be there',
    breaks: ['UK-OB-3.1-CBPII-5'],
    implies: [],
    clients,
    settings: { fundsTold: 'always' },
  },
];
