/** What the bank shows of its clock: the Date of an answer, or the iat of a token that it has just signed. */
import { Ended } from '../ended.ts';
import { readJws } from '../oauth/jws.ts';
import { get, metadataUrl } from '../oauth/metadata.ts';
import type { ActionContext } from '../step.ts';
import { headerValues } from '../transport/http.ts';

type Asking = Pick<ActionContext, 'browse' | 'bank'>;

/** What each side may round away, and a request may take. */
const SLACK_MS = 5000;

/** The Date of the answer to a plain request, in milliseconds since 1970; null when there is none. */
export async function dateOf({ browse, bank }: Asking): Promise<number | null> {
  const exchange = await browse(get(metadataUrl(bank.issuer, 'openid'), 'clock of the bank'));
  const told = exchange.response ? Date.parse(headerValues(exchange, 'date')[0] ?? '') : Number.NaN;
  return Number.isNaN(told) ? null : told;
}

/** When a token for the client itself was signed, in milliseconds since 1970; null where no such token can be had or read. */
async function signedAt({ bank, inner }: Pick<ActionContext, 'bank' | 'inner'>): Promise<number | null> {
  const scope = bank.scopes.accounts_app;
  if (scope === undefined) return null;
  const outputs = await inner('oauth.client_credentials', { scope }).then(
    (result) => result.outputs,
    // A bank whose clock stands still takes an assertion of our new time for one of the future.
    (error: unknown) => {
      if (error instanceof Ended) return { access_token: null };
      throw error;
    },
  );
  const iat = typeof outputs.access_token === 'string' ? readJws(outputs.access_token)?.payload.iat : null;
  return typeof iat === 'number' ? iat * 1000 : null;
}

/**
 * Whether the bank's clock was moved, as far as the bank shows it: an operator's word alone is no evidence. The Date
 * is asked first; where a front end writes it, or none is sent, a token that the bank signs has to tell.
 * @param before the bank's Date before the move, and when that was by our clock
 * @returns what showed it, or what did not
 */
export async function movedBy(
  context: Pick<ActionContext, 'browse' | 'bank' | 'inner' | 'around'>,
  milliseconds: number,
  before: { date: number | null; now: number },
): Promise<{ moved: boolean; detail: string }> {
  const { around } = context;
  const date = await dateOf(context);
  const elapsed = around.now() - before.now;
  const byDate = date === null || before.date === null ? null : date - before.date;
  if (byDate !== null && Math.abs(byDate - elapsed) <= SLACK_MS)
    return { moved: true, detail: 'its Date header shows it' };
  const iat = await signedAt(context);
  // Against our own clock, which may be some seconds off, and half of the way is more than that.
  if (iat !== null && Math.abs(iat - around.now()) <= Math.max(SLACK_MS, milliseconds / 2))
    return { moved: true, detail: 'a token that it has just signed shows it' };
  const seconds = byDate === null ? null : Math.round(byDate / 1000);
  return {
    moved: false,
    detail: [
      `the hook clock.advance answered, but the bank does not show that its clock was moved by ${milliseconds / 1000} s`,
      seconds === null ? 'it sends no Date header' : `its Date header moved by ${seconds} s`,
      iat === null
        ? 'and no token that it has just signed could be read'
        : 'and the iat of a token that it has just signed is of another time',
    ].join('; '),
  };
}
