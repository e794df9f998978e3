/** One HTTP exchange as a part of a page: request and answer as a person reads them, JWTs taken apart, TLS, and a curl command. */
import type { Exchange } from '../../suites/evidence/record.ts';
import { curlCommand } from '../matrix/curl.ts';
import { escapeMarkup as safe } from '../plain-text.ts';
import { type Readable, readableAnswer, readableRequest } from './readable.ts';

const LONGEST_BODY = 6000;
const MOST_HEADERS = 60;

/** `POST https://bank.example/par → HTTP 400`, with all of it folded up inside; open where it decided. */
export function exchangePart(exchange: Exchange, { open }: { open: boolean }): string {
  const { request, response, failure, label, durationMs } = exchange;
  const came = failure === null ? (response === null ? 'no answer' : `HTTP ${response.status}`) : failure.class;
  const bad = failure !== null || (response?.status ?? 0) >= 400;
  return `<details class="exchange"${open ? ' open' : ''}><summary><b>${safe(label)}</b> <code>${safe(request.method)} ${safe(pathOf(request.url), 160)}</code> <span class="mark${bad ? ' refused' : ''}">${safe(came)}</span> <span class="soft">${Math.round(durationMs)} ms</span></summary><div>
<h5>Request</h5>
<pre>${safe(request.method)} ${safe(request.url, 4000)}\n${headers(request.headers)}</pre>
${content(readableRequest(exchange))}
<h5>Answer</h5>
${failure === null ? '' : `<p><b>${safe(failure.class)}</b>: ${safe(failure.message, 600)}</p>`}
${response === null ? '' : `<pre>HTTP ${response.status}\n${headers(response.headers)}</pre>${content(readableAnswer(response))}${response.truncated ? `<p class="soft">The body of ${response.bytes} bytes is cut short.</p>` : ''}`}
${(exchange.signatures ?? []).map(signature).join('')}${tls(exchange)}${curl(exchange)}
</div></details>`;
}

function pathOf(url: string): string {
  try {
    const { pathname, host } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return url.slice(0, 80);
  }
}

const headers = (list: readonly [string, string][]): string =>
  list
    .slice(0, MOST_HEADERS)
    .map(([name, value]) => `${safe(name, 200)}: ${safe(value, 2000)}`)
    .join('\n');

function content({ text, jwts }: Readable): string {
  const body = text === '' ? '' : `<pre>${safe(text, LONGEST_BODY)}</pre>`;
  const read = jwts.map(
    ({ where, header, claims }) =>
      `<p class="soft">The JWT in <code>${safe(where, 100)}</code>, read: its header and claims</p><pre>${safe(header, LONGEST_BODY)}\n${safe(claims, LONGEST_BODY)}</pre>`,
  );
  return `${body}${read.join('')}`;
}

/** What was signed, line by line, so that whoever looks for the difference can compare it with what the other side made of it. */
function signature({ of, label, base, told }: NonNullable<Exchange['signatures']>[number]): string {
  const what = of === 'request' ? 'The request' : 'The answer';
  const lines = base === '' ? '' : `<pre>${safe(base, LONGEST_BODY)}</pre>`;
  return `<p class="soft">${what} is signed (<code>${safe(label, 100)}</code>), ${safe(told, 600)}${lines === '' ? '' : '; its signature base'}</p>${lines}`;
}

function tls({ tls: facts }: Exchange): string {
  if (facts === null) return '';
  const [leaf] = facts.peerChain;
  const told = [
    [facts.version, facts.cipher].filter((part) => part !== null).join(' ') || 'no TLS',
    `connection ${facts.connection}${facts.resumed ? ', resumed' : ''}`,
    leaf ? `server certificate ${leaf.subject}, serial ${leaf.serial}, until ${leaf.notAfter.slice(0, 10)}` : '',
    facts.identity === null
      ? 'no client certificate'
      : `client certificate of ${facts.identity}, sha256 ${facts.clientSha256?.slice(0, 16) ?? ''}…`,
    facts.alert === null ? '' : `alert ${facts.alert}`,
  ];
  return `<p class="soft">TLS: ${told
    .filter((one) => one !== '')
    .map((one) => safe(one, 300))
    .join('; ')}</p>`;
}

/** A page of the bank needs the cookies of that very visit, so that no command can ask for it again. */
function curl(exchange: Exchange): string {
  if (exchange.request.headers.some(([name]) => name.toLowerCase() === 'cookie')) return '';
  return `<details><summary>As a curl command</summary><div><pre>${safe(curlCommand(exchange), LONGEST_BODY)}</pre></div></details>`;
}
