/** What can be known of a target before anything is sent, and why a condition on it does not hold. */
import type { When } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import { CAPABILITIES } from './capability.ts';
import type { PlannedCase } from './case.ts';
import type { ResolvedProfile } from './profile.ts';

export type Withheld = NonNullable<PlannedCase['withheld']>;

export interface Facts {
  target: Target;
  profile: ResolvedProfile;
  hooks: Set<string>;
  browser: boolean;
}

export const BROWSER_MISSING =
  'no Chromium was found. Install one (for example `npx playwright install chromium`) or name it in ASSAY_BROWSER';

/** Capabilities that other parts of the target file imply, by the first segment of their name. */
const IMPLIED: { [prefix: string]: (name: string, facts: Facts) => string | null } = {
  client: (name, facts) => missingClient(name, facts),
  identity: (name, facts) => missingIdentity(name, facts),
  hook: (name, facts) => missingHook(name, facts),
  key: (name, facts) => missingKey(name, facts),
};

export function missingClient(name: string, { target }: Facts): string | null {
  if (Object.hasOwn(target.clients, name)) return null;
  return `it needs another registered client, "${name}". Declare it under clients.${name} in the target file`;
}

export function missingIdentity(name: string, facts: Facts): string | null {
  if (name === 'nobody') return null;
  const identity = Object.hasOwn(facts.target.identities, name) ? facts.target.identities[name] : undefined;
  if (!identity)
    return `it needs the TLS certificate "${name}". Declare it under identities.${name} in the target file`;
  if (identity.kind === 'issued' && !facts.hooks.has('cert.issue'))
    return `the certificate "${name}" is made on demand. Declare the operator hook cert.issue in the target file`;
  return null;
}

/** What the signing key of the client `primary` is not. */
function missingKey(kind: string, { target }: Facts): string | null {
  const alg = target.clients.primary?.alg ?? 'nothing';
  if (kind === (alg.startsWith('PS') ? 'rsa' : 'ec')) return null;
  return `it needs a client whose signing key is ${kind.toUpperCase()}, and clients.primary signs with ${alg}`;
}

export function missingHook(name: string, { hooks }: Facts): string | null {
  return hooks.has(name) ? null : `it needs the bank's operator. Declare the operator hook ${name} in the target file`;
}

/** Why the target has not got a capability, or null when it has. */
export function lacks(capability: string, facts: Facts): Withheld | null {
  if (capability === 'browser')
    return facts.browser ? null : { verdict: 'skipped', reason: `Needs a real browser: ${BROWSER_MISSING}.` };
  const dot = capability.indexOf('.');
  const implied = dot < 0 ? undefined : IMPLIED[capability.slice(0, dot)];
  if (implied) {
    const reason = implied(capability.slice(dot + 1), facts);
    return reason === null ? null : { verdict: 'skipped', reason: `Not run: ${reason}.` };
  }
  if (facts.target.capabilities.includes(capability)) return null;
  const meaning = CAPABILITIES[capability];
  return {
    verdict: 'not-applicable',
    reason: `The target does not declare ${meaning ? `${meaning} (capability "${capability}")` : `the capability "${capability}"`}. If the bank has it, add it to capabilities in the target file.`,
  };
}

/** Why a condition does not hold, or null when it does; what can never apply comes before what only lacks means. */
export function unmet(when: When, facts: Facts): Withheld | null {
  const found: Withheld[] = [];
  if (when.profile.length > 0 && !when.profile.some((id) => facts.profile.chain.includes(id)))
    found.push({
      verdict: 'not-applicable',
      reason: `Applies to the profile ${when.profile.join(' or ')}; this run uses ${facts.profile.id}.`,
    });
  for (const capability of when.has) {
    const lack = lacks(capability, facts);
    if (lack) found.push(lack);
  }
  for (const capability of when.not)
    if (lacks(capability, facts) === null)
      found.push({
        verdict: 'not-applicable',
        reason: `The target declares ${CAPABILITIES[capability] ?? 'a capability'} ("${capability}"), under which this case would prove nothing.`,
      });
  return gravest(found);
}

/** `not-applicable` before `skipped`, else the first. */
export function gravest(found: Withheld[]): Withheld | null {
  return found.find((one) => one.verdict === 'not-applicable') ?? found[0] ?? null;
}
