/** The cookie jar of one browser visit: host, path, secure and expiry rules over the injected clock. */

export interface Cookie {
  name: string;
  value: string;
  /** Without a leading dot. */
  domain: string;
  /** True when only this very host gets it. */
  hostOnly: boolean;
  path: string;
  secure: boolean;
  /** Kept from scripts. */
  httpOnly: boolean;
  expiresAt: number | null;
}

/** As browsers do, the oldest goes when there are more. */
const MAX_COOKIES = 600;
const MAX_LENGTH = 4096;

export class CookieJar {
  private readonly kept = new Map<string, Cookie>();
  private readonly now: () => number;
  private readonly taint: (value: string) => void;

  constructor(now: () => number, taint: (value: string) => void) {
    this.now = now;
    this.taint = taint;
  }

  /** Takes the `set-cookie` lines of an answer; a line against the rules is dropped as a browser would. */
  store(lines: readonly string[], url: string): void {
    for (const line of lines) {
      const cookie = readCookie(line, new URL(url), this.now());
      if (cookie === null) continue;
      const key = `${cookie.domain}|${cookie.path}|${cookie.name}`;
      this.kept.delete(key);
      if (cookie.value !== '') this.taint(cookie.value);
      if (this.expired(cookie)) continue;
      const [oldest] = this.kept.keys();
      if (this.kept.size >= MAX_COOKIES && oldest !== undefined) this.kept.delete(oldest);
      this.kept.set(key, cookie);
    }
  }

  /** The `cookie` header for a request, longest path first, or null. */
  header(url: string): string | null {
    const target = new URL(url);
    const fitting = [...this.kept.values()]
      .filter((cookie) => !this.expired(cookie) && fits(cookie, target))
      .sort((a, b) => b.path.length - a.path.length);
    return fitting.length === 0 ? null : fitting.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
  }

  /** All that still hold. */
  held(): Cookie[] {
    return [...this.kept.values()].filter((cookie) => !this.expired(cookie));
  }

  private expired(cookie: Cookie): boolean {
    return cookie.expiresAt !== null && cookie.expiresAt <= this.now();
  }
}

const readCookie = (line: string, url: URL, now: number): Cookie | null => {
  if (line.length > MAX_LENGTH || hasControl(line)) return null;
  const [pair = '', ...attributes] = line.split(';');
  const split = pair.indexOf('=');
  const name = pair.slice(0, split).trim();
  if (split < 1 || name === '') return null;
  const given = new Map(attributes.map(readAttribute));
  const domain = (given.get('domain') ?? '').replace(/^\./u, '').toLowerCase();
  const cookie: Cookie = {
    name,
    value: pair.slice(split + 1).trim(),
    domain: domain === '' ? url.hostname : domain,
    hostOnly: domain === '',
    path: given.get('path')?.startsWith('/') ? (given.get('path') ?? '/') : defaultPath(url.pathname),
    secure: given.has('secure'),
    httpOnly: given.has('httponly'),
    expiresAt: expiry(given, now),
  };
  return lawful(cookie, given, url) ? cookie : null;
};

const readAttribute = (text: string): [string, string] => {
  const [name = '', ...value] = text.split('=');
  return [name.trim().toLowerCase(), value.join('=').trim()];
};

/** RFC 6265bis: own domain only, Secure only over TLS, and what the two name prefixes promise. */
const lawful = (cookie: Cookie, given: Map<string, string>, url: URL): boolean => {
  const encrypted = url.protocol === 'https:';
  const foreign =
    !domainMatches(url.hostname, cookie.domain) || (cookie.domain !== url.hostname && !cookie.domain.includes('.'));
  if (foreign) return false;
  if (cookie.secure && !encrypted) return false;
  if (cookie.name.startsWith('__Secure-') && !cookie.secure) return false;
  return !cookie.name.startsWith('__Host-') || (cookie.secure && cookie.hostOnly && given.get('path') === '/');
};

const expiry = (given: Map<string, string>, now: number): number | null => {
  const age = given.get('max-age');
  if (age !== undefined && /^-?\d{1,10}$/u.test(age)) return now + Number(age) * 1000;
  const date = Date.parse(given.get('expires') ?? '');
  return Number.isNaN(date) ? null : date;
};

const defaultPath = (pathname: string): string => {
  const end = pathname.lastIndexOf('/');
  return end <= 0 ? '/' : pathname.slice(0, end);
};

const fits = (cookie: Cookie, url: URL): boolean =>
  (cookie.hostOnly ? url.hostname === cookie.domain : domainMatches(url.hostname, cookie.domain)) &&
  pathMatches(url.pathname, cookie.path) &&
  (!cookie.secure || url.protocol === 'https:');

const domainMatches = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

const pathMatches = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);

const hasControl = (line: string): boolean => [...line].some((one) => one < ' ' && one !== '\t');
