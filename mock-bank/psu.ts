/** The bank's customers. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Psu {
  username: string;
  password: string;
  /** The `sub` clients see; never a client_id. @requirement FAPI2-SP-6.7-1 */
  subject: string;
}

const COUNT = 32;

export function createUsers(): Map<string, Psu> {
  const users = Array.from({ length: COUNT }, (_, index) => ({
    username: `psu-${index + 1}`,
    password: randomBytes(15).toString('base64url'),
    subject: randomBytes(16).toString('hex'),
  }));
  return new Map(users.map((user) => [user.username, user]));
}

/** Compares in a time that tells nothing about the password. */
export function samePassword(user: Psu | undefined, password: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const right = timingSafeEqual(digest(user?.password ?? ''), digest(password));
  return right && user !== undefined;
}
