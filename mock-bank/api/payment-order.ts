/** What a TPP orders when it lodges or submits a payment. */
import type { Context } from '../http/context.ts';
import { minorUnits } from '../sca/money.ts';
import type { Money } from '../store/money.ts';
import { type Members, object, readBody, text } from './body.ts';
import { badRequest } from './errors.ts';

export interface PaymentOrder {
  /** Named at submission only. */
  consentId: string | null;
  amount: Money;
  creditor: { scheme: string; identification: string; name: string };
  initiation: Members;
  risk: Members;
}

const MAX_IDENTIFICATION = 256;
const MAX_NAME = 350;

export function readPaymentOrder(context: Context): PaymentOrder {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  const initiation = object(data.Initiation, 'Data.Initiation');
  const instructed = object(initiation.InstructedAmount, 'Data.Initiation.InstructedAmount');
  const creditor = object(initiation.CreditorAccount, 'Data.Initiation.CreditorAccount');
  return {
    consentId: data.ConsentId === undefined ? null : text(data.ConsentId, 'Data.ConsentId', 128),
    amount: readMoney(instructed),
    creditor: {
      scheme: text(creditor.SchemeName, 'CreditorAccount.SchemeName', 40),
      identification: text(creditor.Identification, 'CreditorAccount.Identification', MAX_IDENTIFICATION),
      name: text(creditor.Name, 'CreditorAccount.Name', MAX_NAME),
    },
    initiation,
    risk: object(body.Risk, 'Risk'),
  };
}

function readMoney({ Amount, Currency }: Members): Money {
  const minor = minorUnits(text(Amount, 'InstructedAmount.Amount', 16));
  if (minor === null) throw badRequest('Field.Invalid', 'InstructedAmount.Amount must be an amount such as 12.34');
  if (Currency !== 'EUR') throw badRequest('Field.Invalid', 'InstructedAmount.Currency must be EUR');
  return { minor, currency: 'EUR' };
}
