/** From a target file to what the TPP takes: the files it names are read. The TPP registers their secrets before it sends anything. */
import { readFileSync } from 'node:fs';
import type { TppBank, TppClient, TppIdentity, Variant } from '../../mock-tpp/index.ts';
import type { Json } from '../evidence/index.ts';
import type { Target, TargetClient, TargetIdentity } from '../load/target.ts';

/** Reads what the target names; the loader has already seen that it is there. */
export function bankOfTarget(target: Target): TppBank {
  const { issuer, hosts, dialect, api, scopes, psu, payment, hosting, operator, limits } = target;
  return {
    ...{ issuer, hosts, dialect, api, scopes, psu, payment, hosting, operator },
    trust: target.trust === null ? null : readFileSync(target.trust, 'utf8'),
    clients: mapValues(target.clients, clientOf),
    identities: mapValues(target.identities, identityOf),
    limits: {
      requestMs: limits.requestMs,
      bodyBytes: limits.bodyBytes,
      redirects: limits.redirects,
      waitMs: limits.waitMs,
    },
  };
}

function clientOf({ client_id, redirect_uri, variant, signing: [key], identity }: TargetClient): TppClient {
  return {
    client_id,
    redirect_uri,
    // The loader gives every axis at least one of the values of the TPP's own table.
    variant: variant as Variant,
    auth: variant['client-auth']?.[0] === 'tls_client_auth' ? 'tls_client_auth' : 'private_key_jwt',
    signing: (key?.jwk as { [member: string]: Json } | null | undefined) ?? null,
    alg: key?.alg === 'PS256' ? 'PS256' : 'ES256',
    identity,
  };
}

function identityOf(identity: TargetIdentity): TppIdentity {
  if (identity.kind === 'issued') return { kind: 'issued', like: identity.like };
  const { certificate, key, passphrase } = identity;
  return { kind: 'pem', certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8'), passphrase };
}

function mapValues<T, R>(values: { [name: string]: T }, change: (value: T) => R): { [name: string]: R } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
