/** The user as a program of the bank's own: it is given the authorization address, and prints the address that it was sent back to. */
import type { TppAgent } from '../contract.ts';
import type { Program } from '../operator/command.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { fillArgument } from '../operator/template.ts';
import { said } from '../said.ts';
import type { Callback } from './callback.ts';
import type { Psu } from './fill.ts';
import { landing } from './landing.ts';
import { stop } from './stop.ts';
import type { Walk, WalkRequest } from './way.ts';

export interface CommandSurroundings {
  psu: Psu | null;
  hosts: readonly string[];
  /** What the program writes to its standard output. Throws HookFailed. */
  run(program: Program, timeoutMs: number): Promise<string>;
}

/** What a program says in place of an address when the bank shows an error page and sends nobody back. */
const ERROR_PAGE = 'error-page';
const LONGEST_ADDRESS = 100_000;

/**
 * Has the program play the user. Its arguments may hold `${address}`, `${decision}`, `${redirect_uri}` and `${username}`;
 * the same, and what is not for a list of processes, are variables: `ASSAY_INPUT_ADDRESS`, `_METHOD`, `_BODY`, `_PASSWORD`.
 * The first line that it prints is the address, the second one the form that was posted there, if one was.
 * Throws HookFailed for a program that fails.
 */
export const walkByCommand = async (
  request: WalkRequest,
  agent: TppAgent & { kind: 'command' },
  around: CommandSurroundings,
): Promise<Walk> => {
  const told = await printed(request, agent, around).catch((error: unknown) => {
    throw error instanceof HookFailed ? new HookFailed(withoutQueries(error.message)) : error;
  });
  const lines = told.split(/\r?\n/u).map((line) => line.trim());
  const [address = '', body = ''] = lines.filter((line) => line !== '');
  return { end: endOf(address, body, request, around), pages: [], sca: null, decided: null, formRedirects: null };
};

const printed = (
  { first, redirectUri, decision }: WalkRequest,
  { argv, folder, timeoutMs }: TppAgent & { kind: 'command' },
  { psu, run }: CommandSurroundings,
): Promise<string> => {
  const open = { address: first.url, decision, redirect_uri: redirectUri, username: psu?.username ?? '' };
  const variables = { ...open, method: first.method, body: first.body ?? '', password: psu?.password ?? '' };
  const named = Object.entries(variables).map(([name, value]) => [`ASSAY_INPUT_${name.toUpperCase()}`, value]);
  return run(
    { argv: argv.map((argument) => fillArgument(argument, open)), folder, variables: Object.fromEntries(named) },
    timeoutMs,
  );
};

const endOf = (address: string, body: string, request: WalkRequest, around: CommandSurroundings): Walk['end'] => {
  if (address === ERROR_PAGE || address.startsWith(`${ERROR_PAGE} `))
    return stop(
      ['page.error'],
      `the command saw an error page of the bank: ${said(address.slice(ERROR_PAGE.length).trim())}`,
      true,
    );
  const { redirectUri, state, foreignUri } = request;
  const landed =
    address.length > LONGEST_ADDRESS
      ? null
      : landing(address, null, { redirectUri, state, foreignUri, hosts: around.hosts });
  if (landed === null)
    return stop(
      ['malformed'],
      address === ''
        ? 'the command printed no address'
        : `the command printed something that is neither the redirect_uri nor ${ERROR_PAGE}: ${said(withoutQueries(address), 100)}`,
    );
  return landed.kind === 'callback' && body !== '' ? posted(landed.callback, body) : landed;
};

const posted = (callback: Callback, body: string): Walk['end'] => ({
  kind: 'callback',
  callback: { ...callback, carrier: 'form_post', params: [...new URLSearchParams(body)] },
});

/** What a program complains of may hold the address that it came to, and with it a code. */
const withoutQueries = (text: string): string => text.replace(/[?#]\S*/gu, '');
