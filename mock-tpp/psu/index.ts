/** The door of psu/: the agent that walks a bank's pages in place of a person. */
import type { StepDefinition } from '../step.ts';
import { consentPage } from './consent-page.ts';

export { findBrowser } from './find-browser.ts';
export { walkAuthorization } from './walk.ts';
export type { Walk, WalkRequest, WalkSurroundings } from './way.ts';

export const psuSteps: StepDefinition[] = [consentPage];
