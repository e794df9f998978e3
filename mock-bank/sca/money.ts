/** Amounts between the wire, where they are decimal text, and the bank, where they are whole minor units. */

const AMOUNT = /^(0|[1-9]\d{0,12})\.(\d{2})$/;

/** Minor units of `12.34`, or null for anything else, zero and negative amounts among it. */
export function minorUnits(text: string): number | null {
  const [, whole, cents] = AMOUNT.exec(text) ?? [];
  if (whole === undefined || cents === undefined) return null;
  const minor = Number(whole) * 100 + Number(cents);
  return minor > 0 ? minor : null;
}

/** `12.34` of 1234. */
export function decimal(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
