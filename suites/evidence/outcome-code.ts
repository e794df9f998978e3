/** Outcome codes: their families, which of them mean that a step got through, and which code fulfils another. */
import { OAUTH_ERRORS, TLS_ALERTS } from './registered-code.ts';

interface Family {
  /** The bank let the step through; every other outcome is a refusal or an accident. */
  success: boolean;
  /** The codes, or how one or a pattern of them is written, where any step may end in it; null where each step declares its own. */
  anywhere: RegExp | ReadonlySet<string> | null;
}

const refusal = (anywhere: RegExp | ReadonlySet<string>): Family => ({ success: false, anywhere });
const named = (stem: string, names: readonly string[]): string[] => ['*', ...names].map((name) => `${stem}.${name}`);
/** What the domain makes of a success: which codes there are is for the step to say. */
const domain: Family = { success: true, anywhere: null };

const FAMILIES: { [first: string]: Family } = {
  ok: { success: true, anywhere: /^ok$/ },
  sca: domain,
  consent: domain,
  token: domain,
  payment: domain,
  oauth: refusal(new Set(named('oauth', OAUTH_ERRORS))),
  redirect: refusal(new Set([...named('redirect', OAUTH_ERRORS), 'redirect.loop'])),
  api: refusal(/^api\.(?:\*|[a-z0-9_.-]+(?:\.\*)?)$/),
  http: refusal(/^http\.(?:[1-5]\d\d|\*)$/),
  page: refusal(/^page\.(?:error|\*)$/),
  tls: refusal(
    new Set([...named('tls', ['closed', 'refused', 'server-untrusted']), ...named('tls.alert', TLS_ALERTS)]),
  ),
  timeout: refusal(/^timeout$/),
  unreachable: refusal(/^unreachable$/),
  malformed: refusal(/^malformed$/),
  oversized: refusal(/^oversized$/),
  'host-not-allowed': refusal(/^host-not-allowed$/),
  proxy: refusal(/^proxy$/),
};

/** Some codes that any step may end in, for an author who wrote one that there is not. */
const EXAMPLES = [
  'ok',
  'page.error',
  'tls.closed',
  'tls.refused',
  'timeout',
  'unreachable',
  'malformed',
  'oversized',
] as const;

/** What may have been meant by a code that there is not: those of its family, or some of every one. */
export function choicesFor(pattern: string): readonly string[] {
  const codes = familyOf(pattern)?.anywhere;
  return codes instanceof Set ? [...codes] : EXAMPLES;
}

/** An outcome code that fulfils another one as well: asked now is asked by now. */
const IMPLIES: { [code: string]: string } = { 'sca.required': 'sca.by-now' };

function familyOf(pattern: string): Family | null {
  const [first = ''] = pattern.split('.');
  return Object.hasOwn(FAMILIES, first) ? (FAMILIES[first] ?? null) : null;
}

/** True when any step may end in it. */
export function endsAnyStep(pattern: string): boolean {
  return isOf(familyOf(pattern)?.anywhere ?? null, pattern);
}

const isOf = (codes: Family['anywhere'], pattern: string): boolean =>
  codes instanceof RegExp ? codes.test(pattern) : (codes?.has(pattern) ?? false);

/** True when an outcome code, or a pattern of codes, means that the bank let the step through. */
export function isSuccess(pattern: string): boolean {
  const family = familyOf(pattern);
  return (
    family?.success === true && (family.anywhere === null ? pattern.includes('.') : isOf(family.anywhere, pattern))
  );
}

/** True when the pattern is the outcome code, or ends in `.*` and the code lies below it. A `*` elsewhere fits nothing. */
export function fits(pattern: string, code: string): boolean {
  if (pattern === code || pattern === IMPLIES[code]) return true;
  return pattern.endsWith('.*') && !pattern.slice(0, -1).includes('*') && code.startsWith(pattern.slice(0, -1));
}

/** True when any pattern fits any code. */
export function matches(patterns: string[] | undefined, codes: string[]): boolean {
  return (patterns ?? []).some((pattern) => codes.some((code) => fits(pattern, code)));
}
