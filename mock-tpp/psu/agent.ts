/** What the PSU agent takes of a step: the lane's user, the browser, and the operator who knows one-time codes. */

import { TppFault } from '../fault.ts';
import type { StepContext } from '../step.ts';
import { freshCode } from './totp.ts';
import type { WalkSurroundings } from './way.ts';

/** What it takes of a step or an action. */
export type AgentContext = Omit<StepContext, 'call' | 'edits' | 'certificateSha256'>;

/** Throws TppFault when the target names no user for this lane. */
export const agentOf = (context: AgentContext): WalkSurroundings => {
  const { around, bank } = context;
  const psu = bank.psu.users[context.psu];
  if (psu === undefined) throw new TppFault('the target names no user for this lane');
  return {
    browse: (request) => context.browse(request),
    bank,
    psu,
    now: () => around.now(),
    random: (bytes) => around.random(bytes),
    taint: (value, kind) => around.taint(value, kind),
    oneTimeCode: async (username) => {
      const code = psu.totp
        ? await freshCode(psu.totp, username, context.usedCodes, around)
        : String((await context.hook('psu.otp', { username })).otp ?? '');
      context.memory.sentCode = code;
      return code;
    },
  };
};
