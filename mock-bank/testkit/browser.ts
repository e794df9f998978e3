/** A PSU at a browser for the bank's own tests: follows redirects, keeps cookies, fills the bank's forms. */
import type { Agent } from 'node:https';
import type { OpenBank } from '../open.ts';
import { type Answer, ask, formText, POST_FORM } from './https.ts';

export interface Browsing {
  decision?: 'approve' | 'deny';
  /** Fills a form differently before it is sent. */
  fill?: (path: string, form: Record<string, string>) => Record<string, string>;
  /** Takes a form with its headers instead of the bank, and the walk ends at its page. */
  keep?: (path: string, sent: { headers: Record<string, string>; form: Record<string, string> }) => boolean;
  /** Is told of every page shown. */
  see?: (path: string, html: string) => void;
  /** Is told of the answer to every form. */
  answered?: (path: string, answer: Answer) => void;
  /** Is told of the redirect that leaves the bank, or leads to its error page. */
  back?: (answer: Answer) => void;
  user?: string;
}

/** Goes on from an answer of the bank to the redirect back to the client, or to the page where it ends. */
export async function walk(
  opened: OpenBank,
  agent: Agent,
  from: Answer,
  {
    decision = 'approve',
    user = 'psu-1',
    fill = (_, form) => form,
    keep = () => false,
    see = () => undefined,
    answered = () => undefined,
    back: told = () => undefined,
  }: Browsing = {},
): Promise<URL> {
  const { issuer } = opened.ready;
  const cookies = new Map<string, string>();
  let answer = from;
  let page = '';
  for (let hop = 0; hop < 10; hop += 1) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const back = sentByForm(answer);
    if (back) return back;
    // A form that was not accepted is shown again in the answer to it.
    const next = new URL(answer.status === 200 ? page : (answer.headers.location ?? ''), issuer);
    page = next.href;
    if (next.origin !== issuer || next.pathname === '/error') {
      told(answer);
      return next;
    }
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const shown = await ask(agent, next.href, { headers: { cookie } });
    see(next.pathname, shown.text);
    const form = fill(next.pathname, { ...hidden(shown.text), ...entered(opened, next.pathname, decision, user) });
    const headers = { ...POST_FORM, cookie };
    if (keep(next.pathname, { headers, form })) return next;
    answer = await ask(agent, issuer + next.pathname, { method: 'POST', headers, body: formText(form) });
    answered(next.pathname, answer);
  }
  throw new Error('the bank redirects without end');
}

/** A response that a form brings to the client: its address, with the fields as if they stood in the query. */
function sentByForm({ status, text }: Answer): URL | null {
  const action = /<form method="post" action="(https:[^"]+)">/.exec(text)?.[1];
  if (status !== 200 || action === undefined) return null;
  const back = new URL(unescaped(action));
  for (const [name, value] of Object.entries(hidden(text))) back.searchParams.append(name, value);
  return back;
}

function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

function hidden(html: string): Record<string, string> {
  const found = html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function entered({ bank }: OpenBank, path: string, decision: string, user: string): Record<string, string> {
  const fields: Record<string, Record<string, string>> = {
    '/login': { username: user, password: bank.users.get(user)?.password ?? '' },
    '/otp': { otp: bank.store.oneTimeCodes.latestUnspent(user)?.code ?? '' },
    '/consent': { decision },
  };
  return fields[path] ?? {};
}
