/** How oidc-provider is set up as a bank of the FAPI 2.0 Security Profile: each member is documented by oidc-provider. */
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Context } from 'oidc-provider';
import { newStorage } from './testing-storage.ts';

const certificateOf = ({ req }: Context): string | undefined => {
  const { raw } = (req.socket as TLSSocket).getPeerCertificate() as { raw?: Buffer };
  return raw && new X509Certificate(raw).toString();
};

/** A client is told about its own tokens only. */
const own = (_: unknown, client: { clientId: string }, token: { clientId: string }): boolean =>
  token.clientId === client.clientId;

const ALGS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];
const MINUTE = 60;

export interface Registered {
  clients: object[];
  jwks: object;
}

/** The members that tests change. */
export interface Configuration {
  [member: string]: unknown;
  clients: object[];
  features: { [feature: string]: { [setting: string]: unknown } };
  ttl: { [artefact: string]: number };
}

export const configuration = ({ clients, jwks }: Registered): Configuration => ({
  clients,
  jwks,
  adapter: newStorage(() => Math.floor(Date.now() / 1000)),
  findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  renderError: (context: Context, out: { error: string }) => {
    context.body = `The bank says no: ${out.error}`;
  },
  interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  // An authorization request may come in a form from another site, and the cookies of a signed-in user with it.
  enableHttpPostMethods: true,
  cookies: { keys: ['cookies-of-the-second-bank'], long: { sameSite: 'none' } },
  responseTypes: ['code'],
  clientAuthMethods: ['private_key_jwt'],
  pkce: { required: () => true },
  // Without it the provider fills in the redirect_uri of a token request that has none.
  allowOmittingSingleRegisteredRedirectUri: false,
  issueRefreshToken: () => true,
  rotateRefreshToken: false,
  clockTolerance: 15,
  ttl: {
    ...{ AccessToken: 10 * MINUTE, AuthorizationCode: MINUTE, IdToken: 10 * MINUTE, RefreshToken: 60 * MINUTE },
    ...{ Interaction: 10 * MINUTE, Session: 60 * MINUTE, Grant: 60 * MINUTE },
  },
  enabledJWA: {
    clientAuthSigningAlgValues: ALGS,
    idTokenSigningAlgValues: ALGS,
    requestObjectSigningAlgValues: ALGS,
    authorizationSigningAlgValues: ALGS,
    introspectionSigningAlgValues: ALGS,
    dPoPSigningAlgValues: ['ES256', 'EdDSA', 'Ed25519'],
  },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    resourceIndicators: { enabled: false },
    fapi: { enabled: true, profile: '2.0' },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    requestObjects: { enabled: true },
    jwtResponseModes: { enabled: true },
    introspection: { enabled: true, allowedPolicy: own },
    jwtIntrospection: { enabled: true },
    revocation: { enabled: true, allowedPolicy: own },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    dPoP: { enabled: true },
    mTLS: { enabled: true, certificateBoundAccessTokens: true, getCertificate: certificateOf },
  },
});
