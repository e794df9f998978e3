/** The door of api/: the steps that use the bank's consents, data and payments, in whichever dialect it speaks. */
import type { StepDefinition } from '../step.ts';
import { authorisationSteps } from './authorisation.ts';
import { consentSteps } from './consent.ts';
import { dataSteps } from './data.ts';
import { fundsSteps } from './funds.ts';
import { readPayment, submit } from './payment.ts';
import { primeSteps } from './prime.ts';

export const apiSteps: StepDefinition[] = [
  ...consentSteps,
  ...authorisationSteps,
  ...dataSteps,
  submit,
  readPayment,
  ...fundsSteps,
  ...primeSteps,
];

export { CUSTOM, customDialect, type Dialect, dialects } from './dialect/index.ts';
