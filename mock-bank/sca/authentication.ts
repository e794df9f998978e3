/** Strong customer authentication itself: what makes two factors, what a code is good for, and when guessing or idling ends. */
import { compare, type Decimal, plus, ZERO } from './decimal.ts';
import type { ScaSettings } from './settings.ts';
import type { Decision } from './situation.ts';

export interface Factor {
  kind: 'knowledge' | 'possession' | 'inherence';
  /** What proves it, e.g. `password`, `one-time-code`, `printed-on-card`. */
  by: string;
  device: string;
  /** Whether the device keeps it apart from what else runs there. */
  separated: boolean;
}

const accepted = (reason: string): Decision => ({ decision: 'accepted', exemption: null, reason });
const refused = (reason: string): Decision => ({ decision: 'refused', exemption: null, reason });

/** Known to whoever saw the card, and proof of nothing. @source EBA opinion of June 2019, recalled */
const PROVES_NOTHING = ['printed-on-card'];

/** Two factors of two kinds, neither of which falls with the other. @requirement RTS-4-1 RTS-9-1 */
export function judgeFactors(factors: readonly Factor[], settings: ScaSettings): Decision {
  if (settings.factors === 'any-two') return factors.length >= 2 ? accepted('two') : refused('fewer-than-two-factors');
  if (settings.factors === 'none') return refused('no-factor-is-taken');
  const proving = factors.filter(({ by }) => !PROVES_NOTHING.includes(by));
  if (new Set(proving.map(({ kind }) => kind)).size < 2) return refused('fewer-than-two-kinds');
  if (new Set(proving.map(({ by }) => by)).size < 2) return refused('one-secret-for-both');
  const exposed = proving.filter(({ device, separated }) => device !== '' && !separated);
  return exposed.length > 1 && new Set(exposed.map(({ device }) => device)).size === 1
    ? refused('both-on-one-unprotected-device')
    : accepted('two-independent-factors');
}

/** What an authentication code was made for, or is presented for: one payee, or all those of a batch. */
export interface Linked {
  /** `account-access` for a code that approves no payment. */
  purpose: 'payment' | 'card-block' | 'account-access';
  /** Of the payment or batch it belongs to. */
  order: string;
  currency: string;
  lines: readonly { payee: string; amount: Decimal }[];
}

const total = ({ lines }: Linked): Decimal => lines.reduce((sum, { amount }) => plus(sum, amount), ZERO);
const payees = ({ lines }: Linked): string => [...new Set(lines.map(({ payee }) => payee))].sort().join('\n');

/**
 * A code stands for one order: its amount, currency and payees; in a batch for the total and the set of payees. A card's
 * block may be used up in part.
 * @requirement RTS-5-1b RTS-5-1d RTS-5-3a RTS-5-3b
 */
export function judgeLink(made: Linked, presented: Linked, { linkedTo, linkedCodes }: ScaSettings): Decision {
  if (linkedCodes === 'one-payment') {
    if (made.purpose === 'account-access') return refused('code-for-account-access');
    if (made.order !== presented.order) return refused('code-of-another-order');
  }
  if (linkedTo === 'nothing') return refused('code-refused');
  if (linkedTo === 'presence') return accepted('amount-and-payee-are-there');
  if (made.currency !== presented.currency) return refused('currency-changed');
  const change = compare(total(presented), total(made));
  if (change > 0 || (change < 0 && made.purpose !== 'card-block')) return refused('amount-changed');
  return payees(made) === payees(presented) ? accepted('unchanged') : refused('payee-changed');
}

/** One try to authenticate. */
export interface Try {
  factor: 'knowledge' | 'possession';
  channel: string;
  right: boolean;
}

/** Failures in a row, whatever the factor and wherever the payer tried; success begins anew. @requirement RTS-4-3b */
export function isBlocked(tries: readonly Try[], { mostFailures, failuresCounted }: ScaSettings): boolean {
  const runs = new Map<string, number>();
  for (const { factor, channel, right } of tries) {
    const key = failuresCounted === 'across-factors' ? '' : `${factor} ${channel}`;
    if (right) runs.clear();
    else runs.set(key, (runs.get(key) ?? 0) + 1);
    if ((runs.get(key) ?? 0) >= mostFailures) return true;
  }
  return false;
}

/** Whether the last try is let through; a payer who was blocked before it is not. */
export function judgeTries(tries: readonly Try[], settings: ScaSettings): Decision {
  const before = tries.slice(0, -1);
  if (isBlocked(before, settings)) return refused('blocked');
  if (tries.at(-1)?.right === true) return accepted('right');
  return isBlocked(tries, settings) ? refused('blocked') : refused('wrong');
}

/** Uses of one code, in their order; those of one moment are taken one after the other. @requirement RTS-4-1 */
export function judgeCode(use: number, { codeUses }: ScaSettings): Decision {
  if (codeUses === 'never') return refused('spent');
  return use === 1 || codeUses === 'many' ? accepted('unspent') : refused('spent');
}

/** Only what the payer does keeps a session alive. @requirement RTS-4-3d */
export function judgeSession(idleSeconds: number, settings: ScaSettings): Decision {
  return idleSeconds > settings.idleSeconds ? refused('idle-too-long') : accepted('alive');
}
