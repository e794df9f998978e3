/** What oidc-provider remembers, in memory: one store a bank, so that no bank of a test knows another's codes. */

interface Stored {
  [member: string]: unknown;
  uid?: string;
  grantId?: string;
  consumed?: number;
}

/** The interface that oidc-provider wants of a storage; it checks by itself when something has ended. */
export interface Storage {
  upsert(id: string, payload: Stored): Promise<void>;
  find(id: string): Promise<Stored | undefined>;
  findByUid(uid: string): Promise<Stored | undefined>;
  consume(id: string): Promise<void>;
  destroy(id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
}

/** Gives a storage for each kind of thing; `now` in seconds. */
export function newStorage(now: () => number): (kind: string) => Storage {
  const all = new Map<string, Stored>();
  return (kind) => ({
    upsert: async (id, payload) => void all.set(`${kind}:${id}`, payload),
    find: async (id) => all.get(`${kind}:${id}`),
    findByUid: async (uid) => [...all].find(([key, one]) => key.startsWith(`${kind}:`) && one.uid === uid)?.[1],
    consume: async (id) => {
      const one = all.get(`${kind}:${id}`);
      if (one) one.consumed = now();
    },
    destroy: async (id) => void all.delete(`${kind}:${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, one] of all) if (one.grantId === grantId) all.delete(key);
    },
  });
}
