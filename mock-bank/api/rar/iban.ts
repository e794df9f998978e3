/** Account numbers by ISO 13616. */

const SHAPE = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/** Whether shape and check digits are right; no spaces, capital letters only. */
export function readsIban(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const digits = [...text.slice(4), ...text.slice(0, 4)].map((one) => Number.parseInt(one, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
