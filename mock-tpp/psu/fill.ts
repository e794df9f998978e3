/** What the PSU types into the fields of a rule. */
import type { TppPageRule } from '../contract.ts';
import { fillText, namesIn, valueNamed } from '../placeholder.ts';

export interface Psu {
  username: string;
  password: string;
  /** Fixed one-time code, or null to ask the operator for one. */
  otp: string | null;
}

export interface Filler {
  psu: Psu;
  taint(value: string, kind: string): void;
  /** The latest one-time code of a user; throws HookFailed of operator/. */
  oneTimeCode(username: string): Promise<string>;
}

/**
 * Values of `fill` with `${psu.username}`, `${psu.password}` and `${psu.otp}` put in; a code is asked for only when a rule
 * wants one. Throws UnknownPlaceholder.
 */
export const fillIn = async (rule: TppPageRule, around: Filler): Promise<Map<string, string>> => {
  const filled = new Map<string, string>();
  for (const [field, template] of Object.entries(rule.fill)) {
    const values: { [name: string]: string } = {};
    for (const name of namesIn(template)) values[name] = await valueNamed(name, TYPED)(around);
    const typed = fillText(template, (name) => valueNamed(name, values));
    // A password that is a common word is known by its field alone.
    if ('psu.password' in values) around.taint(new URLSearchParams([[field, typed]]).toString(), 'typed password');
    filled.set(field, typed);
  }
  return filled;
};

/** What a user types, by name; what is secret is tainted on the way. */
const TYPED: { [name: string]: (around: Filler) => string | Promise<string> } = {
  'psu.username': ({ psu }) => psu.username,
  'psu.password': (around) => taintTyped(around.psu.password, 'password', around),
  'psu.otp': async (around) =>
    taintTyped(around.psu.otp ?? (await around.oneTimeCode(around.psu.username)), 'otp', around),
};

/** Forms carry values percent-encoded, so both spellings are secret. */
const taintTyped = (value: string, kind: string, around: Filler): string => {
  const encoded = new URLSearchParams([['', value]]).toString().slice(1);
  for (const spelling of new Set([value, encoded, encodeURIComponent(value)])) around.taint(spelling, kind);
  return value;
};
