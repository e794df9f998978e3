/** Giving out codes and tokens, recognising them again, and stopping them. */
import { randomBytes } from 'node:crypto';
import type { Bank } from '../bank.ts';
import type { Client } from '../clients.ts';
import type { JsonObject } from '../http/reply.ts';
import type { AuthorizationRequest } from '../store/authorization.ts';
import type { AccessToken, AuthorizationCode, Binding, Grant, RefreshToken } from '../store/grants.ts';
import { type Jws, parseJws, signatureHolds } from './jws.ts';
import { assemble } from './parts.ts';
import { signFor } from './sign.ts';

/** 256 random bits. @requirement FAPI2-SP-5.4.1-4 */
export function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** As a bank writes a secret that has no rules for its letters. */
const worded = ({ settings }: Bank, text: string): string =>
  settings.madeUp === 'beyond-ascii' ? `${text}\u00e9` : text;

const PREFIX = randomBytes(24).toString('base64url');
let counted = 1_000_000;

/** What a client gets to show again, as the bank's policy has it. @requirement FAPI2-SP-5.4.1-4 RFC6749-10.10-1 */
export function credential(bank: Bank): string {
  const { settings } = bank;
  if (settings.credentials === 'drawn') return secret();
  if (settings.credentials === 'short') return randomBytes(8).toString('base64url');
  counted += 1;
  return settings.credentials === 'counted' ? `${PREFIX}${counted}` : `${PREFIX}${bank.now()}${counted % 1000}`;
}

export function issueCode(bank: Bank, grant: Grant, request: AuthorizationRequest): AuthorizationCode {
  const code: AuthorizationCode = {
    code: bank.settings.codes === 'random' ? worded(bank, credential(bank)) : `${request.challenge}.${secret()}`,
    grant,
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    challengeMethod: request.challengeMethod,
    nonce: request.nonce,
    dpopJkt: request.dpopJkt,
    expiresAt: bank.now() + bank.settings.codeLifetimeSeconds * 1000,
    redeemedAt: null,
  };
  bank.store.codes.set(code.code, code);
  return code;
}

export interface TokenOrder {
  client: Client;
  binding: Binding;
  subject: string;
  scopes: readonly string[];
  authorizationDetails: readonly JsonObject[];
  grant: Grant | null;
}

/** A JWT that says what it is bound to. @requirement FAPI2-SP-5.3.2.1-4 */
export function issueAccessToken(
  bank: Bank,
  order: TokenOrder,
): { jwt: string; token: AccessToken; expiresIn: number } {
  const { client, binding, subject, scopes, authorizationDetails, grant } = order;
  const issuedAt = bank.now();
  const expiresIn = bank.settings.accessTokenLifetimeSeconds;
  const token: AccessToken = {
    jti: randomBytes(16).toString('base64url'),
    clientId: client.id,
    subject,
    scopes,
    authorizationDetails,
    grant,
    issuedAt,
    expiresAt: issuedAt + expiresIn * 1000,
    revokedAt: null,
    binding,
  };
  bank.store.accessTokens.set(token.jti, token);
  const claims = assemble(bank.parts.accessToken, { issuer: bank.issuer, token });
  const { accessTokenAlg } = bank.settings;
  if (bank.settings.credentials !== 'drawn') {
    const handle = credential(bank);
    bank.store.handles.set(handle, token);
    return { jwt: handle, token, expiresIn };
  }
  const jwt = signFor(bank, client, 'at+jwt', claims, accessTokenAlg === 'same' ? null : accessTokenAlg);
  return { jwt, token, expiresIn };
}

/** Opaque and not rotated. @requirement FAPI2-SP-5.3.2.1-9 */
export function issueRefreshToken(bank: Bank, grant: Grant, client: Client, dpopJkt: string | null): RefreshToken {
  const refresh: RefreshToken = {
    token: worded(bank, credential(bank)),
    dpopJkt,
    grant,
    clientId: client.id,
    expiresAt: grant.expiresAt,
    revokedAt: null,
  };
  bank.store.refreshTokens.set(refresh.token, refresh);
  return refresh;
}

/** The access token the bank once issued as this JWT, dead or alive; null for anything else. @requirement FAPI2-SP-5.3.4-3a */
export function recognise(bank: Bank, jwt: string): AccessToken | null {
  const named = bank.store.handles.get(jwt) ?? tokenOfRefresh(bank, jwt);
  if (named) return named;
  const jws = parseJws(jwt);
  if (!jws || jws.claims.iss !== bank.issuer) return null;
  const { accessTokenAlg: forced, accessTokenKinds } = bank.settings;
  const isAccessToken = jws.header.typ === 'at+jwt';
  if (!isAccessToken && accessTokenKinds !== 'id-tokens-too') return null;
  const key = bank.keys.own.find(({ kid, algorithm }) => {
    return (
      (kid === jws.header.kid || jws.header.kid === undefined) &&
      (forced === 'same' ? algorithm : forced).name === jws.header.alg
    );
  });
  if (!key || !signatureHolds(jws, key.publicKey)) return null;
  return isAccessToken ? (bank.store.accessTokens.get(String(jws.claims.jti)) ?? null) : tokenBeside(bank, jws.claims);
}

/** The access token of the same grant; what a bank goes by that takes a refresh token for one. */
function tokenOfRefresh({ settings, store }: Bank, text: string): AccessToken | null {
  const refresh = settings.accessTokenKinds === 'refresh-tokens-too' ? store.refreshTokens.get(text) : undefined;
  return [...store.accessTokens.values()].find(({ grant }) => refresh !== undefined && grant === refresh.grant) ?? null;
}

/** The access token that was given to the same client for the same user; what a bank goes by that takes an ID token for one. */
function tokenBeside({ store }: Bank, { aud, sub }: Jws['claims']): AccessToken | null {
  const tokens = [...store.accessTokens.values()].reverse();
  return tokens.find(({ clientId, subject }) => clientId === aud && subject !== null && subject === sub) ?? null;
}

/** Every token of the grant is dead from now on. */
export function stopGrant(bank: Bank, grant: Grant): void {
  grant.revokedAt ??= bank.now();
}

export function accessTokenLive(bank: Bank, token: AccessToken): boolean {
  return token.expiresAt > bank.now() && token.revokedAt === null && (token.grant?.revokedAt ?? null) === null;
}

export function refreshTokenLive(bank: Bank, refresh: RefreshToken): boolean {
  return refresh.expiresAt > bank.now() && refresh.revokedAt === null && refresh.grant.revokedAt === null;
}
