/** What a session did to the user at the bank, taken back when it ends. */
import type { HookCall } from './memory.ts';
import { HookFailed } from './operator/hook-failed.ts';

/**
 * Calls each hook once, whatever became of the steps, and forgets it. An operator who refuses is not told of: the next control
 * shows that the user cannot sign in.
 */
export async function undo(
  left: Map<string, HookCall>,
  call: (hook: string, inputs: HookCall['inputs']) => Promise<unknown>,
): Promise<void> {
  for (const { hook, inputs } of left.values()) {
    try {
      await call(hook, inputs);
    } catch (error) {
      if (!(error instanceof HookFailed)) throw error;
    }
  }
  left.clear();
}
