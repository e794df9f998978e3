/** Which of our cases look at what a module of the suite looks at, by the module's name without its plan. */

const ASSERTION = 'client-auth.assertion';
const OBJECT = 'request-object.validation';

/** Where no case of ours asks the same question there is no row. */
// biome-ignore format: a table, one row a line
export const CASES_BY_MODULE: { readonly [module: string]: readonly string[] } = {
  'user-rejects-authentication': ['authorization.response[denied]'],
  'ensure-expired-request-object-fails': [`${OBJECT}[expired]`],
  'ensure-request-object-without-exp-fails': [`${OBJECT}[exp-missing]`],
  'ensure-request-object-without-nbf-fails': [`${OBJECT}[nbf-missing]`],
  'ensure-request-object-with-bad-aud-fails': [`${OBJECT}[aud-wrong]`],
  'ensure-request-object-with-exp-over-60-fails': [`${OBJECT}[too-long]`],
  'ensure-request-object-with-nbf-over-60-fails': [`${OBJECT}[too-old]`],
  'ensure-signed-request-object-with-RS256-fails': [`${OBJECT}[alg-rs256]`],
  'ensure-request-object-signature-algorithm-is-not-none': [`${OBJECT}[alg-none]`],
  'ensure-request-object-with-invalid-signature-fails': [`${OBJECT}[bad-signature]`],
  'ensure-matching-key-in-authorization-request': [`${OBJECT}[key-of-another-client]`],
  'ensure-request-object-with-multiple-aud-succeeds': ['request-object.accepted[aud-list]'],
  'ensure-unsigned-request-at-par-endpoint-fails': ['request-object.required'],
  'ensure-registered-redirect-uri': ['authorization.redirect-uri[other-host]'],
  'ensure-redirect-uri-in-authorization-request': ['authorization.redirect-uri[missing]'],
  'ensure-unsigned-authorization-request-without-using-par-fails': ['par.required'],
  'ensure-holder-of-key-required': ['binding.certificate[grant]'],
  'ensure-authorization-code-is-bound-to-client': ['binding.grant[code]'],
  'attempt-reuse-authorization-code-after-one-second': ['authorization.code[reuse]'],
  'ensure-token-endpoint-fails-with-expired-auth-code': ['authorization.code[late]'],
  'ensure-signed-client-assertion-with-RS256-fails': [`${ASSERTION}[alg-rs256-grant]`],
  'ensure-client-assertion-with-exp-is-5-minutes-in-past-fails': [`${ASSERTION}[expired-grant]`],
  'ensure-client-assertion-with-wrong-aud-fails': [`${ASSERTION}[aud-wrong-grant]`],
  'par-test-array-as-audience-fails': [`${ASSERTION}[aud-array-request]`, `${ASSERTION}[aud-array-of-one-request]`],
  'par-test-token-endpoint-url-as-audience-fails': [`${ASSERTION}[aud-token-endpoint-request]`],
  'par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted': ['client-auth.assertion-accepted[iat-ahead-request]'],
  'ensure-mismatched-dpop-jkt-fails': ['dpop.push[other-thumbprint]'],
  'ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt': ['dpop.push[redeemed-with-another-key]'],
  'ensure-token-endpoint-fails-with-mismatched-dpop-jkt': ['dpop.push[named-key-redeemed-with-another]'],
  'ensure-dpop-auth-code-binding-success': ['dpop.push[named-key]'],
  'refresh-token': ['token.refresh'],
  'par-ensure-reused-request-uri-prior-to-auth-completion-succeeds': ['par.request-uri.reuse[reload-before-sign-in]'],
  'par-attempt-reuse-request_uri': ['par.request-uri.reuse[after-completion]'],
  'par-attempt-to-use-expired-request_uri': ['par.request-uri.reuse[expired]'],
  'par-attempt-to-use-request_uri-for-different-client': ['par.request-uri.reuse[other-client]'],
  'par-authorization-request-containing-request_uri-form-param': ['par.push.request-uri'],
  'par-attempt-invalid-http-method': ['par.push.method'],
  'par-ensure-pkce-required': ['pkce.downgrade[challenge-absent]'],
  'ensure-pkce-code-verifier-required': ['pkce.verifier[missing]'],
  'incorrect-pkce-code-verifier-rejected': ['pkce.verifier[wrong]'],
  'par-plain-pkce-rejected': ['pkce.downgrade[method-plain]'],
};

/** The same for modules of FAPI 1.0 Advanced, where its cases ask the question or the module has a name of its own. */
// biome-ignore format: a table, one row a line
export const CASES_BY_FAPI1_MODULE: { readonly [module: string]: readonly string[] } = {
  'attempt-reuse-authorisation-code-after-one-second': ['authorization.code[reuse]'],
  'ensure-mtls-holder-of-key-required': ['binding.certificate[grant]'],
  'ensure-authorization-request-without-request-object-fails': ['request-object.required'],
  'ensure-request-object-without-nonce-fails': ['fapi1.request[nonce-outside]', 'fapi1.request[nonce-outside-pushed]'],
  'ensure-different-nonce-inside-and-outside-request-object': ['fapi1.request[nonce-outside-differs]'],
  'ensure-response-type-code-fails': ['fapi1.response-type[code-alone]'],
  'ensure-response-mode-query': ['hybrid.in-query[plain]', 'fapi1.response-type[code-in-query]'],
  'ensure-client-assertion-with-wrong-sub-fails': [`${ASSERTION}[sub-differs-grant]`],
  'par-ensure-client-assertion-with-wrong-sub-fails': [`${ASSERTION}[sub-differs-request]`],
  'par-ensure-client-assertion-with-wrong-aud-fails': [`${ASSERTION}[aud-wrong-request]`],
  'par-ensure-pkce-required': ['fapi1.pkce[challenge-absent]'],
  'par-plain-pkce-rejected': ['fapi1.pkce[method-plain]'],
  'ensure-pkce-code-verifier-required': ['pkce.verifier[missing]', 'fapi1.pkce[verifier-missing]'],
};

/** What names of modules begin with; the rest is the same in every plan. */
const PLANS =
  /^(?:fapi1-advanced-final|fapi2-security-profile-(?:final|id2)|fapi2-message-signing-(?:final|id1)|oidcc)-/;

export function casesOf(module: string): readonly string[] {
  const name = module.replace(PLANS, '');
  const own = module.startsWith('fapi1-') && Object.hasOwn(CASES_BY_FAPI1_MODULE, name);
  if (own) return CASES_BY_FAPI1_MODULE[name] ?? [];
  return Object.hasOwn(CASES_BY_MODULE, name) ? (CASES_BY_MODULE[name] ?? []) : [];
}
