/** What a TPP orders when it asks for access to accounts. */
import type { Context } from '../http/context.ts';
import { dateTime, object, readBody } from './body.ts';
import { badRequest } from './errors.ts';
import { readPermissions } from './permissions.ts';

export interface AccountConsentOrder {
  permissions: string[];
  expiresAt: number | null;
  expirationText: string | null;
  transactionFromText: string | null;
  transactionToText: string | null;
}

export function readAccountConsent(context: Context): AccountConsentOrder {
  const body = readBody(context);
  const data = object(body.Data, 'Data');
  object(body.Risk, 'Risk');
  const expiration = dateTime(data.ExpirationDateTime, 'Data.ExpirationDateTime');
  if (expiration && expiration.time <= context.bank.now()) {
    throw badRequest('Field.InvalidDate', 'Data.ExpirationDateTime has passed');
  }
  return {
    permissions: readPermissions(data.Permissions),
    expiresAt: expiration?.time ?? null,
    expirationText: expiration?.text ?? null,
    transactionFromText: dateTime(data.TransactionFromDateTime, 'Data.TransactionFromDateTime')?.text ?? null,
    transactionToText: dateTime(data.TransactionToDateTime, 'Data.TransactionToDateTime')?.text ?? null,
  };
}
