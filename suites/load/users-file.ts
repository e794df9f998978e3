/** The users of the bank whom the PSU agent plays, from the file that a target names. */
import { parsedFile } from './named-file.ts';
import { nodeAt, type Source } from './source.ts';
import type { Psu } from './target.ts';

/** A list of `{ name, username, password, otp }`; what is wrong with it is reported. */
export function readUsers(file: string, source: Source): Psu[] {
  const users = parsedFile(file, nodeAt(source, 'psu', 'users-file'), source);
  const good =
    Array.isArray(users) &&
    users.every((user) => typeof user?.username === 'string' && typeof user?.password === 'string');
  if (!good) {
    if (users !== undefined)
      source.tell('wrong-type', nodeAt(source, 'psu', 'users-file'), `${file} is not a list of { username, password }`);
    return [];
  }
  return users.map(({ name, username, password, otp }) => ({
    name: name ?? username,
    username,
    password,
    otp: otp ?? null,
  }));
}
