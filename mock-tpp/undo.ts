/** What a session did to the user at the bank, taken back when it ends. */
import type { Json } from './contract.ts';
import { HookFailed } from './operator/hook-failed.ts';

type Inputs = { [name: string]: Json };

/**
 * Calls each hook once, whatever became of the steps, and forgets it. An operator who refuses is not told of: the next control
 * shows that the user cannot sign in.
 */
export async function undo(
  left: Map<string, Inputs>,
  call: (hook: string, inputs: Inputs) => Promise<unknown>,
): Promise<void> {
  for (const [hook, inputs] of left) {
    try {
      await call(hook, inputs);
    } catch (error) {
      if (!(error instanceof HookFailed)) throw error;
    }
  }
  left.clear();
}
