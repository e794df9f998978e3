/** How messages name a call to the operator, and where one may go. */
import type { TppOperatorCall } from '../contract.ts';
import { readUrl } from '../url.ts';

/** Without what an address or an argument may hold of secrets. */
export const nameOf = (call: TppOperatorCall): string =>
  call.kind === 'http' ? plainUrl(call.url) : `the command ${programName(call)}`;

/** Without its folder, which is of this machine. */
export const programName = ({ argv }: { argv: string[] }): string => (argv[0] ?? '').split(/[\\/]/u).at(-1) ?? '';

export const plainUrl = (address: string): string => address.split(/[?#]/u)[0] ?? '';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export const mayBeAsked = (address: string): boolean => {
  const url = readUrl(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
};
