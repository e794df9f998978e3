/** One captured exchange in the form that Allure's own viewer shows. */
import type { Exchange } from '../../suites/evidence/record.ts';
import { plainText } from '../plain-text.ts';

const LONGEST_BODY = 256 * 1024;

const pairs = (headers: readonly [string, string][]): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name: plainText(name, 200), value: plainText(value) }));

function body(text: string | null, headers: readonly [string, string][]): object {
  if (text === null || text === '') return {};
  const declared = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  // A bank's page is evidence to read, never markup to show.
  const contentType = /json/i.test(declared)
    ? 'application/json'
    : /urlencoded/i.test(declared)
      ? 'application/x-www-form-urlencoded'
      : 'text/plain';
  return {
    body: {
      encoding: 'utf8',
      value: plainText(text, LONGEST_BODY),
      contentType,
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
