/** All rules over an authorization request, in one table for every delivery: pushed, by value, by reference, plain. */
import { consentChecks } from '../../api/index.ts';
import type { Check } from '../../http/endpoint.ts';
import { authorizationRequestAlternatives, parameterRules } from './authorization-request.ts';
import { parameterSource, parameterSourceAlternatives } from './parameter-source.ts';
import { requestObjectAlternatives, requestObjectClaims, requestObjectOrigin } from './request-object.ts';
import { responseAlternatives, responseRules, responseTargetRules } from './response-target.ts';
import { signedRequestRequired } from './signed-request.ts';

/** Whose request it is and where the answer goes comes first, so that all the rest can be refused to the client. */
export const requestRules: readonly Check[] = [
  ...requestObjectOrigin,
  parameterSource,
  ...responseTargetRules,
  signedRequestRequired,
  ...requestObjectClaims,
  ...responseRules,
  ...parameterRules,
  ...consentChecks,
];

/** For banks that do worse. */
export const requestAlternatives: readonly Check[] = [
  ...requestObjectAlternatives,
  ...parameterSourceAlternatives,
  ...responseAlternatives,
  ...authorizationRequestAlternatives,
];
