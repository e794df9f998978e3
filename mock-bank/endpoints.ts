/** Everything the public listener offers, as written; deviations are applied to it in deviations.ts. */
import { apiAlternatives, apiEndpoints } from './api/index.ts';
import { authorize } from './as/authorize.ts';
import { showConsent, submitConsent } from './as/consent.ts';
import { errorPage } from './as/error-page.ts';
import { introspect } from './as/introspect.ts';
import { showLogin, submitLogin } from './as/login.ts';
import { metadataEndpoints } from './as/metadata.ts';
import { showOtp, submitOtp } from './as/otp.ts';
import { par } from './as/par.ts';
import { plainResource } from './as/resource.ts';
import { revoke } from './as/revoke.ts';
import { token } from './as/token.ts';
import { authorizationRequestAlternatives } from './checks/authorization-request.ts';
import { clientAuthenticationAlternatives } from './checks/client-authentication.ts';
import { codeAlternatives } from './checks/code.ts';
import { formAlternatives } from './checks/form.ts';
import { requestObjectAlternatives } from './checks/request-object.ts';
import { requestUriAlternatives } from './checks/request-uri.ts';
import { resourceAccessAlternatives } from './checks/resource-access.ts';
import { directoryAlternatives } from './directory/index.ts';
import type { Check, Endpoint } from './http/endpoint.ts';

export const endpoints: readonly Endpoint[] = [
  ...metadataEndpoints,
  par,
  authorize,
  showLogin,
  submitLogin,
  showOtp,
  submitOtp,
  showConsent,
  submitConsent,
  errorPage,
  token,
  introspect,
  revoke,
  plainResource,
  ...apiEndpoints,
];

/** Checks that stand in for others when a deviation asks for them. */
export const alternatives: ReadonlyMap<string, Check> = new Map(
  [
    ...formAlternatives,
    ...clientAuthenticationAlternatives,
    ...codeAlternatives,
    ...requestObjectAlternatives,
    ...authorizationRequestAlternatives,
    ...requestUriAlternatives,
    ...resourceAccessAlternatives,
    ...directoryAlternatives,
    ...apiAlternatives,
  ].map((check) => [check.name, check]),
);
