/** What the PSU types into the fields of a rule. */
import type { TppPageRule } from '../contract.ts';

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

/** Values of `fill` with `${psu.username}`, `${psu.password}` and `${psu.otp}` put in; a code is asked for only when a rule wants one. */
export const fillIn = async (rule: TppPageRule, around: Filler): Promise<Map<string, string>> => {
  const filled = new Map<string, string>();
  for (const [field, template] of Object.entries(rule.fill)) {
    let value = template.replaceAll('${psu.username}', () => around.psu.username);
    if (value.includes('${psu.password}')) {
      taintTyped(around.psu.password, 'password', around);
      value = value.replaceAll('${psu.password}', () => around.psu.password);
    }
    if (value.includes('${psu.otp}')) {
      const code = around.psu.otp ?? (await around.oneTimeCode(around.psu.username));
      taintTyped(code, 'otp', around);
      value = value.replaceAll('${psu.otp}', () => code);
    }
    filled.set(field, value);
  }
  return filled;
};

/** Forms carry values percent-encoded, so both spellings are secret. */
const taintTyped = (value: string, kind: string, around: Filler): void => {
  const encoded = new URLSearchParams([['', value]]).toString().slice(1);
  for (const spelling of new Set([value, encoded, encodeURIComponent(value)])) around.taint(spelling, kind);
};
