/** What the status services of a certificate may be made to do: work, or fail in one way. */

/** In all but the first three the responder calls the certificate good, whatever it is, in an answer that must not be believed. */
// biome-ignore format: a table, one row a line
export const OCSP_STATES = {
  up: 'answers as it should',
  delegated: 'answers as it should, and a delegate of the authority signs',
  unknown: 'does not know the certificate (RFC 6960, 2.2)',
  stale: 'gives an answer that has run out (RFC 6960, 3.2, 6)',
  'not-yet-valid': 'gives an answer of tomorrow (RFC 6960, 3.2, 5)',
  'wrong-signer': 'signs with the key of somebody else (RFC 6960, 3.2, 2)',
  'delegate-without-usage': 'has a certificate sign that is not for OCSP (RFC 6960, 4.2.2.2)',
  'wrong-serial': 'answers about another certificate (RFC 6960, 3.2, 1)',
  'wrong-nonce': 'answers with another nonce to who sends one, and as it should to who sends none (RFC 6960, 4.4.1)',
  'try-later': 'asks for patience (RFC 6960, 2.3)',
  down: 'answers 503',
  error: 'answers 500',
  hang: 'never answers',
  page: 'answers with a page in HTML',
} as const;

/** In all but the first the list names nobody, or there is none. */
// biome-ignore format: a table, one row a line
export const CRL_STATES = {
  up: 'is as it should be',
  stale: 'has run out (RFC 5280, 6.3.3 (a))',
  'not-yet-valid': 'is of tomorrow (RFC 5280, 5.1.2.4)',
  'wrong-signer': 'is signed with the key of somebody else (RFC 5280, 6.3.3 (g))',
  down: 'is answered with 503',
  error: 'is answered with 500',
  hang: 'never comes',
  page: 'is a page in HTML',
} as const;

export type OcspState = keyof typeof OCSP_STATES;
export type CrlState = keyof typeof CRL_STATES;
export const ocspStates = Object.keys(OCSP_STATES) as OcspState[];
export const crlStates = Object.keys(CRL_STATES) as CrlState[];
