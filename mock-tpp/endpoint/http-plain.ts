/** The step http.plain: asks an endpoint without TLS what it was just asked over TLS, and compares the answers. */
import { okOutcome } from '../answer.ts';
import type { Json, TppExchange } from '../contract.ts';
import { isObject, readJson } from '../json.ts';
import type { StepContext, StepDefinition, StepResult } from '../step.ts';
import { outcomeOfFailure } from '../transport/failure.ts';
import { exchangeBytes } from '../transport/raw.ts';
import { readUrl } from '../url.ts';
import { ENDPOINT_PLACE, endpointAddress, endpointInput, endpointName } from './endpoint-address.ts';

export const httpPlain: StepDefinition = {
  name: 'http.plain',
  summary: 'Asks an endpoint for nothing in particular, over TLS and then without it at the same host and port.',
  proofPlace: ENDPOINT_PLACE,
  inputs: { endpoint: endpointInput },
  outputs: {},
  facts: {
    'plain.served': 'whether the answer without TLS is the one that TLS brings; a redirect to https is none',
    'plain.status': 'HTTP status of the answer without TLS; null when none came',
  },
  parts: [],
  codes: [],
  artefacts: [],
  needs: [],
  requests: 2,
  run,
};

const ACCEPT = '*/*';

/** Nothing that could be secret is sent: an address of the metadata, and no parameters. @requirement FAPI2-SP-5.2.1-1 */
async function run(context: StepContext): Promise<StepResult> {
  const { bank } = context;
  const url = new URL(await endpointAddress(context));
  const path = `${url.pathname}${url.search}`;
  const asBrowser = ['metadata', 'authorization'].includes(endpointName(context));
  const safe = await (asBrowser ? context.browse : context.send)({
    method: 'GET',
    url: url.href,
    headers: [['accept', ACCEPT]],
    body: null,
    label: `over TLS ${url.pathname.slice(0, 60)}`,
  });
  if (safe.response === null) return { outcome: outcomeOfFailure(safe.failure ?? NO_ANSWER, safe.tls?.alert ?? null) };
  const request = `GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\naccept: ${ACCEPT}\r\naccept-encoding: identity\r\nconnection: close\r\n\r\n`;
  const { bytes, failure } = await exchangeBytes(url.href, { bytes: Buffer.from(request), enough: () => false }, bank);
  if (failure !== null && failure.class !== 'tls-closed') return { outcome: outcomeOfFailure(failure, null) };
  const plain = readAnswer(bytes);
  const status = plain?.status ?? null;
  return {
    outcome: okOutcome(status === null ? 'without TLS there was no answer of HTTP' : `without TLS HTTP ${status}`),
    facts: { 'plain.served': plain !== null && served(plain, safe, url), 'plain.status': status },
  };
}

const NO_ANSWER = { class: 'malformed', message: 'no answer' } as const;

export interface Answer {
  status: number;
  headers: [string, string][];
  body: string;
}

/** An answer of HTTP/1; null for anything else, such as an alert of TLS. */
export function readAnswer(bytes: Buffer): Answer | null {
  const [head = '', ...rest] = bytes.toString('latin1').split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
  if (status === undefined) return null;
  const headers = lines.map((line): [string, string] => {
    const mark = line.indexOf(':');
    return [line.slice(0, Math.max(mark, 0)).toLowerCase(), line.slice(mark + 1).trim()];
  });
  return { status: Number(status), headers, body: rest.join('\r\n\r\n') };
}

/** Status and what the answer is about are the same: a front end that only says "use https" has words of its own. */
export function served(plain: Answer, { response }: Pick<TppExchange, 'response'>, url: URL): boolean {
  if (response === null || plain.status !== response.status) return false;
  const before = headerIn(response.headers, 'location');
  const location = headerIn(plain.headers, 'location');
  if (location !== null || before !== null) {
    const [here, there] = [location, before].map((to) => readUrl(to ?? '', `http://${url.host}`));
    return here?.protocol === 'http:' && here.pathname === there?.pathname;
  }
  const challenge = headerIn(response.headers, 'www-authenticate');
  if (challenge !== null && challenge === headerIn(plain.headers, 'www-authenticate')) return true;
  const json = readJson(response.body ?? '');
  const secure = 'value' in json ? json.value : null;
  if (!isObject(secure)) return plain.body === response.body && plain.body !== '';
  return JSON.stringify(told(secure)) === JSON.stringify(told(inText(plain.body)));
}

/** What of a document says that it is the endpoint's: its error, or the names of its members. */
const told = (document: Json): Json =>
  isObject(document) && document.error !== undefined
    ? [document.error, document.error_description ?? null]
    : isObject(document)
      ? Object.keys(document).sort()
      : null;

/** JSON in a body that may come in chunks. */
const inText = (body: string): Json => {
  const read = readJson(body.slice(Math.max(0, body.indexOf('{')), body.lastIndexOf('}') + 1));
  return 'value' in read ? read.value : null;
};

const headerIn = (headers: readonly [string, string][], name: string): string | null =>
  headers.find(([key]) => key === name)?.[1] ?? null;
