/** What ties a token to its holder: one row for each way, from the registration to the token. */
import { type Context, present } from '../http/context.ts';
import type { Settings } from '../settings.ts';
import type { Binding } from '../store/grants.ts';

export interface SenderConstraint {
  /** The member of a registration that asks for it; null for what a client gets that asks for nothing, or for both. */
  readonly member: string | null;
  /** The token's type, and the scheme it is sent with. */
  readonly tokenType: 'Bearer' | 'DPoP';
  /** The binding of a token issued now, by what the request has shown. */
  bind(context: Context): Binding;
}

export const unbound: Binding = { kind: 'none', cnf: null };

/** @requirement FAPI2-SP-5.3.2.1-5 */
export const senderConstraints: Readonly<Record<Binding['kind'], SenderConstraint>> = {
  /** @requirement RFC8705-3.1-1 RFC8705-3.4-1 */
  certificate: {
    member: 'tls_client_certificate_bound_access_tokens',
    tokenType: 'Bearer',
    bind: ({ certificate }) => {
      if (!certificate) return unbound;
      const { x5t, subject, keySha256 } = certificate;
      return { kind: 'certificate', cnf: { 'x5t#S256': x5t }, subject, keySha256 };
    },
  },
  /** @requirement RFC9449-5-3 RFC9449-6.1-1 */
  key: {
    member: 'dpop_bound_access_tokens',
    tokenType: 'DPoP',
    bind: ({ as }) => (as.proof ? { kind: 'key', cnf: { jkt: present(as.proof.jkt, 'the key') } } : unbound),
  },
  /** What asks for both members: neither the certificate nor the key is of use without the other. @requirement FAPI2-SP-5.3.2.1-5 */
  both: {
    member: null,
    tokenType: 'DPoP',
    bind: (context) => {
      const [certificate, key] = [senderConstraints.certificate.bind(context), senderConstraints.key.bind(context)];
      if (certificate.kind !== 'certificate' || key.kind !== 'key') return unbound;
      return { ...certificate, kind: 'both', cnf: { ...certificate.cnf, ...key.cnf } };
    },
  },
  /** Bound all the same when the client shows a key. */
  none: {
    member: null,
    tokenType: 'Bearer',
    bind: (context) => senderConstraints.key.bind(context),
  },
};

/** Whether proofs of possession say something about this client's tokens. */
export function provesKeys({ binding }: { binding: Binding['kind'] }): boolean {
  return binding !== 'certificate';
}

/** Whether its tokens are bound to the certificate that it shows. */
export const bindsCertificates = ({ binding }: { binding: Binding['kind'] }): boolean =>
  binding === 'certificate' || binding === 'both';

/** `token_type` as this bank writes it. @requirement RFC9449-5-3 RFC6749-5.1-1 */
export function tokenType({ tokenTypeCase, dpopTokenType }: Settings, { kind }: Binding): string {
  const type = kind === 'key' || kind === 'both' ? dpopTokenType : senderConstraints[kind].tokenType;
  return tokenTypeCase === 'lower' ? type.toLowerCase() : type;
}
