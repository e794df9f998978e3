/** Changes that need two factors by themselves: to the list of trusted payees, to series of payments, to the payer's devices. */
import type { ScaSettings } from './settings.ts';
import type { Decision } from './situation.ts';

export interface Change {
  of: 'trusted-list' | 'series' | 'device';
  how: 'create' | 'amend' | 'remove';
  through: 'bank' | 'third-party';
}

/**
 * The list belongs to the bank and its customer; nobody writes it over the interface for third parties. Taking away
 * what was allowed is not among what Articles 13 and 14 name for series, and is asked for the list to be on the safe side.
 * @requirement RTS-13-1 RTS-14-1 RTS-24-2b
 */
export function decideChange({ of, how, through }: Change, settings: ScaSettings): Decision {
  if (of === 'trusted-list') {
    if (through === 'third-party' && settings.trustedListKeptBy === 'bank')
      return { decision: 'refused', exemption: null, reason: 'not-through-this-interface' };
    return asked(settings.trustedListNeedsSca);
  }
  if (of === 'device') return asked(settings.deviceBindingNeedsSca);
  return asked(settings.seriesChangeNeedsSca && how !== 'remove');
}

const asked = (needed: boolean): Decision => ({
  decision: needed ? 'sca-required' : 'accepted',
  exemption: null,
  reason: needed ? 'change-of-what-is-exempted' : 'no-authentication-needed',
});
