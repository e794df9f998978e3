/** Whether a payment has to be strongly authenticated: every exemption is looked at, one is chosen, nothing is counted. */
import { compare, ZERO } from './decimal.ts';
import { EXEMPTIONS } from './exemptions.ts';
import type { ScaSettings } from './settings.ts';
import type { Decision, PaymentSituation } from './situation.ts';

/** What Article 97 leaves alone is neither exempted nor counted. */
function outOfScope({ payment: { initiatedBy, amount } }: PaymentSituation): string | null {
  if (initiatedBy !== 'payer') return `started-by-${initiatedBy}`;
  return compare(amount, ZERO) === 0 ? 'no-payment' : null;
}

const decided = (decision: Decision['decision'], reason: string, exemption: string | null = null): Decision => ({
  decision,
  exemption,
  reason,
});

/** Articles in force at this bank, in its order. */
function inUse({ exemptionsInUse, exemptionsOrder }: ScaSettings) {
  const used = EXEMPTIONS.filter(({ article }) => exemptionsInUse === 'all' || exemptionsInUse.includes(article));
  return exemptionsOrder === 'counters-last' ? used : used.toReversed();
}

/**
 * Permissions are no duties, so the bank may have an exemption and not use it. An exemption stands in for the
 * authentication and never for the consent; a payer who is blocked is blocked for exempted payments as well.
 * @requirement RTS-4-3b RTS-16-a RTS-18-1
 */
export function decidePayment(situation: PaymentSituation, settings: ScaSettings): Decision {
  const { payment, risk, blocked, consentLive } = situation;
  if (compare(payment.amount, ZERO) < 0 && settings.amountsChecked) return decided('refused', 'not-an-amount');
  const outside = outOfScope(situation);
  if (outside !== null) return decided('out-of-scope', outside);
  if (!consentLive && settings.consentBeforeExemption) return decided('refused', 'consent-is-over');
  if (blocked && settings.blockedPayerRefused) return decided('refused', 'payer-is-blocked');
  if (payment.deviceVerified) return decided('accepted', 'verified-by-the-device');
  if (!settings.challengeForPayments) return decided('exempted', 'nobody-asked');
  const suspected = risk.monitoring.length > 0 && settings.paymentsMonitored;
  let reason = 'no-exemption';
  for (const exemption of inUse(settings)) {
    if (suspected && exemption.monitored) {
      reason = 'monitoring';
      continue;
    }
    const { fits, reason: why } = exemption.fits(situation, settings);
    if (fits) return decided('exempted', why, exemption.article);
    reason = why;
  }
  return decided('sca-required', reason);
}
