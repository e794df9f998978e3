/** The door of api/: the steps that use the bank's consents, data and payments, in whichever dialect it speaks. */
import type { StepDefinition } from '../step.ts';
import { consentSteps } from './consent.ts';
import { dataSteps } from './data.ts';
import { dialects } from './dialect/index.ts';
import { submit } from './payment.ts';
import { primeSteps } from './prime.ts';

export const apiSteps: StepDefinition[] = [...consentSteps, ...dataSteps, submit, ...primeSteps];

export const dialectNames: string[] = [...dialects.keys()];
