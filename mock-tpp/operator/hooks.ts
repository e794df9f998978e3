/** Calls an operator hook of the target file: a request to the bank's operator outside the public API, or a program of the operator's. */
import type { Json, TppExchange, TppHook, TppOperatorCall } from '../contract.ts';
import { UnknownPlaceholder } from '../placeholder.ts';
import { said } from '../said.ts';
import type { HttpDraft } from '../transport/http.ts';
import { mayBeAsked, nameOf, plainUrl } from './call-name.ts';
import type { Program } from './command.ts';
import { HookFailed } from './hook-failed.ts';
import { asText, fillArgument, fillJson, fillUrl, memberAt } from './template.ts';

type Values = { [name: string]: Json };

export interface HookWire {
  /** Without a client certificate and past the target's host list; never throws. Null for the longest time of any request. */
  send(draft: HttpDraft, timeoutMs: number | null): Promise<TppExchange>;
  /** An access token by its name in the target file, and not `refused`, which was not taken. Throws HookFailed. */
  token(name: string, refused: string | null): Promise<string>;
  /** What the program writes to its standard output. Throws HookFailed. */
  run(program: Program, timeoutMs: number | null): Promise<string>;
}

/** Gives the outputs the hook declares; throws HookFailed. */
export const callHook = async (hook: TppHook, inputs: Values, wire: HookWire): Promise<Values> => {
  const { text, where } = await answered(hook, inputs, wire);
  const names = Object.entries(hook.outputs);
  if (names.length === 0) return {};
  const body = parse(text, where);
  return Object.fromEntries(names.map(([name, path]) => [name, outputAt(body, path, where)]));
};

interface Answer {
  text: string;
  /** Who answered, for a message. */
  where: string;
}

const answered = async (hook: TppHook, inputs: Values, wire: HookWire): Promise<Answer> => {
  const { call } = hook;
  if (call.kind === 'http') return overHttp(draftOf(call, hook.headers, inputs), hook, wire);
  const program = filled(nameOf(call), () => ({
    argv: call.argv.map((argument) => fillArgument(argument, inputs)),
    folder: call.folder,
    variables: variablesOf(inputs),
  }));
  return { text: await wire.run(program, hook.timeoutMs), where: nameOf(call) };
};

/** A token that is refused may have run out, or died with the clock that was moved: another one is asked for once. */
const overHttp = async (draft: HttpDraft, { token, timeoutMs }: TppHook, wire: HookWire): Promise<Answer> => {
  const send = (bearer: string | null): Promise<TppExchange> =>
    wire.send(
      bearer === null ? draft : { ...draft, headers: [...draft.headers, ['authorization', `Bearer ${bearer}`]] },
      timeoutMs,
    );
  const first = token === null ? null : await wire.token(token, null);
  let exchange = await send(first);
  if (token !== null && exchange.response?.status === 401) exchange = await send(await wire.token(token, first));
  const { response, failure } = exchange;
  const where = plainUrl(exchange.request.url);
  if (failure !== null || response === null)
    throw new HookFailed(`${where} gave no answer: ${failure?.message ?? 'nothing came'}`);
  const { status, body } = response;
  if (status < 200 || status > 299)
    throw new HookFailed(`${where} answered ${status}${body ? ` ${said(body.trim())}` : ''}`);
  return { text: body ?? '', where };
};

const draftOf = (
  call: TppOperatorCall & { kind: 'http' },
  sent: { [name: string]: string },
  inputs: Values,
): HttpDraft => {
  const { method, json } = call;
  const { url, body } = filled(nameOf(call), () => ({
    url: fillUrl(call.url, inputs),
    body: json === null ? null : JSON.stringify(fillJson(json, inputs)),
  }));
  if (!mayBeAsked(url)) throw new HookFailed(`${plainUrl(url)} is neither https nor on the loopback`);
  const own = Object.entries(sent);
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  const headers: [string, string][] = names.has('accept') ? [...own] : [['accept', 'application/json'], ...own];
  if (body !== null && !names.has('content-type')) headers.push(['content-type', 'application/json']);
  return { method, url, headers, body, label: 'operator' };
};

/** As the environment variables of a program: `seconds` is `ASSAY_INPUT_SECONDS`. */
const variablesOf = (inputs: Values): { [name: string]: string } =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`ASSAY_INPUT_${name.toUpperCase()}`, asText(value)]),
  );

const filled = <T>(name: string, fill: () => T): T => {
  try {
    return fill();
  } catch (error) {
    throw error instanceof UnknownPlaceholder ? new HookFailed(`the hook ${name}: ${error.message}`) : error;
  }
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
