/** The door of psu/: the agent that walks a bank's pages in place of a person. */
import type { ActionDefinition, StepDefinition } from '../step.ts';
import { challenge } from './challenge.ts';
import { consentPage } from './consent-page.ts';
import { dashboard, revokeAtDashboard } from './dashboard.ts';
import { fail } from './fail.ts';
import { lastPage } from './last-page.ts';
import { signIn } from './sign-in.ts';

export type { Walk, WalkRequest, WalkSurroundings } from './way.ts';

export const psuSteps: StepDefinition[] = [consentPage, challenge, signIn, lastPage, dashboard, fail];
export const psuActions: ActionDefinition[] = [revokeAtDashboard];
