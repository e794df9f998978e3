/** Whether a payment has to be strongly authenticated: every exemption is looked at, one is chosen, nothing is counted. */
import { compare, ZERO } from './decimal.ts';
import { EXEMPTIONS } from './exemptions.ts';
import type { ScaSettings } from './settings.ts';
import type { Decision, PaymentSituation } from './situation.ts';

/** What Article 97 leaves alone is neither exempted nor counted. */
function outOfScope({ payment: { initiatedBy, amount, anonymous } }: PaymentSituation): string | null {
  if (anonymous) return 'anonymous-instrument';
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
  const judged = inUse(settings).map((exemption) => ({
    article: exemption.article,
    ...(suspected && exemption.monitored ? { fits: false, reason: 'monitoring' } : exemption.fits(situation, settings)),
  }));
  const fitting = judged.filter(({ fits }) => fits).map(({ article }) => article);
  const [first] = fitting;
  if (first === undefined) return decided('sca-required', judged.at(-1)?.reason ?? 'no-exemption');
  return decided('exempted', 'exempted', settings.exemptionsTold === 'one' ? first : fitting.join(', '));
}
