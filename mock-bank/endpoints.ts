/** Everything the public listener offers, as written; behaviours are applied to it in behaviours.ts. */
import { newBerlinState } from './api/berlin-group/state.ts';
import { apiAlternatives, apiEndpoints } from './api/index.ts';
import { newRarState } from './api/rar/state.ts';
import { newApiState } from './api/state.ts';
import { newUk31State } from './api/uk-3.1/state.ts';
import { authorize } from './as/authorize.ts';
import { clientAuthenticationAlternatives } from './as/checks/client-authentication.ts';
import { codeAlternatives } from './as/checks/code.ts';
import { formAlternatives } from './as/checks/form.ts';
import { grantTypeAlternatives } from './as/checks/grant-type.ts';
import { jwtConfusionAlternatives } from './as/checks/jwt-confusion.ts';
import { refreshAlternatives } from './as/checks/refresh.ts';
import { requestAlternatives } from './as/checks/request.ts';
import { requestUriAlternatives } from './as/checks/request-uri.ts';
import { showConsent, submitConsent } from './as/consent.ts';
import { dashboard, dashboardConsent, dashboardRevoke } from './as/dashboard.ts';
import { errorPage } from './as/error-page.ts';
import { introspect, tokenStateAlternatives } from './as/introspect.ts';
import { showLogin, submitLogin } from './as/login.ts';
import { metadataEndpoints } from './as/metadata.ts';
import { showOtp, submitOtp } from './as/otp.ts';
import { pageStyle } from './as/page-style.ts';
import { par } from './as/par.ts';
import { revoke } from './as/revoke.ts';
import { newAsState } from './as/state.ts';
import { token } from './as/token.ts';
import { metadataAlternatives } from './dcr/client-metadata.ts';
import { clientConfiguration, register, registrationAlternatives } from './dcr/register.ts';
import { registrationJwtAlternatives } from './dcr/registration-jwt.ts';
import { newDcrState } from './dcr/state.ts';
import { directoryAlternatives } from './directory/index.ts';
import { codeBindingAlternatives, tokenRequestAlternatives } from './dpop/authorization-server.ts';
import { proofAlternatives } from './dpop/proof.ts';
import { comparingAlternatives, readingAlternatives } from './dpop/proof-alternatives.ts';
import type { NewStates } from './http/context.ts';
import type { Check, Endpoint } from './http/endpoint.ts';
import { plainResource } from './rs/plain-resource.ts';
import { resourceAccessAlternatives } from './rs/resource-access.ts';
import { resourceMetadata } from './rs/resource-metadata.ts';
import { userinfo } from './rs/userinfo.ts';
import { signatureAlternatives } from './signatures/request.ts';
import { newSignaturesState } from './signatures/state.ts';

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
  dashboard,
  dashboardConsent,
  dashboardRevoke,
  errorPage,
  pageStyle,
  token,
  introspect,
  revoke,
  register,
  clientConfiguration,
  plainResource,
  resourceMetadata,
  userinfo,
  ...apiEndpoints,
];

/** The domains whose checks remember something about a request. */
export const newStates: NewStates = {
  as: newAsState,
  api: newApiState,
  uk31: newUk31State,
  berlin: newBerlinState,
  rar: newRarState,
  signatures: newSignaturesState,
  dcr: newDcrState,
};

/** Checks that stand in for others when a behaviour asks for them. */
export const alternatives: ReadonlyMap<string, Check> = new Map(
  [
    ...formAlternatives,
    ...grantTypeAlternatives,
    ...tokenStateAlternatives,
    ...clientAuthenticationAlternatives,
    ...jwtConfusionAlternatives,
    ...codeAlternatives,
    ...refreshAlternatives,
    ...requestAlternatives,
    ...requestUriAlternatives,
    ...tokenRequestAlternatives,
    ...codeBindingAlternatives,
    ...proofAlternatives,
    ...readingAlternatives,
    ...comparingAlternatives,
    ...resourceAccessAlternatives,
    ...signatureAlternatives,
    ...directoryAlternatives,
    ...metadataAlternatives,
    ...registrationAlternatives,
    ...registrationJwtAlternatives,
    ...apiAlternatives,
  ].map((check) => [check.name, check]),
);
