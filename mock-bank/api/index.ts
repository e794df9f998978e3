/** The API's door: the table of dialects, and all the authorization server needs of them. */
import type { Parts } from '../as/parts.ts';
import type { Check, Endpoint } from '../http/endpoint.ts';
import type { Seal } from '../http/render.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import type { Consent } from '../store/consents.ts';
import { berlinGroup } from './berlin-group/index.ts';
import { consentAlternatives } from './consent-checks.ts';
import type { Dialect, Wanted } from './dialect.ts';
import { rar } from './rar/index.ts';
import { uk31 } from './uk-3.1/index.ts';
import { signMessage } from './uk-3.1/message-signature.ts';

export type { Approval, Recurring, Wanted } from './dialect.ts';

const dialects: readonly Dialect[] = [uk31, berlinGroup, rar];

export const apiEndpoints: readonly Endpoint[] = dialects.flatMap(({ endpoints }) => endpoints);
export const apiAlternatives: readonly Check[] = [
  ...consentAlternatives,
  ...dialects.flatMap(({ alternatives }) => alternatives),
];
export const apiScopes: readonly string[] = dialects.flatMap(({ scopes }) => scopes);
const scopePatterns = dialects.flatMap(({ scopePattern }) => scopePattern ?? []);

/** Whether a scope is one of the API, or holds the id of a consent. */
export function isApiScope(scope: string): boolean {
  return apiScopes.includes(scope) || scopePatterns.some((pattern) => pattern.test(scope));
}

export const appScopes: readonly string[] = dialects.flatMap((dialect) => dialect.appScopes);
/** What a dialect adds to an answer that goes out. */
export const sealApi: Seal = (context, sealed) => signMessage(context, sealed);
export const apiClaims: readonly string[] = dialects.flatMap(({ claims }) => claims);
export const authorizationDetailsTypes: readonly string[] = dialects.flatMap(
  (dialect) => dialect.authorizationDetailsTypes,
);
export const requestChecks: readonly Check[] = dialects.flatMap((dialect) => dialect.requestChecks);
export const consentChecks: readonly Check[] = dialects.flatMap((dialect) => dialect.consentChecks);
export const loginChecks: readonly Check[] = dialects.flatMap((dialect) => dialect.loginChecks);
export const decisionChecks: readonly Check[] = dialects.flatMap((dialect) => dialect.decisionChecks);
export const tokenChecks: readonly Check[] = dialects.flatMap((dialect) => dialect.tokenChecks);
export const apiParts: readonly Partial<Parts>[] = dialects.map(({ parts }) => parts);

/** What a consent is for, whatever dialect it was asked in. */
export function wantedBy(consent: Consent): Wanted | null {
  for (const { wantedOf } of dialects) {
    const wanted = wantedOf(consent);
    if (wanted !== null) return wanted;
  }
  return null;
}

/** The dialect in which a request asks for consent; null when it asks for plain scopes. */
export function dialectOf(request: AuthorizationRequest): Dialect | null {
  return dialects.find((dialect) => dialect.carries(request)) ?? null;
}
