/** Payments the bank took in, and answers remembered for a repeated idempotency key. */

export type PaymentStatus = 'AcceptedSettlementCompleted' | 'Rejected';

export interface Payment {
  id: string;
  consentId: string;
  clientId: string;
  username: string;
  status: PaymentStatus;
  createdAt: number;
  amount: { minor: number; currency: string };
  creditorIdentification: string;
  initiation: unknown;
}

export interface IdempotentAnswer {
  /** Digest of the body that came with the key. */
  bodyDigest: string;
  /** What was made at the first time. */
  resourceId: string;
  expiresAt: number;
}
