/** Redaction of `name=value` lists: queries, fragments, form bodies and cookies, which all stay readable and parseable. */
import { secretParameter } from './fields.ts';

export interface Covering {
  /** For a value whose name makes it secret. */
  secret(value: string): string;
  /** For any other value; gives the very same text back when there is nothing in it. */
  text(value: string): string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Escapes only what would end a value, so that a person can read the rest. */
function readable(text: string): string {
  return text.replace(/[%&+#\r\n]/g, (found) => encodeURIComponent(found));
}

/** `a=1&b=2`: values of secret names are covered, the others looked through. */
export function coverPairs(text: string, covering: Covering): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return covering.text(pair);
      const value = decoded(pair.slice(equals + 1));
      if (value === '') return pair;
      const name = decoded(pair.slice(0, equals));
      const covered = secretParameter(name) ? covering.secret(value) : covering.text(value);
      return covered === value ? pair : `${pair.slice(0, equals)}=${readable(covered)}`;
    })
    .join('&');
}

/** A URL: its query and fragment pair by pair, a password before the host, and the rest as text. */
export function coverAddress(address: string, covering: Covering): string {
  const hash = address.indexOf('#');
  const beforeHash = hash < 0 ? address : address.slice(0, hash);
  const fragment = hash < 0 ? '' : address.slice(hash + 1);
  const question = beforeHash.indexOf('?');
  const path = question < 0 ? beforeHash : beforeHash.slice(0, question);
  const query = question < 0 ? null : beforeHash.slice(question + 1);
  const open = path.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:]*:)([^/@]+)@/i, (_, start: string, password: string) => {
    return `${start}${covering.secret(password)}@`;
  });
  const parts = [covering.text(open)];
  if (query !== null) parts.push('?', coverPairs(query, covering));
  if (hash >= 0) parts.push('#', coverPairs(fragment, covering));
  return parts.join('');
}

/** `Cookie` holds values only; `Set-Cookie` one value and then attributes, which are no secret. */
export function coverCookies(header: string, value: string, covering: Covering): string {
  const one = (pair: string): string => {
    const equals = pair.indexOf('=');
    const secret = pair.slice(equals + 1).trim();
    return equals < 0 || secret === '' ? pair : `${pair.slice(0, equals)}=${covering.secret(secret)}`;
  };
  const [first = '', ...rest] = value.split(';');
  return [one(first), ...rest.map(header.toLowerCase() === 'cookie' ? one : covering.text)].join(';');
}
