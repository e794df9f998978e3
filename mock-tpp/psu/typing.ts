/** A user who types something else than what is right: a code that was sent for another thing, or one value that is wrong. */
import type { TppPageRule } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { namesIn } from '../placeholder.ts';
import type { Filler } from './fill.ts';

export const WRONG = ['username', 'password', 'code'] as const;
export type Wrong = (typeof WRONG)[number];

/** A code of something else, beside which the bank sends one of its own or an app makes it; or a value that is wrong, `stranger` being a name that no user has. Null: everything as it should be. */
export type Typing = { code: string; own: 'sent' | 'made' } | { wrong: Wrong; stranger: string } | null;

const PLACEHOLDER: { readonly [wrong in Wrong]: string } = {
  username: 'psu.username',
  password: 'psu.password',
  code: 'psu.otp',
};

/** Whether a page of the rule is where the wrong value is typed. */
export const typesWrong = (typing: Typing, rule: TppPageRule): boolean =>
  typing !== null &&
  'wrong' in typing &&
  Object.values(rule.fill).some((template) => namesIn(template).includes(PLACEHOLDER[typing.wrong]));

/** Of the same length and kind, so that a page which checks the shape lets it through. */
const altered = (text: string): string => {
  const last = text.at(-1) ?? '';
  const other = /\d/.test(last) ? String((Number(last) + 1) % 10) : last === 'x' ? 'y' : 'x';
  return `${text.slice(0, -1)}${other}`;
};

/** For a code that nobody was sent, because the bank did not go on after what was wrong. */
const MADE_UP = '000000';

/** Throws HookFailed where every code is the same, so that none is another one's. */
const otherCode = async (
  { code, own }: { code: string; own: 'sent' | 'made' },
  username: string,
  around: Filler,
): Promise<string> => {
  if (own === 'sent' && (await around.oneTimeCode(username)) === code)
    throw new HookFailed('the hook psu.otp gave the code that was sent for something else: this bank sends no new one');
  return code;
};

/** What types on behalf of the user. */
export const typist = <T extends Filler>(around: T, typing: Typing): T => {
  if (typing === null) return around;
  if ('code' in typing) return { ...around, oneTimeCode: (username) => otherCode(typing, username, around) };
  const { psu } = around;
  const { wrong, stranger } = typing;
  const sent = async (username: string): Promise<string> => {
    try {
      return await around.oneTimeCode(username);
    } catch (error) {
      if (error instanceof HookFailed && wrong !== 'code') return MADE_UP;
      throw error;
    }
  };
  return {
    ...around,
    psu: {
      username: wrong === 'username' ? stranger : psu.username,
      password: wrong === 'password' ? altered(psu.password) : psu.password,
      otp: wrong === 'code' && psu.otp !== null ? altered(psu.otp) : psu.otp,
    },
    // The hook knows the user by its own name.
    oneTimeCode: async () => (wrong === 'code' ? altered(await sent(psu.username)) : sent(psu.username)),
  };
};
