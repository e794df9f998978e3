/** What this session asked for, for the order that has to repeat it and the page that has to show it: by consent, or by token. */
import type { Json } from '../contract.ts';
import type { Memory } from '../memory.ts';

const bySession = new WeakMap<Memory, Map<string, Json>>();

/** Of a consent: the body that created it; of an access token: the authorization_details that were granted. */
export const remember = (memory: Memory, consentOrToken: string, asked: Json): void => {
  const staged = bySession.get(memory) ?? new Map<string, Json>();
  bySession.set(memory, staged.set(consentOrToken, asked));
};

/** Null when this session knows nothing of it. */
export const recall = (memory: Memory, consentOrToken: string): Json =>
  bySession.get(memory)?.get(consentOrToken) ?? null;
