/** The user as a person: the address is shown on screen, and the way back is seen on the loopback or typed in. */
import type { TppAgent, TppPerson } from '../contract.ts';
import { HookFailed } from '../operator/hook-failed.ts';
import { landing } from './landing.ts';
import { type Listener, listensAt, openListener } from './redirect-listener.ts';
import { stop } from './stop.ts';
import type { Walk, WalkRequest } from './way.ts';

export interface ManualSurroundings {
  person: TppPerson;
  hosts: readonly string[];
}

type End = Walk['end'];

/** What a person types when the bank shows an error page and sends nobody back. */
const ERROR_PAGE = 'error';

/** Throws HookFailed when nobody answers in time, or a request cannot be opened by hand. */
export const walkByHand = async (
  request: WalkRequest,
  { timeoutMs }: TppAgent,
  around: ManualSurroundings,
): Promise<Walk> => {
  if (request.first.method !== 'GET')
    throw new HookFailed('a request that is posted cannot be opened by hand: its case needs another psu.agent');
  const asked = new AbortController();
  const listener = listensAt(request.redirectUri) ? await openListener(request.redirectUri) : null;
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HookFailed(`nobody answered within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    around.person.tell(invitation(request, listener !== null, timeoutMs));
    const ends = [overdue, typed(request, around, asked.signal, listener)];
    const end = await Promise.race(listener === null ? ends : [...ends, arrived(listener)]);
    return { end, pages: [], sca: null, decided: null, formRedirects: null };
  } finally {
    clearTimeout(timer);
    asked.abort();
    await listener?.close();
  }
};

const WORDS = { approve: 'approve', deny: 'DECLINE' } as const;

const invitation = ({ first, redirectUri, decision }: WalkRequest, listens: boolean, timeoutMs: number): string =>
  [
    '',
    `Open this address in a browser, and ${WORDS[decision]} what is asked:`,
    '',
    `  ${first.url}`,
    '',
    listens
      ? `Waiting ${timeoutMs / 1000} s for the browser to come back to ${redirectUri}.`
      : `Then paste the address that the browser is sent to, which begins with ${redirectUri}, within ${timeoutMs / 1000} s.`,
    `If the bank shows an error page and goes no further, type ${ERROR_PAGE}.`,
    '',
  ].join('\n');

const arrived = async (listener: Listener): Promise<End> => ({ kind: 'callback', callback: await listener.callback });

/** Asks until a line means something. Without any more lines there is only the listener left. */
const typed = async (
  request: WalkRequest,
  { person, hosts }: ManualSurroundings,
  signal: AbortSignal,
  listener: Listener | null,
): Promise<End> => {
  for (;;) {
    const line = await person.line(signal);
    if (line === null) {
      if (listener !== null) return arrived(listener);
      throw new HookFailed('nobody can paste an address, for standard input has ended');
    }
    const answer = line.trim();
    if (answer.toLowerCase() === ERROR_PAGE)
      return stop(['page.error'], 'a person saw an error page of the bank', true);
    const { redirectUri, state, foreignUri } = request;
    const landed = landing(answer, null, { redirectUri, state, foreignUri, hosts });
    if (landed !== null) return landed;
    person.tell(`That is not an address below ${redirectUri}. Paste the whole address, or type ${ERROR_PAGE}.\n`);
  }
};
