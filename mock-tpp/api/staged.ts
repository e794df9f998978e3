/** What this session asked for, for the order that has to repeat it and the page that has to show it: by consent, or by token. */
import type { Json } from '../contract.ts';
import type { Memory } from '../memory.ts';
import type { ConsentKind } from './dialect/index.ts';

/** Of a consent: the body that created it; of an access token: the authorization_details that were granted, which are of no kind. */
export interface Staged {
  kind: ConsentKind | null;
  asked: Json;
}

const bySession = new WeakMap<Memory, Map<string, Staged>>();

export const remember = (memory: Memory, consentOrToken: string, staged: Staged): void => {
  const known = bySession.get(memory) ?? new Map<string, Staged>();
  bySession.set(memory, known.set(consentOrToken, staged));
};

/** Null when this session knows nothing of it, or only what is of another kind. */
export const recall = (memory: Memory, consentOrToken: string, kind?: ConsentKind): Json => {
  const known = bySession.get(memory)?.get(consentOrToken);
  if (known === undefined) return null;
  return kind === undefined || known.kind === null || known.kind === kind ? known.asked : null;
};
