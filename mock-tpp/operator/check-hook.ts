/** Tries an operator hook without doing what it does: by the check that it declares, or else as far as its address or program shows. */
import type { HookCheck, TppHook } from '../contract.ts';
import { readUrl } from '../url.ts';
import { mayBeAsked, nameOf } from './call-name.ts';
import { programIsThere } from './command.ts';
import { HookFailed } from './hook-failed.ts';
import { callHook, type HookWire } from './hooks.ts';

/** Where programs are looked for. */
interface Around {
  path: string;
}

/** Never throws for what the operator does. */
export const checkHook = async (hook: TppHook, wire: HookWire, around: Around): Promise<HookCheck> => {
  const { call, check } = hook;
  const tried = check !== null ? 'check' : call.kind === 'http' ? 'address' : 'program';
  try {
    return { tried, ok: true, detail: await tryHook(hook, wire, around) };
  } catch (error) {
    if (error instanceof HookFailed) return { tried, ok: false, detail: error.message };
    throw error;
  }
};

async function tryHook(hook: TppHook, wire: HookWire, { path }: Around): Promise<string> {
  const { call, check, token } = hook;
  if (check !== null) {
    await callHook({ ...hook, call: check, outputs: {} }, {}, wire);
    return `its check was answered by ${nameOf(check)}`;
  }
  if (call.kind === 'command') {
    if (!programIsThere(call.argv, path))
      throw new HookFailed(`${nameOf(call)} cannot be started: there is no such program`);
    return `${nameOf(call)} is there, and was not started`;
  }
  if (token !== null) await wire.token(token, null);
  const origin = readUrl(call.url)?.origin ?? '';
  // Asking for the headers of a server's root does nothing anywhere. @source RFC 9110, section 9.3.2
  if (!mayBeAsked(origin)) throw new HookFailed(`${nameOf(call)} is neither https nor on the loopback`);
  const head = { method: 'HEAD', url: `${origin}/`, headers: [], body: null, label: 'operator' };
  const { response, failure } = await wire.send(head, hook.timeoutMs);
  if (response === null) throw new HookFailed(`${origin} gave no answer: ${failure?.message ?? 'nothing came'}`);
  return `${origin} answers${token === null ? '' : `, and the token ${token} could be had`}`;
}
