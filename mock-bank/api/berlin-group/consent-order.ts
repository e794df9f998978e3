/** Reading what a TPP asks for when it creates a consent for accounts. */
import type { Context } from '../../http/context.ts';
import type { Json } from '../../http/reply.ts';
import type { BerlinRights, RightsTo } from '../../store/consents.ts';
import { dayOf, endOf, isDay } from '../day.ts';
import { type Members, object, readBody } from './body.ts';
import { formatError, refused } from './errors.ts';

export interface AccountOrder {
  access: { readonly [member: string]: Json };
  rights: BerlinRights;
  recurring: boolean;
  validUntil: string;
  expiresAt: number;
  frequencyPerDay: number;
}

const SETS = ['accounts', 'balances', 'transactions'] as const;
/** Members that ask for all accounts at once, and what each gives. */
const GLOBAL: Readonly<Record<string, BerlinRights>> = {
  allPsd2: { accounts: 'all', balances: 'all', transactions: 'all' },
  availableAccounts: { accounts: 'all', balances: null, transactions: null },
  availableAccountsWithBalance: { accounts: 'all', balances: 'all', transactions: null },
};
const FAR = '9999-12-31';
const DAY_MS = 86_400_000;

/** An empty list leaves the choice of accounts to the PSU at the bank. */
function references(value: unknown, at: string): RightsTo {
  if (value === undefined) return null;
  if (!Array.isArray(value)) throw formatError(`${at} must be a list of accounts`);
  if (value.length === 0) return 'all';
  return value.map((one) => {
    const { iban } = object(one, at);
    if (typeof iban !== 'string' || iban === '') throw formatError(`${at} must name accounts by iban`);
    return iban;
  });
}

const listed = (to: RightsTo): string[] => (Array.isArray(to) ? to : []);

/** The right to balances or transactions of an account takes in the account itself. */
function withAccounts(rights: BerlinRights): BerlinRights {
  const all = Object.values(rights);
  if (all.includes('all')) return { ...rights, accounts: 'all' };
  return { ...rights, accounts: [...new Set(all.flatMap(listed))] };
}

function readAccess(access: Members, refusedModel: string | null): BerlinRights {
  const unknown = Object.keys(access).find((name) => !Object.hasOwn(GLOBAL, name) && !SETS.includes(name as never));
  if (unknown !== undefined) throw formatError(`access.${unknown} is not known here`);
  const wide = Object.keys(GLOBAL).filter((name) => access[name] !== undefined);
  const narrow = SETS.filter((name) => access[name] !== undefined);
  if (wide.length + Math.min(narrow.length, 1) !== 1) throw formatError('access must be of one kind');
  const [model] = wide;
  const named = SETS.some((name) => Array.isArray(access[name]) && access[name].length > 0);
  if (refusedModel !== null && refusedModel === (model ?? (named ? 'dedicated' : ''))) {
    throw refused(400, 'SERVICE_INVALID', 'this bank has no such consents');
  }
  if (model !== undefined) {
    if (access[model] !== 'allAccounts') throw formatError(`access.${model} must be allAccounts`);
    return GLOBAL[model] as BerlinRights;
  }
  const [accounts, balances, transactions] = SETS.map((name) => references(access[name], `access.${name}`));
  return withAccounts({ accounts: accounts ?? null, balances: balances ?? null, transactions: transactions ?? null });
}

/** A date of the bank's calendar, that day included; the far one asks for the longest there is. */
function readEnd({ bank, settings }: Context, value: unknown): Pick<AccountOrder, 'validUntil' | 'expiresAt'> {
  if (typeof value !== 'string' || !isDay(value)) throw formatError('validUntil must be a date');
  const zone = settings.consentDaysIn;
  const now = bank.now();
  if (settings.consentEnds === 'in-future' && value < dayOf(now, settings.bankZone))
    throw formatError('validUntil has passed');
  const { consentLongestSeconds } = settings;
  if (consentLongestSeconds !== null && value !== FAR && endOf(value, zone) > now + consentLongestSeconds * 1000) {
    throw formatError('validUntil is too far ahead');
  }
  const latest = dayOf(now + settings.consentLongestDays * DAY_MS, zone);
  const validUntil = value > latest ? latest : value;
  return { validUntil, expiresAt: endOf(validUntil, zone) };
}

function readFrequency({ settings }: Context, value: unknown, recurring: boolean): number {
  const { accessesPerDay: most, leastAccessesPerDay: least } = settings;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw formatError('frequencyPerDay must be a number from 1');
  }
  if (!recurring && value > 1) throw formatError('frequencyPerDay of a consent for once is 1');
  return Math.min(value, most);
}

/** @requirement BG-1.3-AIS-8 BG-1.3-AIS-9 */
export function readAccountOrder(context: Context): AccountOrder {
  const sent = readBody(context);
  const access = object(sent.access, 'access');
  const { recurringIndicator: recurring } = sent;
  if (typeof recurring !== 'boolean') throw formatError('recurringIndicator must be true or false');
  if (sent.combinedServiceIndicator !== undefined && sent.combinedServiceIndicator !== false) {
    throw formatError('combined services are not offered');
  }
  return {
    access: access as AccountOrder['access'],
    rights: readAccess(access, context.settings.consentModelRefused),
    recurring,
    ...readEnd(context, sent.validUntil),
    frequencyPerDay: readFrequency(context, sent.frequencyPerDay, recurring),
  };
}
