/** GeneralName, as the extensions hold it: addresses, hosts and names. */
import { isIPv6 } from 'node:net';
import { type Der, Unreadable } from './der.ts';
import { oidOf } from './der-value.ts';
import { nameFrom } from './distinguished-name.ts';

export interface GeneralName {
  type: 'other' | 'email' | 'dns' | 'x400' | 'directory' | 'edi' | 'uri' | 'ip' | 'id';
  /** Of an `ip` the address, of a `directory` its attributes, of what is not read here its hexadecimal content. */
  value: string;
}

const TYPES: readonly GeneralName['type'][] = ['other', 'email', 'dns', 'x400', 'directory', 'edi', 'uri', 'ip', 'id'];
const CONSTRUCTED: ReadonlySet<GeneralName['type']> = new Set(['other', 'x400', 'directory', 'edi'] as const);
/** IA5String without control characters and spaces: nothing else belongs into an address or a host. */
const VISIBLE = /^[!-~]+$/;

/** RFC 5280 4.2.1.6. Throws Unreadable. */
export function generalNameFrom(value: Der): GeneralName {
  const type = value.tagClass === 'context' ? TYPES[value.tag] : undefined;
  if (type === undefined) throw new Unreadable('a general name is of no type that there is', value.at);
  if (value.constructed !== CONSTRUCTED.has(type))
    throw new Unreadable(`a general name (${type}) is not encoded as one`, value.at);
  return { type, value: contentOf(type, value) };
}

function contentOf(type: GeneralName['type'], value: Der): string {
  switch (type) {
    case 'email':
    case 'dns':
    case 'uri': {
      const text = value.content.toString('latin1');
      if (!VISIBLE.test(text))
        throw new Unreadable(`a general name (${type}) is empty or holds what no address holds`, value.at);
      return text;
    }
    case 'ip':
      return address(value);
    case 'id':
      return oidOf(value);
    case 'directory':
      return nameFrom(value.children[0], 'a general name', value)
        .rdns.map((rdn) => rdn.map((one) => `${one.name}=${one.value}`).join('+'))
        .join(', ');
    default:
      return value.content.toString('hex');
  }
}

function address({ content, at }: Der): string {
  if (content.length === 4) return [...content].join('.');
  const groups = Array.from({ length: content.length >> 1 }, (_, index) =>
    content.readUInt16BE(index * 2).toString(16),
  );
  const text = groups.join(':');
  if (content.length !== 16 || !isIPv6(text)) throw new Unreadable('an IP address has neither 4 nor 16 bytes', at);
  return text;
}
