/** Money at its edges: `below x`, `at x`, `above x`, `fill` and `times`, all in whole minor units. */
import type { Value } from '../load/scenario.ts';

/** An amount in minor units; `decimals` is what the text had, so `30.00` moves by a cent and `30` by one. */
export interface Money {
  minor: bigint;
  decimals: number;
}

const AMOUNT = /^\d+(?:\.\d{1,4})?$/;
const EDGE = /^(below|at|above) ([A-Za-z][\w-]*)$/;
const SHIFT: { [edge: string]: bigint } = { below: -1n, at: 0n, above: 1n };

/** True for an amount as it goes over the wire: digits, at most one point, no sign. */
export function isAmount(text: string): boolean {
  return AMOUNT.test(text);
}

export function parseMoney(text: string): Money | null {
  if (!isAmount(text)) return null;
  const [whole = '0', fraction = ''] = text.split('.');
  return { minor: BigInt(whole + fraction), decimals: fraction.length };
}

export function formatMoney(money: Money): string {
  if (money.decimals === 0) return money.minor.toString();
  const digits = money.minor.toString().padStart(money.decimals + 1, '0');
  return `${digits.slice(0, -money.decimals)}.${digits.slice(-money.decimals)}`;
}

/** What is wrong with a boundary, or the value it stands for. */
export type Edged = { value: Value } | { wrong: string };

/**
 * Replaces boundary expressions by amounts. `none` becomes the empty list where a list is wanted; anything else that is
 * no boundary comes back unchanged.
 */
export function edges(value: Value, bind: { [name: string]: Value }, wantsList: boolean): Edged {
  if (value === 'none' && wantsList) return { value: [] };
  if (typeof value === 'string') {
    const match = EDGE.exec(value);
    return match ? edge(match[1] ?? '', match[2] ?? '', bind) : { value };
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { value };
  if (typeof value.fill === 'string' && Object.keys(value).length === 1) return filled(value.fill, bind);
  if ('times' in value && 'of' in value && Object.keys(value).length === 2)
    return repeated(value.times, value.of, bind);
  return { value };
}

function edge(name: string, bound: string, bind: { [name: string]: Value }): Edged {
  const limit = bind[bound];
  if (limit === undefined) return { wrong: `"${name} ${bound}" needs a value named "${bound}" in bind` };
  const money = typeof limit === 'string' ? parseMoney(limit) : null;
  if (!money)
    return { wrong: `bind.${bound} is ${JSON.stringify(limit)}, which is not a quoted amount such as "30.00"` };
  const minor = money.minor + (SHIFT[name] ?? 0n);
  if (minor < 0n) return { wrong: `there is no amount below ${formatMoney(money)}` };
  return { value: formatMoney({ minor, decimals: money.decimals }) };
}

/** Amounts, none above `bind.max`, that add up to the edge: as many of the largest as fit, then the rest. */
function filled(target: string, bind: { [name: string]: Value }): Edged {
  const match = EDGE.exec(target);
  if (!match) return { wrong: `fill takes "below x", "at x" or "above x", not "${target}"` };
  const total = edge(match[1] ?? '', match[2] ?? '', bind);
  if ('wrong' in total) return total;
  const sum = parseMoney(String(total.value));
  const ceiling = typeof bind.max === 'string' ? parseMoney(bind.max) : null;
  if (!ceiling || ceiling.minor <= 0n) return { wrong: 'fill needs bind.max, the largest single amount, above zero' };
  if (!sum || sum.decimals !== ceiling.decimals)
    return { wrong: `bind.max and bind.${match[2]} have different decimals` };
  const amount = (minor: bigint): Value => formatMoney({ minor, decimals: sum.decimals });
  const whole = Array.from({ length: Number(sum.minor / ceiling.minor) }, () => amount(ceiling.minor));
  const rest = sum.minor % ceiling.minor;
  return { value: rest > 0n ? [...whole, amount(rest)] : whole };
}

function repeated(times: Value | undefined, of: Value | undefined, bind: { [name: string]: Value }): Edged {
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 0 || times > 100)
    return { wrong: 'times is a whole number from 0 to 100' };
  const amount = edges(of ?? null, bind, false);
  if ('wrong' in amount) return amount;
  if (typeof amount.value !== 'string' || !isAmount(amount.value))
    return { wrong: 'of is a quoted amount such as "1.00"' };
  return { value: Array.from({ length: times }, () => amount.value) };
}
