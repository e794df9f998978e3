/** Made-up accounts of the PSUs: the same at every start, so that answers can be compared. */
import { createHash } from 'node:crypto';

export interface Account {
  id: string;
  nickname: string;
  iban: string;
  name: string;
  balanceMinor: number;
}

export interface Transaction {
  id: string;
  accountId: string;
  credit: boolean;
  minor: number;
  bookedAt: string;
  text: string;
}

const KINDS = ['Everyday account', 'Savings account'] as const;

/** A number from a text, below `limit`. */
function numberFrom(text: string, limit: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % limit;
}

function iban(seed: string): string {
  const account = `50010517${String(numberFrom(seed, 1_000_000_000)).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

export function accountsOf(username: string): Account[] {
  return KINDS.map((nickname, index) => {
    const id = `${username}-${index + 1}`;
    return {
      id,
      nickname,
      iban: iban(id),
      name: `Customer ${username}`,
      balanceMinor: 50_000 + numberFrom(`${id} balance`, 400_000),
    };
  });
}

/** The account of an id, whoever has it; null when there is none. */
export function accountOf(id: string): Account | null {
  const username = /^(psu-\d{1,3})-\d$/.exec(id)?.[1];
  return username === undefined ? null : (accountsOf(username).find((account) => account.id === id) ?? null);
}

const TEXTS = ['Salary', 'Groceries', 'Rent', 'Refund', 'Train ticket', 'Book shop'] as const;

export function transactionsOf(accountId: string): Transaction[] {
  return TEXTS.map((text, index) => ({
    id: `${accountId}-t${index + 1}`,
    accountId,
    credit: text === 'Salary' || text === 'Refund',
    minor: 500 + numberFrom(`${accountId} ${text}`, 90_000),
    bookedAt: `2026-01-${String(5 + index * 3).padStart(2, '0')}T09:00:00.000Z`,
    text,
  }));
}
