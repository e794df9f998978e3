/** How the bank protects the pages that it shows in the browser, as facts: against stripped TLS, framing, and telling others. */
import type { Json, TppExchange } from '../contract.ts';
import { headerValues } from '../transport/http.ts';
import { readUrl } from '../url.ts';
import { attribute, type Element, elementsOf, markupLimits, parseMarkup } from './markup.ts';

/** The facts of PROTECTION_FACTS, from all that the browser was answered; each is null when nobody here saw an answer. */
export function protectionFacts(seen: readonly TppExchange[], hosts: readonly string[]): { [fact: string]: Json } {
  const answers = seen.filter(({ response }) => response !== null);
  const pages = answers.filter(isPage).map((exchange): Page => ({ exchange, elements: elementsIn(exchange) }));
  const some = <T extends Json>(value: T): T | null => (pages.length === 0 ? null : value);
  return {
    'psu.hsts_seconds': answers.length === 0 ? null : Math.min(...answers.map(hstsSeconds)),
    'psu.framable': some(worst(pages.map(framable))),
    'psu.foreign_content': some([...new Set(pages.flatMap((page) => foreignHosts(page, hosts)))]),
    'psu.injected':
      answers.some((exchange) => isHtml(exchange) && mayBeProbed(exchange) && elementsIn(exchange).some(isProbe)) ||
      null,
    'psu.referrer_policy': some(pages.every(saysReferrerPolicy)),
  };
}

interface Page {
  exchange: TppExchange;
  elements: Element[];
}

const isHtml = (exchange: TppExchange): boolean =>
  /^text\/html\b/i.test(headerValues(exchange, 'content-type')[0] ?? '');

const isPage = (exchange: TppExchange): boolean => exchange.response?.status === 200 && isHtml(exchange);

/** As a value it is text; only a page that writes it as it came makes an element of it. @requirement RFC6749-10.14-1 */
const isProbe = ({ tagName }: Element): boolean => tagName === 'assay-probe';

/** Most pages need not be read again for it. */
const mayBeProbed = ({ response }: TppExchange): boolean => /<assay-probe/i.test(response?.body ?? '');

/** None of a page that cannot be read. */
const elementsIn = ({ response }: TppExchange): Element[] => {
  try {
    return elementsOf(parseMarkup(response?.body ?? '', markupLimits, false).root);
  } catch {
    return [];
  }
};

/** The first header counts (RFC 6797, 8.1). */
const hstsSeconds = (exchange: TppExchange): number =>
  Number(
    /(?:^|;)\s*max-age\s*=\s*"?(\d{1,12})"?/i.exec(headerValues(exchange, 'strict-transport-security')[0] ?? '')?.[1] ??
      0,
  );

const worst = (all: (boolean | null)[]): boolean | null =>
  all.includes(true) ? true : all.includes(null) ? null : false;

/** Where a policy names frame-ancestors, that counts and nothing else. @requirement RFC6749-10.13-1 RFC9700-4.16-1 */
function framable({ exchange, elements }: Page): boolean | null {
  const ancestors = headerValues(exchange, 'content-security-policy').some((policy) =>
    /(?:^|[;,])\s*frame-ancestors\s+(?!\*)\S/i.test(policy),
  );
  const options = headerValues(exchange, 'x-frame-options').some((value) => /^\s*(?:deny|sameorigin)\s*$/i.test(value));
  if (ancestors || options) return false;
  return elements.some(({ tagName }) => tagName === 'script') ? null : true;
}

/** Attributes that load what they name. */
const LOADS: { readonly [tag: string]: string } = {
  script: 'src',
  img: 'src',
  iframe: 'src',
  embed: 'src',
  object: 'data',
  link: 'href',
};

function foreignHosts({ exchange, elements }: Page, hosts: readonly string[]): string[] {
  const own = new Set(
    [exchange.request.url, ...hosts.map((host) => `https://${host.replace(/^https?:\/\//, '')}`)].map(
      (url) => readUrl(url)?.hostname,
    ),
  );
  return elements.flatMap((element) => {
    const named = attribute(element, LOADS[element.tagName] ?? '');
    const url = named === null ? null : readUrl(named, exchange.request.url);
    const leaves = url !== null && /^https?:$/.test(url.protocol) && !own.has(url.hostname);
    return leaves ? [url.hostname.slice(0, 100)] : [];
  });
}

/** Policies under which another server is told the whole address. */
const TELLING: ReadonlySet<string> = new Set(['', 'unsafe-url', 'no-referrer-when-downgrade']);

/** The last word of the header counts; a page may say it itself. @requirement RFC9700-4.2.4-1 */
function saysReferrerPolicy({ exchange, elements }: Page): boolean {
  const meta = elements.find((one) => one.tagName === 'meta' && attribute(one, 'name')?.toLowerCase() === 'referrer');
  const said = headerValues(exchange, 'referrer-policy').join(',').split(',').at(-1) ?? '';
  const policy = (meta === undefined ? said : (attribute(meta, 'content') ?? '')).trim().toLowerCase();
  return !TELLING.has(policy);
}
