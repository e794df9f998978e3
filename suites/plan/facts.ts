/** What can be known of a target before a case is sent, and why a condition on it does not hold. */
import type { When } from '../load/scenario.ts';
import type { Target } from '../load/target.ts';
import {
  axisOf,
  CLAIMS,
  capabilities,
  FROM_ADDRESSES,
  FROM_DIALECT,
  FROM_METADATA,
  isUserInfo,
  type MetadataDocument,
  mayBeUnsaid,
  missingIn,
  shows,
} from './capability.ts';
import { dialectTypeOf, type PlannedCase, type Vocabulary } from './case.ts';
import { inScope, type ResolvedProfile } from './profile.ts';
import { registrationMissing } from './registration.ts';

export type Withheld = NonNullable<PlannedCase['withheld']>;

export interface Facts {
  target: Target;
  profile: ResolvedProfile;
  vocabulary: Vocabulary;
  /** The client of the case: its variant decides. */
  client: string;
  hooks: Set<string>;
  browser: boolean;
  /** Whether cases that may hurt a bank are to be run. */
  aggressive: boolean;
  /** Null when nobody asked for it, or it could not be had: then what it would show is taken to be there. */
  metadata: MetadataDocument | null;
  /** Capabilities that the bank does not have in this run, whatever its target says. */
  withdrawn: Set<string>;
  /** What was found so far, by client and capability: a plan asks for the same few a hundred thousand times. */
  found: Map<string, Withheld | null>;
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
  if (identity.kind === 'issued' && identity.flaw === null && !ANY_LIKE.test(name) && !toldIdentity(facts.target))
    return `the certificate "${name}" differs from others in a way that its issuer has to know. Hand \${identity} on in the operator hook cert.issue`;
  return null;
}

/** One more certificate of the usual kind. */
const ANY_LIKE = /^(?:.+-)?sibling$/;

/** Whoever is not told which certificate is asked for makes the usual one, and a bank would be accused of taking it. */
const toldIdentity = ({ operator }: Target): boolean =>
  JSON.stringify(operator['cert.issue']?.call ?? '').includes('${identity}');

const KEY_KIND: { readonly [alg: string]: string } = { PS256: 'rsa', ES256: 'ec', EdDSA: 'okp', Ed25519: 'okp' };

/** What the signing key of the client is not. A key that nobody has read yet may be any. */
function missingKey(kind: string, { target, client }: Facts): string | null {
  const [key] = target.clients[client]?.signing ?? [];
  if (key && (key.alg === null || KEY_KIND[key.alg] === kind)) return null;
  const signs = key?.alg ? `signs with ${key.alg}` : 'has no signing key';
  return `it needs a client whose signing key is ${kind.toUpperCase()}, and clients.${client} ${signs}`;
}

export function missingHook(name: string, { hooks }: Facts): string | null {
  return hooks.has(name) ? null : `it needs the bank's operator. Declare the operator hook ${name} in the target file`;
}

const never = (reason: string): Withheld => ({ verdict: 'not-applicable', reason });
const skipped = (reason: string): Withheld => ({ verdict: 'skipped', reason: `Not run: ${reason}` });

/** Why the target has not got a capability towards the client of the case, or null when it has. */
export function lacks(capability: string, facts: Facts): Withheld | null {
  const asked = `${facts.client} ${capability}`;
  const known = facts.found.get(asked);
  if (known !== undefined) return known;
  const lack = lookedInto(capability, facts);
  facts.found.set(asked, lack);
  return lack;
}

function lookedInto(capability: string, facts: Facts): Withheld | null {
  if (capability === 'browser')
    return facts.browser ? null : { verdict: 'skipped', reason: `Needs a real browser: ${BROWSER_MISSING}.` };
  const seen = Object.hasOwn(SEEN, capability) ? SEEN[capability] : undefined;
  if (seen) return seen(facts);
  const dot = capability.indexOf('.');
  const implied = dot < 0 ? undefined : IMPLIED[capability.slice(0, dot)];
  if (implied) {
    const reason = implied(capability.slice(dot + 1), facts);
    return reason === null ? null : skipped(`${reason}.`);
  }
  if (facts.withdrawn.has(capability)) return never(`The bank does not have "${capability}" in this run.`);
  return (
    lacksInVariant(capability, facts) ??
    lacksInDialect(capability, facts) ??
    lacksInMetadata(capability, facts) ??
    lacksInAddresses(capability, facts) ??
    lacksRegistration(capability, facts) ??
    lacksClaim(capability, facts)
  );
}

