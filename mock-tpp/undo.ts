/** What a session did at the bank, taken back when it ends: to the user, and by registering clients. */
import { managing } from './dcr/client-configuration.ts';
import type { HookCall, Memory } from './memory.ts';
import { HookFailed } from './operator/hook-failed.ts';
import type { HttpDraft } from './transport/http.ts';
import { readUrl } from './url.ts';

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

/**
 * Deletes each client that was registered, as the one that registered it and over its own certificate, whatever certificate it was
 * registered with, and forgets it. A bank that refuses is not told of: it keeps a client that nobody uses.
 */
export async function unregister(
  left: Memory['registered'],
  send: (draft: HttpDraft, clientName: string) => Promise<unknown>,
): Promise<void> {
  const all = [...left];
  left.clear();
  for (const [uri, { clientName, token }] of all)
    if (readUrl(uri) !== null) await send(managing('DELETE', uri, token), clientName);
}
