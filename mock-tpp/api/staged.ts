/** What this session asked for when it created a consent, for the order that has to repeat it and the page that has to show it. */
import type { Json } from '../contract.ts';
import type { Memory } from '../memory.ts';

const bySession = new WeakMap<Memory, Map<string, Json>>();

export const remember = (memory: Memory, consent: string, body: Json): void => {
  const staged = bySession.get(memory) ?? new Map<string, Json>();
  bySession.set(memory, staged.set(consent, body));
};

/** The body that created a consent, or null when this session did not. */
export const recall = (memory: Memory, consent: string): Json => bySession.get(memory)?.get(consent) ?? null;
