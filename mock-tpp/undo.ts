/** What a session did at the bank, taken back when it ends: to the user, and by registering clients. */
import type { TppExchange } from './contract.ts';
import { managing } from './dcr/client-configuration.ts';
import type { HookCall, Memory } from './memory.ts';
import { HookFailed } from './operator/hook-failed.ts';
import { said } from './said.ts';
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

/** The one answer by which a client is deleted. @requirement RFC7592-2.3-1 */
const DELETED = 204;

const stays = (uri: string, why: string): string => `The client registered at ${said(uri)} may still be there: ${why}.`;

/**
 * Deletes each client that was registered, as the one that registered it and over its own certificate, whatever certificate it was
 * registered with, and forgets it. Whatever the bank does not delete is told in `staying`, and so is what is still under way.
 */
export async function unregister(
  { registered, staying }: Pick<Memory, 'registered' | 'staying'>,
  send: (draft: HttpDraft, clientName: string) => Promise<TppExchange>,
): Promise<void> {
  const all = [...registered];
  registered.clear();
  for (const [uri] of all) staying.set(uri, stays(uri, 'the session ended before its deletion was answered'));
  for (const [uri, { clientName, token }] of all) {
    const why =
      readUrl(uri) === null ? 'this is no URL' : await refusal(() => send(managing('DELETE', uri, token), clientName));
    if (why === null) staying.delete(uri);
    else staying.set(uri, stays(uri, why));
  }
}

/** Why a deletion is not known to have been done; null when it was. */
async function refusal(send: () => Promise<TppExchange>): Promise<string | null> {
  try {
    const { response, failure } = await send();
    if (failure !== null || response === null)
      return `its deletion was not answered (${failure?.message ?? 'no answer'})`;
    return response.status === DELETED
      ? null
      : `its deletion was answered with HTTP ${response.status}, not ${DELETED}`;
  } catch (error) {
    if (error instanceof HookFailed) return `it could not be deleted (${error.message})`;
    throw error;
  }
}