/** Where nothing could be fetched, that nothing was fetched says nothing. */
function lacksHosting({ target }: Facts): Withheld | null {
  if (target.hosting !== null) return null;
  return skipped('it needs an address of ours that the bank can reach. Declare hosting in the target file.');
}

/** Of a user who is played by a program or a person, only the way back is seen. */
function lacksPages({ target }: Facts): Withheld | null {
  const { kind } = target.psu.agent;
  if (kind === 'http' || kind === 'browser') return null;
  return skipped(
    `with psu.agent: ${kind} nobody here sees the pages of the bank. Write page rules, and psu.agent http or browser, in the target file.`,
  );
}

/** A page that is to be left open for a while is kept here, and not in a browser. */
function lacksPlainPages(facts: Facts): Withheld | null {
  if (facts.target.psu.agent.kind !== 'browser') return lacksPages(facts);
  return skipped('it leaves a page open for a while, which needs psu.agent: http in the target file.');
}

const needsCodes = (means: string): Withheld =>
  skipped(
    `it needs one-time codes that are new each time. Fill in a field with \${psu.otp} on a page that means sca, and ${means}, in the target file.`,
  );

/** A code that is always the same says nothing of one that is used twice. */
function lacksCodes({ target, hooks }: Facts): Withheld | null {
  const { pages, users } = target.psu;
  const typed = pages.some(({ means, fill }) => means === 'sca' && JSON.stringify(fill).includes('psu.otp'));
  const fresh = hooks.has('psu.otp') || (users.length > 0 && users.every(({ totp }) => totp));
  return typed && fresh && users.every(({ otp }) => otp === null)
    ? null
    : needsCodes('declare the operator hook psu.otp');
}

/** A code of an authenticator app is made for nothing in particular, so that it tells nothing of what a bank links it to. */
function lacksSentCodes(facts: Facts): Withheld | null {
  const sent = facts.hooks.has('psu.otp') && facts.target.psu.users.every(({ totp }) => !totp);
  return sent
    ? lacksCodes(facts)
    : needsCodes('declare the operator hook psu.otp, which gives the code that the bank sent');
}

/** Where an app asks, the pages show nothing of it, and no bank is accused of not asking. */
function lacksScaPages({ target }: Facts): Withheld | null {
  if (target.psu.sca.pages) return null;
  return skipped('with psu.sca.pages: false nobody here sees whether a second factor is asked for.');
}

function lacksScaClaims({ target }: Facts): Withheld | null {
  const { acr, amr } = target.psu.sca;
  if (acr.length > 0 || amr.length > 0) return null;
  return skipped(
    'it needs the values of acr or amr that stand for strong authentication. Declare psu.sca in the target file.',
  );
}

/** Of a launched bank the users are not known yet, and are many. */
function lacksAnotherUser({ target: { psu } }: Facts): Withheld | null {
  if (psu.agent.kind === 'manual')
    return skipped('it needs two users, and with psu.agent: manual one person plays one.');
  return psu.users.length === 1
    ? skipped('it needs two users of the bank. Name another one under psu.users in the target file.')
    : null;
}

function lacksDashboard(facts: Facts): Withheld | null {
  if (facts.target.psu.dashboard !== null) return lacksPages(facts);
  return skipped('it needs the page where a user takes back what it gave. Declare psu.dashboard in the target file.');
}

/** What is seen of the bank: its pages, the codes that are typed there, and the requests it makes itself. */
const SEEN: { readonly [capability: string]: (facts: Facts) => Withheld | null } = {
  'user-pages': lacksPages,
  'plain-pages': lacksPlainPages,
  'one-time-codes': lacksCodes,
  'sent-codes': lacksSentCodes,
  hosting: lacksHosting,
  'sca-pages': lacksScaPages,
  'sca-claims': lacksScaClaims,
  dashboard: lacksDashboard,
  'another-user': lacksAnotherUser,
};

