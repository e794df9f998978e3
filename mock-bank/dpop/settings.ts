/** Policy values of proofs of possession. */

export interface DpopSettings {
  /** Whether a proof needs a nonce of the authorization server. @requirement FAPI2-SP-5.3.2.1-10 */
  dpopNonceAtAs: 'off' | 'required';
  /** Whether a proof needs a nonce of the resource server. */
  dpopNonceAtRs: 'off' | 'required';
  /** How old a proof may be; replays are remembered as long. */
  dpopProofLifetimeSeconds: number;
  /** How far a proof's iat may lie ahead of our clock. */
  dpopFutureSkewSeconds: number;
  /** What the type of a bound token is called. */
  dpopTokenType: 'DPoP' | 'Bearer';
  /** Which key may be shown with a refresh token: any, or the one that was shown when it was issued. */
  dpopRefreshKey: 'any' | 'first';
  /** What the token endpoint and the push say of a proof that is not right. */
  dpopProofError: 'invalid_dpop_proof' | 'invalid_request';
  /** How a nonce is demanded: for nobody's cache, and by a resource with a challenge of DPoP; or not. */
  dpopNonceDemand: 'sound' | 'as-bearer' | 'cacheable';
  /** How nonces are given: one that nobody guesses, or what is wrong with it. */
  dpopNonceGiven: 'sound' | 'twice' | 'unquotable' | 'time';
  /** What a challenge of a resource tells beside its scheme. */
  dpopChallenge: 'error-and-algs' | 'without-error' | 'without-algs' | 'error-unasked';
  /** What is said when a code is redeemed with another key than it was asked for with; the clause names no error. */
  dpopOtherKeyError: 'invalid_grant' | 'invalid_request';
}

export const dpopDefaults: DpopSettings = {
  dpopNonceAtAs: 'off',
  dpopNonceAtRs: 'off',
  dpopProofLifetimeSeconds: 120,
  dpopFutureSkewSeconds: 30,
  dpopTokenType: 'DPoP',
  dpopRefreshKey: 'any',
  dpopProofError: 'invalid_dpop_proof',
  dpopNonceDemand: 'sound',
  dpopNonceGiven: 'sound',
  dpopChallenge: 'error-and-algs',
  dpopOtherKeyError: 'invalid_grant',
};
