/** How clients show who they are: one row for each method of this bank, under its name in a registration. */

/** What the client brings: a signed assertion in the form, or the certificate of its connection. */
interface AuthenticationMethod {
  shows: 'assertion' | 'certificate';
}

/** @requirement FAPI2-SP-5.3.2.1-6 */
export const clientAuthMethods = {
  private_key_jwt: { shows: 'assertion' },
  tls_client_auth: { shows: 'certificate' },
  self_signed_tls_client_auth: { shows: 'certificate' },
} as const satisfies Record<string, AuthenticationMethod>;

export type ClientAuth = keyof typeof clientAuthMethods;

export const CLIENT_AUTH_METHODS = Object.keys(clientAuthMethods) as readonly ClientAuth[];
