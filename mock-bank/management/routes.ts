/** What management can do: one row for each call. */
import { issueOdd, oddForms } from '../as/odd-token.ts';
import type { Bank } from '../bank.ts';
import { defects } from '../defects.ts';
import { answerQuestion } from '../sca/answer.ts';
import { resetCounters } from '../sca/counters.ts';
import { parseDecimal } from '../sca/decimal.ts';
import { Unreadable } from '../sca/members.ts';
import { setFraudRate, trust } from '../sca/records.ts';
import { unblock } from '../sca/tries.ts';
import type { Consent } from '../store/consents.ts';
import { variations } from '../variations.ts';
import { type Call, Mistake, type Route, text, word } from './call.ts';
import { certificateRoutes } from './certificate-routes.ts';

function ids(body: Call['body']): string[] {
  const list = body.ids;
  if (!Array.isArray(list) || !list.every((id) => typeof id === 'string'))
    throw new Mistake('ids is not a list of strings');
  return list;
}

/** By its own id, or by that of a grant given with it. */
function consent(bank: Bank, id: string): Consent {
  const { consents, grants } = bank.store;
  const found = consents.get(id) ?? consents.get(grants.get(id)?.consentId ?? '');
  if (!found) throw new Mistake(`there is no consent ${id}, and no grant with one`);
  return found;
}

const time = (bank: Bank): { now: string } => ({ now: new Date(bank.now()).toISOString() });

/** Within a century either way, so that every date stays writable. */
const FARTHEST_SECONDS = 100 * 366 * 86_400;

function moveClock(bank: Bank, { body }: Call): unknown {
  if (body.reset === true) {
    bank.clock.reset();
    return time(bank);
  }
  const seconds = body.advance_seconds;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || Math.abs(seconds) > FARTHEST_SECONDS) {
    throw new Mistake('advance_seconds is missing or not a sensible number');
  }
  bank.clock.advance(seconds);
  return time(bank);
}

function recordUse(bank: Bank, { body }: Call): unknown {
  if (typeof body.record !== 'boolean') throw new Mistake('record is missing or neither true nor false');
  return { names: bank.recordUse(body.record).sort() };
}

/** The user takes the consent back at the bank: its status stays, access ends. @requirement UK-OB-3.1-AIS-2 */
function revokeConsent(bank: Bank, { id }: Call): unknown {
  const found = consent(bank, id);
  found.revokedAt ??= bank.now();
  return { id, revoked_at: new Date(found.revokedAt).toISOString() };
}

function expireConsent(bank: Bank, { id }: Call): unknown {
  const found = consent(bank, id);
  found.expiresAt = bank.now();
  return { id, expires_at: new Date(found.expiresAt).toISOString() };
}

function oneTimeCode(bank: Bank, { id }: Call): unknown {
  const code = bank.store.oneTimeCodes.latestUnspent(id);
  if (!code) throw new Mistake(`no one-time code waits for ${id}`);
  return { otp: code.code, linked_to: code.linkedTo };
}

function user(bank: Bank, body: Call['body']): string {
  const username = text(body, 'username');
  if (!bank.users.has(username)) throw new Mistake(`there is no user ${username}`);
  return username;
}

/** The user may sign in again, as if it had proved at the bank who it is. */
function unblockPayer(bank: Bank, { body }: Call): unknown {
  const username = user(bank, body);
  unblock(bank, username);
  return { username };
}

/** Decides about a situation that is described in the call, and changes nothing. */
function decide(bank: Bank, { body }: Call): unknown {
  try {
    const { decision, exemption, reason } = answerQuestion(body.situation, bank.settings, bank.now());
    return { decision, exemption: exemption ?? 'none', reason };
  } catch (error) {
    if (error instanceof Unreadable) throw new Mistake(error.message);
    throw error;
  }
}

/** The user changes the list at the bank. @requirement RTS-13-1 */
function trustPayee(bank: Bank, { body }: Call): unknown {
  const username = user(bank, body);
  const account = text(body, 'account');
  if (typeof body.trusted !== 'boolean') throw new Mistake('trusted is missing or neither true nor false');
  trust(bank, username, account, body.trusted);
  return { username, account, trusted: body.trusted };
}

/** The rate of fraud by which the risk analysis is open; none closes it. @requirement RTS-19-1 */
function fraudRate(bank: Bank, { body }: Call): unknown {
  const type = word(body.type, ['card', 'credit-transfer'], 'type');
  const told = text(body, 'percent');
  const rate = told === 'none' ? null : parseDecimal(told);
  if (told !== 'none' && rate === null) throw new Mistake('percent is a decimal as text, or none');
  setFraudRate(bank, type, rate);
  return { type, percent: told };
}

/** A token that the bank never gives by itself. */
function issueToken(bank: Bank, { body }: Call): unknown {
  const token = issueOdd(bank, text(body, 'like'), word(body.cnf, oddForms, 'cnf'));
  if (token === null) throw new Mistake('like is no access token of this bank that is bound to anything');
  return { token };
}

export const routes: readonly Route<Bank>[] = [
  { method: 'GET', path: /^\/health$/, run: (bank) => ({ ok: true, issuer: bank.issuer }) },
  { method: 'GET', path: /^\/clock$/, run: time },
  { method: 'POST', path: /^\/clock$/, run: moveClock },
  {
    method: 'GET',
    path: /^\/defects$/,
    run: (bank) => ({ ids: bank.active.defects, known: defects.map(({ id, title }) => ({ id, title })) }),
  },
  {
    method: 'PUT',
    path: /^\/defects$/,
    run: (bank, { body }) => {
      bank.alter({ defects: ids(body) });
      return { ids: bank.active.defects };
    },
  },
  {
    method: 'GET',
    path: /^\/variations$/,
    run: (bank) => ({ ids: bank.active.variations, known: variations.map(({ id, title }) => ({ id, title })) }),
  },
  {
    method: 'PUT',
    path: /^\/variations$/,
    run: (bank, { body }) => {
      bank.alter({ variations: ids(body) });
      return { ids: bank.active.variations };
    },
  },
  { method: 'POST', path: /^\/use$/, run: recordUse },
  ...certificateRoutes,
  { method: 'POST', path: /^\/tokens\/issue$/, run: issueToken },
  { method: 'POST', path: /^\/consents\/([^/]+)\/revoke$/, run: revokeConsent },
  { method: 'POST', path: /^\/consents\/([^/]+)\/expire$/, run: expireConsent },
  { method: 'GET', path: /^\/otp\/([^/]+)$/, run: oneTimeCode },
  {
    method: 'GET',
    path: /^\/ledger$/,
    run: (bank, { query }) => ({ entries: bank.ledger.since(Number(query.get('since') ?? 0) || 0) }),
  },
  {
    method: 'POST',
    path: /^\/reset-counters$/,
    run: (bank, { body }) => {
      const usernames = 'username' in body ? [user(bank, body)] : [...bank.users.keys()];
      for (const username of usernames) resetCounters(bank, username);
      return { usernames };
    },
  },
  { method: 'POST', path: /^\/sca\/unblock$/, run: unblockPayer },
  { method: 'POST', path: /^\/sca\/decide$/, run: decide },
  { method: 'POST', path: /^\/sca\/trusted-payees$/, run: trustPayee },
  { method: 'POST', path: /^\/sca\/fraud-rate$/, run: fraudRate },
];
