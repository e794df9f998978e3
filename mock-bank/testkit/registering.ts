/** Registering clients in the bank's own tests. */
import { createPublicKey } from 'node:crypto';
import type { JsonObject } from '../http/reply.ts';
import { type Answer, ask } from './https.ts';
import { REDIRECT_URI, type Tpp } from './tpp.ts';

export type Metadata = Record<string, unknown>;

/** What a client registers that signs with the key of this one. */
export const metadataOf = ({ key }: Tpp): Metadata => ({
  client_name: 'Newcomer',
  redirect_uris: [REDIRECT_URI],
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [{ ...createPublicKey(key).export({ format: 'jwk' }), kid: 'own' }] },
});

export const register = (tpp: Tpp, metadata: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(tpp.agent, `${tpp.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(metadata),
  });

/** At the address that the answer to a registration tells; without a token nobody says who comes. */
export const manage = (tpp: Tpp, registered: Answer, method: 'GET' | 'DELETE', token?: unknown): Promise<Answer> =>
  ask(tpp.agent, String(registered.json.registration_client_uri), {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${String(token)}` },
  });

/** The claims of a registration that is sent as a JWT. */
export const claimsOf = (tpp: Tpp): JsonObject => {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: 'software',
    aud: tpp.issuer,
    iat: now,
    exp: now + 300,
    jti: 'once',
    ...(metadataOf(tpp) as JsonObject),
  };
};

export const registerJwt = (tpp: Tpp, jwt: string, mediaType = 'application/jwt'): Promise<Answer> =>
  ask(tpp.agent, `${tpp.issuer}/register`, { method: 'POST', headers: { 'content-type': mediaType }, body: jwt });
