/** Authorization requests between the push and the answer: what was pushed, who is signing in, one-time codes. */
import type { JsonObject } from '../http/reply.ts';
import type { ResponseMode, ResponseType } from '../registration.ts';

/** Parameters of an authorization request, however it was delivered. */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  responseType: ResponseType;
  responseMode: ResponseMode;
  scopes: readonly string[];
  /** Whether they are a default, for the request named none. */
  scopesByDefault: boolean;
  state: string | null;
  nonce: string | null;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  prompt: string | null;
  /** What the ID token has to say of the user, or nobody is signed in. */
  demands: Demands;
  /** The consent it names, lodged before; or null. */
  consentId: string | null;
  /** The dialect of that consent; null when it names none. */
  dialect: string | null;
  /** What it asks for in its own words (RFC 9396), each element with its `type`. */
  authorizationDetails: readonly JsonObject[];
  /** Thumbprint of the key that the code is to be bound to, or null. */
  dpopJkt: string | null;
}

/** Each null where nothing is demanded. */
export interface Demands {
  sub: string | null;
  acr: readonly string[] | null;
}

/** Where an answer goes, as soon as that is certain; the rest of the request may be wrong. */
export type ResponseTarget = Pick<
  AuthorizationRequest,
  'clientId' | 'redirectUri' | 'responseType' | 'responseMode' | 'state'
>;

export interface PushedRequest {
  uri: string;
  request: AuthorizationRequest;
  expiresAt: number;
  /** When an authorization with it came to its end, or null. */
  consumedAt: number | null;
  /** How often the authorization endpoint opened it. */
  loads: number;
}

export type InteractionStage = 'login' | 'otp' | 'consent' | 'dashboard' | 'finished';

/** One PSU's way through login, one-time code and consent, or to the dashboard. */
export interface Interaction {
  id: string;
  /** SHA-256 of the browser's cookie. */
  cookieDigest: string;
  csrf: string;
  stage: InteractionStage;
  /** Null when no application sent the user: it came for its dashboard. */
  request: AuthorizationRequest | null;
  /** Null when the request did not come by PAR. */
  pushed: PushedRequest | null;
  username: string | null;
  /** Wrong codes for the one that was sent. */
  failures: number;
  /** Whether what was typed before the code was right; a bank that judges both together goes on when it was not. */
  passwordRight: boolean;
  /** When the payer last did something here. */
  activeAt: number;
  scaRequired: boolean;
  scaDone: boolean;
  authenticatedAt: number | null;
  expiresAt: number;
}

/** A one-time code as if sent to the PSU's phone. */
export interface OneTimeCode {
  code: string;
  username: string;
  interactionId: string;
  /** What the code was made for: `30.00 EUR to NAME IDENTIFICATION`, or the consent. @requirement RTS-5-1a */
  linkedTo: string;
  createdAt: number;
  expiresAt: number;
  spentAt: number | null;
}

/** An error shown on the error page. */
export interface ShownError {
  id: string;
  code: string;
  description: string;
  expiresAt: number;
}
