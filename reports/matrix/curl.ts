/** A captured request as a curl command to try by hand: placeholders for what was redacted, and nothing that a shell would run. */
import type { Exchange } from '../../suites/evidence/record.ts';
import { plainLine, plainText } from '../plain-text.ts';

/** What curl sets by itself, or what only ever fits one connection. */
const OWN_HEADERS = new Set(['accept-encoding', 'connection', 'content-length', 'host', 'user-agent']);
const LONGEST_VALUE = 2000;
const MOST_FIELDS = 60;

/** Redacted text, a JWT with its signature taken out among it. */
const COVERED = /__REDACTED__:sha256-[0-9a-f]*|^JWS \{/;

/** Inside single quotes a shell reads everything as it is; `$` and the backtick are kept out all the same, for who pastes it elsewhere. */
const quoted = (text: string): string => `'${plainLine(text, LONGEST_VALUE).replaceAll("'", "'\\''")}'`;

const inAddress = (text: string): string => text.replaceAll('$', '%24').replaceAll('`', '%60');
const inJson = (text: string): string => text.replaceAll('$', '\\u0024').replaceAll('`', '\\u0060');
const expands = (text: string): boolean => /[$`]/.test(text);

const placeholder = (name: string): string => `<${name.replace(/[^A-Za-z0-9_.-]/g, '')}>`;

/**
 * One command over several lines. `<name>` stands for what has to be filled in: secrets, keys, and JWTs that have to be signed anew.
 * @returns for example `curl -i -X POST 'https://bank.example/par' \` and further lines
 */
export function curlCommand({ request, tls }: Exchange): string {
  const type = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return [
    `curl -i -X ${request.method.replace(/[^A-Za-z]/g, '')} ${quoted(inAddress(uncovered(request.url)))}`,
    ...(tls?.identity && tls.clientSha256
      ? [
          `--cert ${quoted(placeholder(`certificate-of-${tls.identity}`))} --key ${quoted(placeholder(`key-of-${tls.identity}`))}`,
        ]
      : []),
    ...request.headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())).map(header),
    ...(request.body ? body(request.body, type) : []),
  ].join(' \\\n  ');
}

const uncovered = (url: string): string =>
  url.replace(
    /([?&#])([A-Za-z0-9_.-]+)=(?:__REDACTED__:sha256-[0-9a-f]*|JWS [^&#]*)/g,
    (_, mark: string, name: string) => `${mark}${name}=${placeholder(name)}`,
  );

function header([name, value]: [string, string]): string {
  const [, scheme] = /^([A-Za-z0-9-]+)\s+(?:JWS \{|__REDACTED__)/.exec(value) ?? [];
  if (scheme) return `-H ${quoted(`${name}: ${scheme} <token>`)}`;
  const shown = COVERED.test(value) || expands(value) ? placeholder(name) : value;
  return `-H ${quoted(`${name}: ${shown}`)}`;
}

function body(text: string, type: string): string[] {
  if (/urlencoded/i.test(type)) return [...new URLSearchParams(text)].slice(0, MOST_FIELDS).map(field);
  return [`--data-raw ${quoted(COVERED.test(text) ? '<body>' : inJson(text))}`];
}

/** Half a character, as only hostile text holds, cannot be encoded; plain text has none. */
const encoded = (text: string): string => encodeURIComponent(plainText(text, LONGEST_VALUE));

function field([name, value]: [string, string]): string {
  if (COVERED.test(value)) return `--data-urlencode ${quoted(`${inAddress(name)}=${placeholder(name)}`)}`;
  const plain = !expands(value) && !expands(name);
  return plain
    ? `--data-urlencode ${quoted(`${name}=${value}`)}`
    : `--data-raw ${quoted(`${encoded(name)}=${encoded(value)}`)}`;
}
