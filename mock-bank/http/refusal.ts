/** A request turned away: what a check throws, and what a renderer makes an answer of. */

/** Which rule turned the request away; renderers choose status and form by it. */
export type RefusalKind = 'request' | 'client' | 'certificate' | 'token' | 'scope';

export interface RefusalDetail {
  kind?: RefusalKind;
  headers?: readonly (readonly [string, string])[];
  /** What exactly is wrong, for an API that has a better word for it than the OAuth error. */
  reason?: string;
}

export class Refusal extends Error {
  readonly status: number;
  /** OAuth error code. */
  readonly code: string;
  readonly kind: RefusalKind;
  readonly headers: readonly (readonly [string, string])[];
  readonly reason: string | null;

  constructor(status: number, code: string, description: string, detail: RefusalDetail = {}) {
    super(description);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.kind = detail.kind ?? 'request';
    this.headers = detail.headers ?? [];
    this.reason = detail.reason ?? null;
  }
}

export function invalidRequest(description: string): Refusal {
  return new Refusal(400, 'invalid_request', description);
}

export function invalidGrant(description: string): Refusal {
  return new Refusal(400, 'invalid_grant', description);
}

/** Client authentication failed. The renderer applies the bank's status for it. */
export function invalidClient(description: string): Refusal {
  return new Refusal(401, 'invalid_client', description, { kind: 'client' });
}

/** The access token does not open this resource. */
export function invalidToken(description: string, reason?: string): Refusal {
  return new Refusal(401, 'invalid_token', description, { kind: 'token', ...(reason === undefined ? {} : { reason }) });
}

/** The token is good, but not for this. */
export function insufficientScope(description: string): Refusal {
  return new Refusal(403, 'insufficient_scope', description, { kind: 'scope' });
}
