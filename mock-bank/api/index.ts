/** The API's door: its endpoints, and what the authorization server needs of them. */
import type { Check, Endpoint } from '../http/endpoint.ts';
import { accountConsentEndpoints } from './account-consents.ts';
import { accountEndpoints } from './accounts.ts';
import { dataAccessAlternatives } from './data-access.ts';
import { paymentConsentEndpoints } from './payment-consents.ts';
import { paymentEndpoints } from './payments.ts';
import { submissionAlternatives } from './submission.ts';

export { intentChecks } from './intent.ts';

export const apiEndpoints: readonly Endpoint[] = [
  ...accountConsentEndpoints,
  ...accountEndpoints,
  ...paymentConsentEndpoints,
  ...paymentEndpoints,
];

export const apiAlternatives: readonly Check[] = [...dataAccessAlternatives, ...submissionAlternatives];
