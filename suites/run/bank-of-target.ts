/** From a target file to what the TPP takes: the files it names are read. The TPP registers their secrets before it sends anything. */
import { readFileSync } from 'node:fs';
import {
  DEFAULT_VARIANT,
  readKey,
  type TppBank,
  type TppClient,
  type TppIdentity,
  type Variant,
} from '../../mock-tpp/index.ts';
import type { Json } from '../evidence/index.ts';
import type { Target, TargetClient, TargetIdentity } from '../load/target.ts';

/** Reads what the target names; the loader has already seen that it is there. */
export function bankOfTarget(target: Target): TppBank {
  const { issuer, hosts, dialect, api, scopes, psu, payment, operator, limits } = target;
  return {
    ...{ issuer, hosts, dialect, api, scopes, psu, payment, operator },
    hosting: null,
    trust: target.trust === null ? null : readFileSync(target.trust, 'utf8'),
    clients: mapValues(target.clients, (client) => clientOf(client, target.request_object)),
    identities: mapValues(target.identities, identityOf),
    limits: {
      requestMs: limits.requestMs,
      bodyBytes: limits.bodyBytes,
      redirects: limits.redirects,
      waitMs: limits.waitMs,
    },
  };
}

const SIGNING: { [rule in Target['request_object']]: Variant['request-signing'] } = {
  never: ['none'],
  allowed: ['none', 'signed'],
  always: ['signed'],
};

function clientOf(client: TargetClient, rule: Target['request_object']): TppClient {
  const { client_id, redirect_uri, identity, auth, signing, alg } = client;
  const variant: Variant = { ...DEFAULT_VARIANT, 'client-auth': [auth], 'request-signing': SIGNING[rule] };
  const keys = signing === null ? [] : [{ jwk: keyIn(signing), alg }];
  return { client_id, redirect_uri, identity, variant, signing: keys, decryption: null };
}

function keyIn(file: string): { [member: string]: Json } {
  const read = readKey(readFileSync(file, 'utf8'));
  if ('problem' in read) throw new Error(`${file} ${read.problem}`);
  return read.jwk;
}

function identityOf(identity: TargetIdentity): TppIdentity {
  if (identity.kind === 'issued') return { kind: 'issued', like: identity.like };
  const { certificate, key, passphrase } = identity;
  return { kind: 'pem', certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8'), passphrase };
}

function mapValues<T, R>(values: { [name: string]: T }, change: (value: T) => R): { [name: string]: R } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
