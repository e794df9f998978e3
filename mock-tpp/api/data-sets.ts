/** The kinds of account data, as inputs of steps name them. */
import type { Json } from '../contract.ts';
import { TppFault } from '../fault.ts';
import type { DataSet } from './dialect/index.ts';

export const DATA_SETS: readonly DataSet[] = ['accounts', 'balances', 'transactions'];

/** The kinds that a list names, or null for no list. Throws TppFault for any other name. */
export const dataSets = (data: Json | undefined): DataSet[] | null => {
  if (data === undefined || data === null) return null;
  const sets = DATA_SETS.filter((set) => Array.isArray(data) && data.includes(set));
  if (!Array.isArray(data) || sets.length !== data.length)
    throw new TppFault(`data is to be a list of ${DATA_SETS.join(', ')}`);
  return sets;
};
