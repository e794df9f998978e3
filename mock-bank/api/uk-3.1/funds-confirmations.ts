/** Whether the money for a payment is there: yes or no, for the account of a consent. */
import { randomUUID } from 'node:crypto';
import { type Context, present } from '../../http/context.ts';
import { type Check, check, type Endpoint } from '../../http/endpoint.ts';
import { insufficientScope } from '../../http/refusal.ts';
import { json, type Reply } from '../../http/reply.ts';
import { decimal, minorUnits } from '../../sca/money.ts';
import type { FundsConsent } from '../../store/consents.ts';
import { consentInForce } from '../consent-checks.ts';
import { accountsOf } from '../data.ts';
import { object, readBody, text } from './body.ts';
import { iso, serviceAccess } from './consent-resource.ts';
import { badRequest, refuseApi } from './errors.ts';
import { addressOf } from './versions.ts';

const CONFIRMATIONS = '/open-banking/v3.1/cbpii/funds-confirmations';
/** What all accounts are kept in. */
const CURRENCY = 'EUR';
const MAX_REFERENCE = 35;

export interface FundsQuestion {
  consentId: string;
  reference: string;
  minor: number;
  amount: string;
  currency: string;
}

const question = check('funds-question', (context) => {
  const data = object(readBody(context).Data, 'Data');
  const { Amount, Currency } = object(data.InstructedAmount, 'Data.InstructedAmount');
  const amount = text(Amount, 'InstructedAmount.Amount', 16);
  const minor = minorUnits(amount);
  if (minor === null) throw badRequest('Field.Invalid', 'InstructedAmount.Amount must be an amount such as 12.34');
  context.uk31.fundsQuestion = {
    consentId: text(data.ConsentId, 'Data.ConsentId', 128),
    reference: text(data.Reference, 'Data.Reference', MAX_REFERENCE),
    minor,
    amount,
    currency: text(Currency, 'InstructedAmount.Currency', 3),
  };
});

const asked = ({ uk31 }: Context): FundsQuestion => present(uk31.fundsQuestion, 'the question');

function named(context: Context): FundsConsent {
  const { bank, access } = context;
  const found = bank.store.consents.get(asked(context).consentId);
  if (found?.kind === 'funds' && found.clientId === present(access, 'the access token').client.id) return found;
  throw insufficientScope('the token does not stand for this consent');
}

/** The token stands for the consent that is named. @requirement UK-OB-3.1-CBPII-1 */
const consent = check('funds-consent', (context) => {
  const found = named(context);
  const { grant } = present(context.access, 'the access token');
  if (grant?.consentId !== found.id) throw insufficientScope('the token does not stand for this consent');
  context.api.consent = found;
});

/** @requirement UK-OB-3.1-CBPII-3 */
const currency = check('funds-currency', (context) => {
  if (asked(context).currency !== CURRENCY)
    throw badRequest('Field.Invalid', 'the account is kept in another currency');
});

/** @requirement UK-OB-3.1-CBPII-4 */
const reference = check('funds-reference', (context) => {
  const { references } = named(context);
  const { reference: sent } = asked(context);
  if (references.has(sent)) throw badRequest('Rules.DuplicateReference', 'the reference was used before');
  references.add(sent);
});

export const fundsEndpoints: readonly Endpoint[] = [
  {
    id: 'funds-confirmation',
    group: 'resource',
    surface: 'resource',
    refuse: refuseApi,
    methods: ['POST'],
    path: CONFIRMATIONS,
    checks: [...serviceAccess('fundsconfirmations'), question, consent, ...consentInForce, currency, reference],
    answer: confirm,
  },
];

/** @requirement UK-OB-3.1-CBPII-5 */
function confirm(context: Context): Reply {
  const { bank, settings } = context;
  const held = named(context);
  const account = accountsOf(held.username ?? '').find(({ iban }) => iban === held.account.identification);
  const { amount, currency: inCurrency, minor, reference: sent } = asked(context);
  const there = (account?.balanceMinor ?? 0) >= minor;
  const body = {
    Data: {
      FundsConfirmationId: `fc-${randomUUID()}`,
      ConsentId: held.id,
      CreationDateTime: iso(bank.now()),
      FundsAvailableResult: {
        FundsAvailableDateTime: iso(bank.now()),
        FundsAvailable: there || settings.fundsTold === 'always',
        ...(settings.fundsTold === 'with-balance' ? { Balance: decimal(account?.balanceMinor ?? 0) } : {}),
      },
      Reference: sent,
      InstructedAmount: { Amount: amount, Currency: inCurrency },
    },
    Links: { Self: addressOf(context, CONFIRMATIONS) },
    Meta: {},
  };
  return json(201, body);
}

/** For banks that do worse. */
export const fundsAlternatives: readonly Check[] = [
  /** Looks at the consent that the token stands for, and answers under the one that is named. */
  check('funds-consent-of-client', (context) => {
    const found = named(context);
    const { grant } = present(context.access, 'the access token');
    context.api.consent = grant?.consentId === found.id ? found : null;
  }),
];
