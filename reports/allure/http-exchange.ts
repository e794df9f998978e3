/** One captured exchange in the form that Allure's own viewer shows. */
import type { Exchange } from '../../suites/evidence/record.ts';
import { plainText } from '../plain-text.ts';

const LONGEST_BODY = 256 * 1024;
const MOST_FIELDS = 200;

const pairs = (headers: readonly [string, string][]): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name: plainText(name, 200), value: plainText(value) }));

/** In the order sent, doubles and all: a field that stands twice may be what was tested. */
const fields = (text: string): { name: string; value: string }[] =>
  pairs([...new URLSearchParams(text.slice(0, LONGEST_BODY))].slice(0, MOST_FIELDS));

function body(text: string | null, headers: readonly [string, string][]): object {
  if (text === null || text === '') return {};
  const declared = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const isForm = /urlencoded/i.test(declared);
  return {
    body: {
      encoding: 'utf8',
      value: plainText(text, LONGEST_BODY),
      // A bank's page is evidence to read, never markup to show; the viewer shows forms by their fields alone.
      contentType: /json/i.test(declared) ? 'application/json' : 'text/plain',
      ...(isForm ? { form: fields(text) } : {}),
      size: text.length,
      ...(text.length > LONGEST_BODY ? { truncated: true } : {}),
    },
  };
}

/** JSON text of type application/vnd.allure.http+json. */
export function httpExchange(exchange: Exchange): string {
  const { request, response, failure } = exchange;
  const start = Date.parse(exchange.startedAt);
  return JSON.stringify({
    schemaVersion: 1,
    request: {
      method: plainText(request.method, 20),
      url: plainText(request.url),
      headers: pairs(request.headers),
      ...body(request.body, request.headers),
    },
    ...(response
      ? {
          response: {
            status: response.status,
            headers: pairs(response.headers),
            ...body(response.body, response.headers),
          },
        }
      : {}),
    ...(failure ? { error: { name: failure.class, message: plainText(failure.message, 500) } } : {}),
    start,
    stop: start + Math.round(exchange.durationMs),
  });
}