function lacksInVariant(capability: string, facts: Facts): Withheld | null {
  const { target, client, vocabulary } = facts;
  const origin = axisOf(capability, vocabulary.axes);
  if (origin === null) return null;
  const nobody = missingClient(client, facts);
  if (nobody !== null) return skipped(`${nobody}.`);
  const { axis, values } = origin;
  const said = target.clients[client]?.variant[axis] ?? [];
  if (said.some((one) => values.includes(one))) return null;
  return never(
    `The client ${client} has ${axis} ${said.join(', ')}, and this needs ${values.join(' or ')} (capability "${capability}"). If it may do so at this bank, say that under variant in the target file.`,
  );
}

function lacksInDialect(capability: string, { target, vocabulary }: Facts): Withheld | null {
  const meaning = Object.hasOwn(FROM_DIALECT, capability) ? FROM_DIALECT[capability] : undefined;
  if (!meaning || !dialectTypeOf(target, vocabulary)?.cannot.includes(capability)) return null;
  return never(
    `A bank of the dialect ${target.dialect} has no ${meaning.replace(/^an? /, '')} (capability "${capability}").`,
  );
}

function lacksInMetadata(capability: string, { target, profile, metadata }: Facts): Withheld | null {
  const shown = Object.hasOwn(FROM_METADATA, capability) ? FROM_METADATA[capability] : undefined;
  if (!shown) return null;
  const { meaning, dueBy } = shown;
  if (target.without.includes(capability))
    return never(`The target says that the bank does not offer ${meaning} (capability "${capability}").`);
  if (dueBy !== undefined && inScope(profile, dueBy)) return null;
  if (metadata === null || shows(metadata, shown)) return null;
  if (mayBeUnsaid(shown) && target.capabilities.includes(capability)) return null;
  return never(
    `The metadata of the bank has ${missingIn(shown)}, so it does not offer ${meaning} (capability "${capability}").`,
  );
}

function lacksInAddresses(capability: string, { target, metadata }: Facts): Withheld | null {
  if (!Object.hasOwn(FROM_ADDRESSES, capability) || metadata === null) return null;
  if (!isUserInfo(target.api.resource, metadata)) return null;
  return never(
    `The resource of the target is the UserInfo endpoint, and this needs ${FROM_ADDRESSES[capability]} (capability "${capability}"). If the bank has one, name it under api.resource in the target file.`,
  );
}

function lacksRegistration(capability: string, { target, metadata }: Facts): Withheld | null {
  const reason = registrationMissing(capability, target, metadata);
  return reason === null ? null : never(reason);
}

function lacksClaim(capability: string, { target, vocabulary }: Facts): Withheld | null {
  const known = Object.hasOwn(capabilities(vocabulary.axes), capability);
  const claimed = Object.hasOwn(CLAIMS, capability);
  if ((known && !claimed) || target.capabilities.includes(capability)) return null;
  const named = claimed ? `${CLAIMS[capability]} (capability "${capability}")` : `the capability "${capability}"`;
  return never(`The target does not declare ${named}. If the bank has it, add it to capabilities in the target file.`);
}

/** Why a condition does not hold, or null when it does; what can never apply comes before what only lacks means. */
export function unmet(when: When, facts: Facts): Withheld | null {
  const found: Withheld[] = [];
  if (when.profile.length > 0 && !when.profile.some((id) => facts.profile.chain.includes(id)))
    found.push(never(`Applies to the profile ${when.profile.join(' or ')}; this run uses ${facts.profile.id}.`));
  for (const capability of when.has) {
    const lack = lacks(capability, facts);
    if (lack) found.push(lack);
  }
  for (const capability of when.not)
    if (lacks(capability, facts) === null)
      found.push(
        never(
          `The bank has ${capabilities(facts.vocabulary.axes)[capability] ?? 'a capability'} ("${capability}"), under which this case would prove nothing.`,
        ),
      );
  return gravest(found);
}

/** `not-applicable` before `skipped`, else the first. */
export function gravest(found: Withheld[]): Withheld | null {
  return found.find((one) => one.verdict === 'not-applicable') ?? found[0] ?? null;
}
