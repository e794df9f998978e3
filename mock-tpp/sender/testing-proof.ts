/** Reads the DPoP proof of a captured request; for tests only. */
import {
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { Json } from '../contract.ts';
import { readJws } from '../oauth/jws.ts';
import { type Asked, NOW } from '../testing-issuer.ts';

export const headerOf = (asked: Asked | undefined, name: string): string | undefined =>
  asked?.headers.find(([key]) => key === name)?.[1];

interface Proof {
  header: JWTHeaderParameters;
  claims: JWTPayload;
  jkt: string;
}

/** Verified by a library that did not sign it, with the key that the proof itself shows. */
export const proofIn = async (asked: Asked | undefined): Promise<Proof> => {
  const { payload, protectedHeader } = await jwtVerify(headerOf(asked, 'dpop') ?? '', EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(NOW),
  });
  return { header: protectedHeader, claims: payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
};

/** Unverified: what a proof says that may be wrong on purpose. */
export const claimsOf = (asked: Asked | undefined): { [claim: string]: Json } =>
  readJws(headerOf(asked, 'dpop') ?? '')?.payload ?? {};
