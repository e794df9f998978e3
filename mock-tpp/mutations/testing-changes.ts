/** What mutations that change much at once change on the wire, for the rows of the catalogue's test; `GIVEN` stands for any value. */
import type { Difference } from './testing-difference.ts';

/** Parameters that a signed request holds inside only. */
export const UNSIGNED = ['redirect_uri', 'state', 'nonce', 'code_challenge', 'code_challenge_method'];

export function unauthenticated(): Difference {
  const names = [
    'header.alg',
    'header.typ',
    'header.kid',
    'claim.iss',
    'claim.sub',
    'claim.aud',
    'claim.iat',
    'claim.exp',
    'signed by',
  ];
  const gone = [...names.map((name) => `assertion.${name}`), 'form.client_assertion_type'];
  return Object.fromEntries(gone.map((name) => [name, ['GIVEN', undefined] as [string, undefined]]));
}

export function unproved(): Difference {
  const names = ['header.typ', 'header.alg', 'header.jwk', 'claim.htm', 'claim.htu', 'claim.iat', 'signed by'];
  return Object.fromEntries(names.map((name) => [`dpop.${name}`, ['GIVEN', undefined] as [string, undefined]]));
}

export function inBrowser(names: string[]): Difference {
  return {
    'query.request_uri': ['urn:request:1', undefined],
    ...Object.fromEntries(names.map((name) => [`query.${name}`, [undefined, 'GIVEN'] as [undefined, string]])),
  };
}

export function unsigned(place: string, names: string[]): Difference {
  const gone = Object.keys(becomesObject()).map((name) => [name, ['GIVEN', undefined] as [string, undefined]]);
  const shown = names.map((name) => [`${place}.${name}`, [undefined, 'GIVEN'] as [undefined, string]]);
  return Object.fromEntries([...gone, ...shown]);
}

export function becomesObject(): Difference {
  const claims = ['iss', 'aud', 'iat', 'nbf', 'exp', 'response_type', 'client_id', 'scope', ...UNSIGNED];
  const names = ['header.alg', 'header.typ', 'header.kid', 'signed by', ...claims.map((claim) => `claim.${claim}`)];
  return Object.fromEntries(
    names.map((name) => [`request_object.${name}`, [undefined, 'GIVEN'] as [undefined, string]]),
  );
}
