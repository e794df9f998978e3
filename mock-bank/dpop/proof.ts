/** Proofs of possession: what the `DPoP` header must hold, one rule for each thing. */
import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { algorithmOf, hs256, isAllowed, none, rs256 } from '../as/algorithms.ts';
import { type Jws, parseJws, signatureHolds } from '../as/jws.ts';
import { jwtType } from '../as/jwt-type.ts';
import { thumbprint } from '../as/keys.ts';
import { signedBehindAddress } from '../as/keys-behind.ts';
import type { Proof } from '../as/state.ts';
import { type Context, present } from '../http/context.ts';
import { type Check, check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import { normalisedUri } from './htu.ts';
import { nonceRequired, offerNonce, type Server } from './nonce.ts';

export interface Subject {
  context: Context;
  proof: Proof;
  header: Jws['header'];
  claims: Jws['claims'];
  /** The bank's time in seconds. */
  now: number;
}

const MAX_JTI_LENGTH = 256;
/** Members of private and of shared keys. */
const SECRET_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** A token on the table means a resource; everywhere else the authorization server is asked. */
export const serverOf = ({ access }: Context): Server => (access ? 'rs' : 'as');

/** 400 at the authorization server, 401 with a challenge at a resource. @requirement RFC9449-5-2 RFC9449-7.1-3 */
export function badProof(context: Context, description: string, named?: string): Refusal {
  const code = named ?? (serverOf(context) === 'rs' ? 'invalid_dpop_proof' : context.settings.dpopProofError);
  return serverOf(context) === 'rs'
    ? new Refusal(401, code, description, { kind: 'token' })
    : new Refusal(400, code, description);
}

export function rule(name: string, judge: (subject: Subject) => void | Promise<void>): Check {
  return check(name, (context) => {
    const { proof } = context.as;
    if (!proof) return;
    const { header, claims } = proof.jws;
    return judge({ context, proof, header, claims, now: context.bank.now() / 1000 });
  });
}

/** Node joins headers of the same name with a comma, which no JWT holds. */
export function sentProofs({ request }: Context): string[] {
  const { dpop } = request.headers;
  return dpop === undefined ? [] : [dpop].flat().flatMap((one) => one.split(',').map((part) => part.trim()));
}

/** @requirement RFC9449-4.3-1 */
export const single = (looked: (context: Context) => boolean) =>
  check('dpop-single', (context) => {
    if (looked(context) && sentProofs(context).length > 1) throw badProof(context, 'more than one proof was sent');
  });

/** @requirement RFC9449-4.3-2 RFC9449-4.1-1 */
export const form = (looked: (context: Context) => boolean) =>
  check('dpop-form', (context) => {
    const [sent] = sentProofs(context);
    if (sent === undefined || !looked(context)) return;
    const jws = parseJws(sent, context.settings);
    if (!jws) throw badProof(context, 'the proof is not a signed JWT');
    context.as.proof = { jws, key: null, jkt: null };
    offerNonce(context, serverOf(context));
  });

/** @requirement RFC9449-4.3-4 RFC9449-11.5-1 */
const typ = rule('dpop-typ', ({ context, header }) => {
  if (jwtType(header.typ) !== 'dpop+jwt') throw badProof(context, 'typ of the proof is not dpop+jwt');
});

/** @requirement RFC9449-4.3-5 RFC9449-11.6-1 FAPI2-SP-5.4.1-1.2 */
const alg = rule('dpop-alg', ({ context, header }) => {
  if (!isAllowed(header.alg)) throw badProof(context, 'the proof is signed with an algorithm not accepted');
});

const isObject = (value: unknown): value is Record<string, unknown> => {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
};

/** @requirement RFC9449-4.3-7 RFC9449-4.2-3 */
const jwkPublic = rule('dpop-jwk-public', ({ context, header }) => {
  const { jwk } = header;
  if (isObject(jwk) && SECRET_MEMBERS.some((name) => name in jwk)) throw badProof(context, 'jwk holds a private key');
});

/** @requirement RFC9449-4.2-3 RFC9449-6.1-1 */
export const jwk = rule('dpop-jwk', ({ context, proof, header }) => {
  const key = readKey(header.jwk);
  if (!key) throw badProof(context, 'jwk is missing or unusable');
  Object.assign(proof, { key, jkt: thumbprint(key) });
});

function readKey(value: unknown): KeyObject | null {
  if (!isObject(value)) return null;
  try {
    if (value.kty === 'oct') return createSecretKey(String(value.k), 'base64url');
    return createPublicKey({ key: value as Record<string, string>, format: 'jwk' });
  } catch {
    return null;
  }
}

/** @requirement RFC9449-4.3-6 FAPI2-SP-5.4.1-2 */
const signature = rule('dpop-signature', ({ context, proof }) => {
  if (!signatureHolds(proof.jws, present(proof.key, 'the key'))) {
    throw badProof(context, 'the signature of the proof does not hold');
  }
});

/** @requirement RFC9449-4.3-8 */
const htm = rule('dpop-htm', ({ context, claims }) => {
  if (claims.htm !== context.request.method) throw badProof(context, 'htm is not the method of the request');
});

/** @requirement RFC9449-4.3-9 RFC9449-4.3-13 */
const htu = rule('dpop-htu', ({ context, claims }) => {
  const sent = typeof claims.htu === 'string' ? normalisedUri(claims.htu) : null;
  if (sent === null || sent !== normalisedUri(context.connection.address + context.request.path)) {
    throw badProof(context, 'htu is not the address of the request');
  }
});

/** @requirement RFC9449-4.3-11 RFC9449-11.1-1 FAPI2-SP-5.3.2.1-13a FAPI2-SP-5.3.2.1-13b */
const iat = rule('dpop-iat', ({ context, claims, now }) => {
  const { dpopProofLifetimeSeconds, dpopFutureSkewSeconds } = context.settings;
  if (typeof claims.iat !== 'number') throw badProof(context, 'iat is missing');
  if (claims.iat < now - dpopProofLifetimeSeconds) throw badProof(context, 'the proof is too old');
  if (claims.iat > now + dpopFutureSkewSeconds) throw badProof(context, 'iat lies in the future');
});

export function missingNonce(context: Context): Refusal {
  const { status, code, message } = badProof(context, 'the proof needs the nonce of this server', 'use_dpop_nonce');
  const { dpopNonceDemand: demand } = context.settings;
  const headers = demand === 'cacheable' ? ([['cache-control', 'public, max-age=60']] as const) : [];
  return new Refusal(status, code, message, { kind: status === 401 ? 'token' : 'request', headers });
}

/** @requirement RFC9449-4.3-10 RFC9449-8-1 RFC9449-8-4 RFC9449-9-1 RFC9449-11.3-1 */
export const nonce = rule('dpop-nonce', ({ context, claims }) => {
  const server = serverOf(context);
  if (nonceRequired(context, server) && !context.bank.store.nonces[server].accepts(claims.nonce)) {
    throw missingNonce(context);
  }
});

/** @requirement RFC9449-4.2-4 RFC9449-4.3-3 RFC9449-11.1-3 */
export const jti = rule('dpop-jti', ({ context, claims }) => {
  if (typeof claims.jti !== 'string' || claims.jti === '' || claims.jti.length > MAX_JTI_LENGTH) {
    throw badProof(context, 'jti is missing or unusable');
  }
});

const MOMENT_MS = 30_000;

function refuseSeen({ context, proof, claims }: Subject): void {
  if (context.bank.store.proofIds.has(`${proof.jkt} ${String(claims.jti)}`))
    throw badProof(context, 'the proof was used before');
}

function remember({ context, proof, claims }: Subject): void {
  const { dpopProofLifetimeSeconds, dpopFutureSkewSeconds } = context.settings;
  const until = context.bank.now() + (dpopProofLifetimeSeconds + dpopFutureSkewSeconds) * 1000;
  context.bank.store.proofIds.set(`${proof.jkt} ${String(claims.jti)}`, until);
}

/** Tests and remembers in one go. @requirement RFC9449-11.1-2 */
const jtiOnce = rule('dpop-jti-once', (subject) => {
  refuseSeen(subject);
  remember(subject);
});

/** Everything about a proof that needs no token; `looked` says whether one matters to the request. */
export function proofChecks(looked: (context: Context) => boolean): readonly Check[] {
  return [single(looked), form(looked), typ, alg, jwkPublic, jwk, signature, htm, htu, iat, nonce, jti, jtiOnce];
}

/** @requirement RFC9449-4.3-12a RFC9449-4.2-5 */
export const proofOfToken = (tokenOf: (context: Context) => string): Check =>
  rule('dpop-ath', ({ context, claims }) => {
    const hash = createHash('sha256').update(tokenOf(context), 'ascii').digest('base64url');
    if (claims.ath !== hash) throw badProof(context, 'ath is not the hash of the access token');
  });

const isNone = ({ header }: Jws) => header.alg === none.name;

/** A key of a curve that cannot be used. */
const isPoint = (value: unknown): boolean => isObject(value) && value.kty === 'EC' && readKey(value) === null;

/** What banks do that do worse. */
export const proofAlternatives: readonly Check[] = [
  rule('dpop-jwk-after-address', async ({ context, proof }) => {
    await signedBehindAddress(proof.jws);
    return jwk.run(context);
  }),
  rule('dpop-alg-with-none', ({ context, proof }) => {
    if (!isNone(proof.jws)) return void alg.run(context);
  }),
  rule('dpop-signature-unless-none', ({ context, proof }) => {
    if (!isNone(proof.jws)) return void signature.run(context);
  }),
  /** Takes a point that is on no curve for a key, and then verifies nothing with it. */
  rule('dpop-jwk-or-any-point', ({ context, proof, header }) => {
    if (!isPoint(header.jwk)) return void jwk.run(context);
    Object.assign(proof, { key: null, jkt: 'no-key' });
  }),
  rule('dpop-signature-unless-any-point', ({ context, header }) => {
    if (!isPoint(header.jwk)) return void signature.run(context);
  }),
  rule('dpop-alg-with-symmetric', ({ context, header }) => {
    if (header.alg !== hs256.name) return void alg.run(context);
  }),
  rule('dpop-jwk-public-or-shared', ({ context, header }) => {
    if (!(isObject(header.jwk) && header.jwk.kty === 'oct')) return void jwkPublic.run(context);
  }),
  /** As where headers are cut off before an RSA key ends. */
  rule('dpop-alg-without-rsa', ({ context, header }) => {
    if (isObject(header.jwk) && header.jwk.kty === 'RSA') throw badProof(context, 'the header is too long');
    alg.run(context);
  }),
  rule('dpop-alg-with-rs256', ({ context, header }) => {
    if (algorithmOf(header.alg) !== rs256) return void alg.run(context);
  }),
  rule('dpop-htu-with-query', ({ context, claims }) => {
    const { path, query } = context.request;
    const search = query.entries.length === 0 ? '' : `?${query.entries.map((pair) => pair.join('=')).join('&')}`;
    if (claims.htu !== context.connection.address + path + search) throw badProof(context, 'htu is not the address');
  }),
  /** Forgets it while the proof is still fresh enough. */
  rule('dpop-jti-once-for-a-moment', ({ context, proof, claims }) => {
    const { proofIds } = context.bank.store;
    const key = `${proof.jkt} ${String(claims.jti)}`;
    if ((proofIds.get(key) ?? 0) > context.bank.now()) throw badProof(context, 'the proof was used before');
    proofIds.set(key, context.bank.now() + MOMENT_MS);
  }),
  rule('dpop-jti-once-raced', async (subject) => {
    refuseSeen(subject);
    await subject.context.bank.underway.everybody(subject.context.request.path);
    remember(subject);
  }),
  /** The nonce tells how old the proof is. */
  rule('dpop-iat-present', ({ context, claims }) => {
    if (typeof claims.iat !== 'number') throw badProof(context, 'iat is missing');
  }),
  rule('dpop-iat-if-sent', ({ context, claims }) => {
    if (claims.iat !== undefined) return void iat.run(context);
  }),
  rule('dpop-jti-once-if-sent', ({ context, claims }) => {
    if (claims.jti !== undefined) return void jtiOnce.run(context);
  }),
  rule('dpop-nonce-if-sent', ({ context, claims }) => {
    if (claims.nonce !== undefined) return void nonce.run(context);
  }),
  /** Looks whether htu says the same, to the letter. */
  rule('dpop-htu-exact', ({ context, claims }) => {
    const own = normalisedUri(context.connection.address + context.request.path);
    if (typeof claims.htu !== 'string' || /[?#]/.test(claims.htu) || normalisedUri(claims.htu) !== own)
      throw badProof(context, 'htu is not the address of the request');
  }),
  rule('dpop-nonce-any', ({ context, claims }) => {
    if (nonceRequired(context, serverOf(context)) && typeof claims.nonce !== 'string') throw missingNonce(context);
  }),
];
