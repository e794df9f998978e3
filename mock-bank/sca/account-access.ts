/** How long one strong authentication opens an account: Article 10 for the customer, Article 10a for an account information service. */
import { LIMITS, type RulesName } from './limits.ts';
import type { ScaSettings } from './settings.ts';
import type { Decision, Policy } from './situation.ts';

const DAY_MS = 86_400_000;

/** A sign-in with two factors. */
export interface SignIn {
  at: number;
  /** Where: at the bank itself, or through a service, by its name. */
  through: string;
  for: 'access' | 'payment';
}

export interface AccessSituation {
  rules: RulesName;
  policy: Pick<Policy, 'days'>;
  now: number;
  /** Time zone of the bank, for the end of a day. */
  zone: string;
  /** `bank`, or the name of the service. */
  through: string;
  data: readonly string[];
  /** Age in days of the oldest transaction that is asked for. */
  oldestDays: number;
  signIns: readonly SignIn[];
  /** Signs of unauthorised or fraudulent access, on record. */
  fraudEvidence: boolean;
}

/** What an exemption covers; anything else is behind two factors. */
const COVERED = ['balance', 'transactions'];

const localDate = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

/** Whether more than so many days have gone by: to the second, or when the last of them is over where the bank is. */
function isOver(
  { at }: Pick<SignIn, 'at'>,
  days: number,
  { now, zone, policy }: Pick<AccessSituation, 'now' | 'zone' | 'policy'>,
): boolean {
  if (policy.days === 'elapsed') return now - at > days * DAY_MS;
  const last = Date.parse(`${localDate(at, zone)}T00:00:00Z`) + days * DAY_MS;
  return Date.parse(`${localDate(now, zone)}T00:00:00Z`) > last;
}

/** Days for which a sign-in is good; null for ever. */
function daysOf(
  { rules, through }: Pick<AccessSituation, 'rules' | 'through'>,
  { accountAccessDays }: ScaSettings,
): number | null {
  if (accountAccessDays !== null) return accountAccessDays;
  const { directAccessDays, serviceAccessDays } = LIMITS[rules];
  return through === 'bank' ? directAccessDays : serviceAccessDays;
}

/** Whether access that goes on through a service has to be authenticated again. @requirement RTS-10a-1 RTS-10a-2b */
export function authenticatedTooLongAgo(
  { at, through }: Pick<SignIn, 'at' | 'through'>,
  situation: Pick<AccessSituation, 'rules' | 'policy' | 'now' | 'zone'>,
  settings: ScaSettings,
): boolean {
  const days = daysOf({ ...situation, through }, settings);
  return days !== null && isOver({ at }, days, situation);
}

function lastSignIn({ signIns, through }: AccessSituation, { accountAccessClock }: ScaSettings): SignIn | undefined {
  const counted = signIns.filter(
    (one) => accountAccessClock === 'any-sign-in' || (one.through === through && one.for === 'access'),
  );
  return counted.toSorted((a, b) => a.at - b.at).at(-1);
}

const required = (reason: string): Decision => ({ decision: 'sca-required', exemption: null, reason });

/**
 * Through a service the bank must not ask within the period, but for evidence of fraud; the clock runs for each service.
 * @requirement RTS-10-1 RTS-10-2a RTS-10-2b RTS-10a-1 RTS-10a-2a RTS-10a-2b
 */
export function decideAccess(situation: AccessSituation, settings: ScaSettings): Decision {
  const { data, oldestDays, rules, fraudEvidence, through } = situation;
  if (settings.accountDataLimited) {
    if (data.some((item) => !COVERED.includes(item))) return required('more-than-balance-and-transactions');
    if (data.includes('transactions') && oldestDays > LIMITS[rules].historyDays) return required('older-transactions');
  }
  if (fraudEvidence) return required('evidence-of-fraud');
  if (settings.exemptionsInUse !== 'all') return required('exemption-not-in-use');
  const last = lastSignIn(situation, settings);
  if (last === undefined && !settings.challengeForAccounts) return exempted(through);
  if (last === undefined) return required('first-access');
  const days = daysOf(situation, settings);
  if (days !== null && isOver(last, days, situation)) return required('authentication-too-old');
  return exempted(through);
}

const exempted = (through: string): Decision => ({
  decision: 'exempted',
  exemption: through === 'bank' ? '10' : '10a',
  reason: 'exempted',
});
