/** From a target file to what the TPP takes: the files it names are read. The TPP registers their secrets before it sends anything. */

import { rootCertificates } from 'node:tls';
import type { TppBank, TppClient, TppIdentity, TppKey, Variant } from '../../mock-tpp/index.ts';
import type { Json } from '../evidence/index.ts';
import type { Target, TargetClient, TargetIdentity } from '../load/target.ts';
import { proxyOf } from './proxy.ts';
import { textOfTrust } from './trust-file.ts';

type Jwk = { [member: string]: Json };

/** Reads what the target names; the loader has already seen that it is there. */
export function bankOfTarget(target: Target, env: { readonly [name: string]: string | undefined }): TppBank {
  const proxy = proxyOf(target, env);
  const {
    issuer,
    hosts,
    dialect,
    custom,
    timeZone,
    api,
    scopes,
    psu,
    payment,
    hosting,
    registration,
    operator,
    operatorTokens,
    secrets,
    limits,
  } = target;
  return {
    ...{
      issuer,
      hosts,
      dialect,
      custom,
      timeZone,
      api,
      scopes,
      psu,
      payment,
      hosting,
      operator,
      operatorTokens,
      secrets,
    },
    proxy,
    trust: trustOf(target.trust === null ? null : textOfTrust(target.trust), proxy?.trust ?? null),
    clients: mapValues(target.clients, clientOf),
    identities: mapValues(target.identities, identityOf),
    registration: registration && {
      json: registration.json,
      headers: registration.headers,
      signed: registration.signed,
      management: registration.management,
    },
    limits: {
      requestMs: limits.requestMs,
      bodyBytes: limits.bodyBytes,
      redirects: limits.redirects,
      waitMs: limits.waitMs,
    },
  };
}

/** A proxy that looks into TLS shows certificates of its own roots, beside those that are trusted anyway. */
function trustOf(bank: string | null, proxy: string | null): string | null {
  return proxy === null ? bank : [bank ?? rootCertificates.join('\n'), proxy].join('\n');
}

function clientOf(client: TargetClient): TppClient {
  const { client_id, name, redirect_uri, variant, signing, decryption, dpop, identity, messageSignature } = client;
  return {
    client_id,
    name,
    redirect_uri,
    // The loader gives every axis at least one of the values of the TPP's own table.
    variant: variant as Variant,
    signing: signing.flatMap(keysOf),
    dpop: (dpop ? keysOf(dpop) : [])[0] ?? null,
    ...(messageSignature === undefined ? {} : { messageSignature }),
    decryption: (decryption?.jwk as Jwk | null | undefined) ?? null,
    passphrase: [...signing, decryption, dpop].find((key) => key?.passphrase)?.passphrase ?? null,
    identity,
  };
}

/** A key that has been read and knows what it is for. */
const keysOf = ({ jwk, alg }: TargetClient['signing'][number]): TppKey[] =>
  jwk === null || alg === null ? [] : [{ jwk: jwk as Jwk, alg }];

function identityOf(identity: TargetIdentity): TppIdentity {
  if (identity.kind === 'issued') return { kind: 'issued', like: identity.like, flaw: identity.flaw };
  if (identity.pem === null) throw new Error('an identity whose files were not read');
  const { pem, passphrase, engine } = identity;
  return { kind: 'pem', ...pem, passphrase, ...(engine === undefined ? {} : { engine }) };
}

function mapValues<T, R>(values: { [name: string]: T }, change: (value: T) => R): { [name: string]: R } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
