/** What the process of a run and the one that drives the browser tell each other. */
import type { Tab, TabAnswer, TabRequest, TabWishes } from './tab.ts';

/** What a tab is asked over there: what is offered here, and to begin with and in between. */
export interface RemoteCalls extends Tab {
  open(wishes: TabWishes): Promise<void>;
  fulfill(route: number, answer: TabAnswer): Promise<void>;
  abort(route: number, why: 'blockedbyclient' | 'failed'): Promise<void>;
}

/** Each has one answer, of its id; they may overtake each other. */
export type Order = {
  [Call in keyof RemoteCalls]: { id: number; tab: number; call: Call; given: Parameters<RemoteCalls[Call]> };
}[keyof RemoteCalls];

export type Answer = { id: number } & ({ value: unknown } | { failed: string; noBrowser: boolean });

/** What happens in a tab. It is told before the answer to whatever brought it about. */
export type Happening =
  | { tells: 'request'; route: number; request: TabRequest }
  | { tells: 'popup' | 'closed' | 'crashed' };

export type Told = { tab: number } & Happening;
