/** One-time codes of an authenticator app (RFC 6238). */
import { createHmac } from 'node:crypto';
import type { TppTotp } from '../contract.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, 6; spaces, hyphens and padding are for the eye. Characters of another alphabet are left out. */
function bytesOf(secret: string): Buffer {
  const bits = [...secret.toUpperCase()]
    .map((character) => BASE32.indexOf(character))
    .filter((value) => value >= 0)
    .map((value) => value.toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The period that a moment lies in, counted from 1970. */
export const periodAt = ({ periodS }: TppTotp, nowMs: number): number => Math.floor(nowMs / 1000 / periodS);

/** The code of a period. @requirement RFC 6238, 4; RFC 4226, 5.3 */
export function totpCode({ secret, digits, algorithm }: TppTotp, period: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const hash = createHmac(algorithm, bytesOf(secret)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A code that was not used before, for a bank takes each once: when this period's was, the next period is waited for. */
export async function freshCode(
  totp: TppTotp,
  username: string,
  used: Map<string, number>,
  clock: Clock,
): Promise<string> {
  const last = used.get(username) ?? -1;
  let period = periodAt(totp, clock.now());
  if (period === last) {
    await clock.sleep((period + 1) * totp.periodS * 1000 - clock.now());
    period += 1;
  }
  used.set(username, period);
  return totpCode(totp, period);
}
