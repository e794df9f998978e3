/** Calls an operator hook of the target file: one HTTP request to the bank's operator, outside the public API. */

import type { Json, TppExchange, TppHook } from '../contract.ts';
import { UnknownPlaceholder } from '../placeholder.ts';
import type { HttpDraft } from '../transport/http.ts';
import { readUrl } from '../url.ts';
import { fillJson, fillUrl, memberAt } from './template.ts';

export interface HookWire {
  /** Without a client certificate and past the target's host list; never throws. */
  send(draft: HttpDraft): Promise<TppExchange>;
}

/** The operator did not do what the hook asks for: the bank is not to blame, and the case cannot be judged. */
export class HookFailed extends Error {}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Gives the outputs the hook declares; throws HookFailed. */
export const callHook = async (
  hook: TppHook,
  inputs: { [name: string]: Json },
  wire: HookWire,
): Promise<{ [name: string]: Json }> => {
  const exchange = await wire.send(draftOf(hook, inputs));
  const { response, failure } = exchange;
  const where = plainUrl(exchange.request.url);
  if (failure !== null || response === null)
    throw new HookFailed(`${where} gave no answer: ${failure?.message ?? 'nothing came'}`);
  if (response.status < 200 || response.status > 299) {
    throw new HookFailed(`${where} answered ${response.status} ${(response.body ?? '').slice(0, 200)}`.trim());
  }
  const names = Object.entries(hook.outputs);
  if (names.length === 0) return {};
  const body = parse(response.body ?? '', where);
  return Object.fromEntries(names.map(([name, path]) => [name, outputAt(body, path, where)]));
};

const draftOf = (hook: TppHook, inputs: { [name: string]: Json }): HttpDraft => {
  try {
    const url = fillUrl(hook.url, inputs);
    if (!reachable(url)) throw new HookFailed(`${plainUrl(url)} is neither https nor on the loopback`);
    const body = hook.json === null ? null : JSON.stringify(fillJson(hook.json, inputs));
    const own = Object.entries(hook.headers);
    const names = new Set(own.map(([name]) => name.toLowerCase()));
    const headers: [string, string][] = names.has('accept') ? [...own] : [['accept', 'application/json'], ...own];
    if (body !== null && !names.has('content-type')) headers.push(['content-type', 'application/json']);
    return { method: hook.method, url, headers, body, label: 'operator' };
  } catch (error) {
    throw error instanceof UnknownPlaceholder
      ? new HookFailed(`the hook ${plainUrl(hook.url)}: ${error.message}`)
      : error;
  }
};

const reachable = (address: string): boolean => {
  const url = readUrl(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
};

const parse = (text: string, where: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new HookFailed(`${where} answered with something that is not JSON`);
  }
};

const outputAt = (body: Json, path: string, where: string): Json => {
  const value = memberAt(body, path);
  if (value === undefined || value === null) throw new HookFailed(`${where} answered without the member ${path}`);
  return value;
};

const plainUrl = (address: string): string => address.split(/[?#]/u)[0] ?? '';
