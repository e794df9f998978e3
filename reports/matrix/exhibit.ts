/** What to show of a case to whoever has to mend it: the request that decided, what the bank answered, and a command to try it again. */
import type { CaseTrace, Exchange, JudgedCase } from '../../suites/evidence/record.ts';
import { needsAttention } from '../attention.ts';
import { plainText } from '../plain-text.ts';
import { curlCommand } from './curl.ts';

export interface Exhibit {
  /** Step of the case, or of a control. */
  step: string;
  /** `POST https://bank.example/par`. */
  request: string;
  /** `HTTP 400 invalid_request: the redirect_uri is not registered`, or what became of the connection. */
  answer: string;
  /** The body of the answer, cut short; null when there is none. */
  body: string | null;
  /** Null for a page of the bank: without the cookies of that very visit it answers something else. */
  curl: string | null;
}

const LONGEST_BODY = 1500;

/**
 * The exchange of the step that was changed, then that of the step that decided: an attack is often sent in one and told
 * in the other. Empty when the case needs nobody's attention or nothing was sent.
 */
export function exhibits(judged: JudgedCase, trace: CaseTrace): Exhibit[] {
  const { decidedAt } = judged;
  if (!needsAttention(judged) || decidedAt === null) return [];
  const attempt = trace.attempts.findLast(({ role }) => role === decidedAt.role);
  const names = decidedAt.role === 'case' ? [trace.target, decidedAt.step] : [decidedAt.step];
  return [...new Set(names)].flatMap((name) => {
    const exchange = attempt?.steps.find(({ id }) => id === name)?.exchanges.at(-1);
    return exchange ? [exhibit(name, exchange)] : [];
  });
}

function exhibit(step: string, exchange: Exchange): Exhibit {
  const { request, response } = exchange;
  return {
    step,
    request: `${request.method} ${request.url}`,
    answer: answer(exchange),
    body: response?.body ? plainText(response.body, LONGEST_BODY) : null,
    curl: request.headers.some(([name]) => name.toLowerCase() === 'cookie') ? null : curlCommand(exchange),
  };
}

function answer({ response, failure }: Exchange): string {
  if (failure !== null) return `${failure.class}: ${failure.message}`;
  if (response === null) return 'no answer';
  const { error, error_description: description } = told(response.body);
  const words = [error, description].filter((one) => typeof one === 'string').join(': ');
  const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const sent = location === undefined ? '' : `, to ${location}`;
  return `HTTP ${response.status}${words === '' ? '' : ` ${words}`}${sent}`;
}

/** The members of an OAuth error; nothing when the body is no JSON object. */
function told(body: string | null): { error?: unknown; error_description?: unknown } {
  if (body === null || !/^\s*\{/.test(body)) return {};
  try {
    return Object(JSON.parse(body)) as object;
  } catch {
    return {};
  }
}
