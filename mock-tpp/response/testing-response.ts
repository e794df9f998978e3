/** A bank that answers an authorization request as a test tells it to, and a client that can be encrypted to; for tests only. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import type { Json, StepReport, TppBank, TppClient } from '../contract.ts';
import { bankJwt, type Desk, type Issuer, NOW, privateJwk, REDIRECT_URI, type Reply } from '../testing-issuer.ts';
import { RESPONSE_MODES } from './mode.ts';

export type Claims = { [claim: string]: Json };
export type Params = { [name: string]: string };

export const ENCRYPTION_KEYS: { [kty: string]: KeyObject } = {
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  EC: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
};

/** Encrypts to the client, with a library. */
export const encrypted = (
  text: string,
  { alg = 'ECDH-ES+A256KW', enc = 'A256GCM', key }: { alg?: string; enc?: string; key?: KeyObject } = {},
): Promise<string> => {
  const own = ENCRYPTION_KEYS[alg.startsWith('RSA') ? 'RSA' : 'EC'] as KeyObject;
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg, enc, cty: 'JWT' })
    .encrypt(createPublicKey(key ?? own));
};

/** The bank with one client that asks for anything, and reads what is encrypted to its key of a type. */
export const bankOf = ({ bank }: Issuer, kty: string | null = 'EC'): TppBank => {
  const primary = bank.clients.primary as TppClient;
  const modes = RESPONSE_MODES.map(({ value }) => value) as unknown as [string, ...string[]];
  const variant = { ...primary.variant, 'response-type': ['code', 'code id_token'], 'response-mode': modes } as const;
  const key = kty === null ? undefined : ENCRYPTION_KEYS[kty];
  const decryption = key ? privateJwk(key, 'enc') : null;
  return { ...bank, clients: { ...bank.clients, primary: { ...primary, variant, decryption } } };
};

export interface Asked {
  origin: string;
  state: string;
  nonce: string;
}

/** How the bank carries the parameters back. */
export const CARRIERS: { [carrier: string]: (params: Params, status?: number) => Reply } = {
  query: (params, status = 302) => redirect(`${REDIRECT_URI}?${new URLSearchParams(params)}`, status),
  fragment: (params, status = 303) => redirect(`${REDIRECT_URI}#${new URLSearchParams(params)}`, status),
  form_post: (params) => {
    const inputs = Object.entries(params).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    return {
      text: `<body onload="document.forms[0].submit()"><form method="post" action="${REDIRECT_URI}">${inputs.join('')}</form>`,
      headers: { 'content-type': 'text/html;charset=utf-8' },
    };
  },
};

const redirect = (location: string, status: number): Reply => ({ status, headers: { location } });

/** From the request to the response. */
export const authorize = async (
  { run }: Desk,
  issuer: Issuer,
  inputs: Claims,
  answer: (asked: Asked) => Promise<Reply> | Reply,
): Promise<StepReport> => {
  const { outputs } = await run('oauth.request', { scope: 'openid accounts', ...inputs });
  const { state, nonce, request = null } = outputs;
  const reply = await answer({ origin: issuer.origin, state: String(state), nonce: String(nonce) });
  issuer.routes['/decide'] = () => reply;
  return run('oauth.authorize', { request });
};

export const half = (value: string, hash = 'sha256'): string => {
  const digest = createHash(hash).update(value).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

/** Claims of a JARM response that is all right. */
export const jarmClaims = ({ origin, state }: Asked, more: Claims = {}): Claims => ({
  ...{ iss: origin, aud: 'client-primary', exp: NOW / 1000 + 60, code: 'code-1', state },
  ...more,
});

/** An ID token for the front channel that is all right. */
export const idToken = ({ origin, state, nonce }: Asked, more: Claims = {}): Promise<string> =>
  bankJwt(idClaims(origin, { nonce, c_hash: half('code-1'), s_hash: half(state), ...more }));

export const idClaims = (origin: string, more: Claims): Claims => ({
  ...{ iss: origin, aud: 'client-primary', sub: 'ada', iat: NOW / 1000, exp: NOW / 1000 + 300 },
  ...more,
});
