/** Repeats of a POST: the same key and body lead to the same resource, once. */
import { createHash } from 'node:crypto';
import { type Context, present } from '../http/context.ts';
import { check } from '../http/endpoint.ts';
import { Refusal } from '../http/refusal.ts';
import type { Payment } from '../store/payments.ts';

const MAX_KEY_LENGTH = 40;

function badHeader(reason: 'header-missing' | 'header-invalid', description: string): Refusal {
  return new Refusal(400, 'invalid_request', description, { reason });
}

/** Null when the request brings no key. */
function keyOf(context: Context): string | null {
  const sent = context.request.headers['x-idempotency-key'];
  if (typeof sent !== 'string' || sent.trim() === '') return null;
  if (sent.length > MAX_KEY_LENGTH) throw badHeader('header-invalid', 'x-idempotency-key is too long');
  return `${present(context.access, 'the access token').client.id} ${context.request.path} ${sent}`;
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** For dialects in which every order carries a key. */
export const idempotencyKey = check('idempotency-key', (context) => {
  if (keyOf(context) === null) throw badHeader('header-missing', 'x-idempotency-key is needed');
});

/** Notes what the key was used for; the same key for another body is a mistake of the TPP. */
export const idempotencyReplay = check('idempotency-replay', (context) => {
  const earlier = context.bank.store.idempotency.get(keyOf(context) ?? '');
  if (!earlier || earlier.expiresAt <= context.bank.now()) return;
  if (earlier.bodyDigest !== digest(context.request.body) && context.settings.repeatedKey === 'refused') {
    throw badHeader('header-invalid', 'x-idempotency-key was used with another body');
  }
  context.api.replayOf = earlier.resourceId;
});

/** What a repeated order is answered with. A bank that takes its body for a correction has the first payment changed by it. */
export function repeated({ settings }: Context, earlier: Payment, { amount }: Pick<Payment, 'amount'>): Payment {
  if (settings.repeatedKey === 'overwrites') earlier.amount = amount;
  return earlier;
}

/** To be called in one go with what makes the resource. */
export function remember(context: Context, resourceId: string): void {
  const { bank, settings } = context;
  const key = keyOf(context);
  if (key === null) return;
  bank.store.idempotency.set(key, {
    bodyDigest: digest(context.request.body),
    resourceId,
    expiresAt: bank.now() + settings.idempotencySeconds * 1000,
  });
}
