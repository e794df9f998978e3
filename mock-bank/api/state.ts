/** What checks of every dialect find out about one request to the API. */

export interface ApiState {
  /** Resource made earlier under the same idempotency key and body. */
  replayOf: string | null;
}

declare module '../http/context.ts' {
  interface DomainStates {
    api: ApiState;
  }
}

export function newApiState(): ApiState {
  return { replayOf: null };
}
