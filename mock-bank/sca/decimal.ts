/** Exact decimals for amounts, rates of exchange and rates of fraud: a whole number of digits and how many of them are behind the point. */

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const DECIMAL = /^-?\d{1,15}(?:\.\d{1,12})?$/;

/** The decimal that a text such as `-12.340` says, or null. */
export function parseDecimal(text: string): Decimal | null {
  if (!DECIMAL.test(text)) return null;
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** For numbers of our own, such as those of the tables of limits; throws for what is none. */
export function exactly(text: string): Decimal {
  const read = parseDecimal(text);
  if (read === null) throw new Error(`${text} is not a decimal`);
  return read;
}

/** What 1234 minor units are in units of a currency with two decimals. */
export const ofMinor = (minor: number): Decimal => ({ digits: BigInt(minor), scale: 2 });

export const ZERO: Decimal = { digits: 0n, scale: 0 };

function aligned(a: Decimal, b: Decimal): { left: bigint; right: bigint; scale: number } {
  const scale = Math.max(a.scale, b.scale);
  const widen = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own);
  return { left: widen(a), right: widen(b), scale };
}

/** Below zero, zero or above, as for a sort. */
export function compare(a: Decimal, b: Decimal): number {
  const { left, right } = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const { left, right, scale } = aligned(a, b);
  return { digits: left + right, scale };
}

export const times = (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, scale: a.scale + b.scale });

/** As text, e.g. `12.340`. */
export function written({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The sum as binary floating point has it, for a bank that reckons so. */
export function plusInBinary(a: Decimal, b: Decimal): Decimal {
  const scale = 15;
  const text = (Number(written(a)) + Number(written(b))).toFixed(scale);
  return { digits: BigInt(text.replace('.', '')), scale };
}
