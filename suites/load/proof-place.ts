/** Where a requirement can have to hold, and what kind of duty it can be. */

/** One row a place: what it is, and the capabilities of which a bank that has it has at least one; null for what every bank has. */
// biome-ignore format: a table, one row a line
export const PROOF_PLACES = {
  metadata: { about: 'the published metadata', needs: null },
  jwks: { about: 'the published keys', needs: null },
  par: { about: 'the endpoint for pushed requests', needs: ['par'] },
  front_channel_request: { about: 'authorization requests that come through the browser and were not pushed', needs: ['request.plain', 'request.by-value', 'request.by-reference', 'request.posted'] },
  authorization: { about: 'the authorization endpoint, its pages and its response', needs: null },
  token: { about: 'the token endpoint, where a code is redeemed', needs: null },
  refresh: { about: 'the token endpoint, where a token is refreshed', needs: ['refresh-tokens'] },
  introspection: { about: 'the introspection endpoint', needs: ['introspection'] },
  revocation: { about: 'the revocation endpoint', needs: ['token-revocation'] },
  registration: { about: 'the endpoint where clients are registered, and where that is managed', needs: ['registration'] },
  registration_jwt: { about: 'registrations that are sent as signed JWTs', needs: ['registration.signed'] },
  userinfo: { about: 'the UserInfo endpoint', needs: ['userinfo'] },
  resource: { about: 'the protected resources', needs: null },
  consent: { about: 'the consent API', needs: ['consents'] },
  request_object: { about: 'signed requests', needs: ['request-object'] },
  id_token: { about: 'ID tokens', needs: ['openid'] },
  jarm: { about: 'signed authorization responses', needs: ['jarm'] },
  decision: { about: 'decisions about strong customer authentication, where the operator tells them', needs: ['hook.sca.decide'] },
  access_token: { about: 'access tokens, as far as they can be read', needs: ['jwt-access-tokens'] },
} as const;

export type ProofPlace = keyof typeof PROOF_PLACES;
export const proofPlaces = Object.keys(PROOF_PLACES) as ProofPlace[];

export const DUTIES = ['refuse', 'accept', 'state'] as const;
export type Duty = (typeof DUTIES)[number];
