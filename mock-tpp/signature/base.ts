/** The signature base of RFC 9421: what a signature over a message is made of. */
import {
  type Component,
  componentText,
  dictionaryOf,
  fieldOf,
  type Headers,
  innerListText,
  memberText,
  type SignatureInput,
} from './field.ts';

export interface Message {
  method: string;
  url: string;
  /** Of an answer; null for a request. */
  status: number | null;
  headers: Headers;
}

/** Why there is no base: what a signature covers is not there, or is more than we can read. */
export class Uncoverable extends Error {
  /** Whether the fault is in our reader, so that nobody can be blamed. */
  readonly unknown: boolean;

  constructor(message: string, unknown: boolean) {
    super(message);
    this.unknown = unknown;
  }
}

/** Parts that are no header (RFC 9421, 2.2). */
const DERIVED: { readonly [name: string]: (message: Message, component: Component) => string | null } = {
  '@method': ({ method }) => method,
  '@target-uri': ({ url }) => withoutFragment(url),
  '@authority': ({ url }) => new URL(url).host.toLowerCase(),
  '@scheme': ({ url }) => new URL(url).protocol.slice(0, -1),
  '@request-target': ({ url }) => `${new URL(url).pathname}${new URL(url).search}`,
  '@path': ({ url }) => new URL(url).pathname,
  '@query': ({ url }) => new URL(url).search || '?',
  '@query-param': ({ url }, { parameters }) => queryParameter(url, String(parameters.get('name') ?? '')),
  '@status': ({ status }) => (status === null ? null : String(status)),
};

const READ = ['req', 'key', 'bs', 'name'];

type Input = Omit<SignatureInput, 'label'>;

/** The lines that are signed, in the order of the components. `request` is what an answer belongs to. Throws Uncoverable. (RFC 9421, 2.5) */
export function signatureBase(message: Message, input: Input, request: Message | null = null): string {
  const names = input.components.map(componentText);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Uncoverable(`${twice} is covered twice`, false);
  return baseOf(input, (component) => componentValue(message, component, request));
}

/** The same of whatever is claimed of a message, right or wrong. */
export const baseOf = (input: Input, told: (component: Component) => string): string =>
  [
    ...input.components.map((component) => `${componentText(component)}: ${told(component)}`),
    `"@signature-params": ${innerListText(input)}`,
  ].join('\n');

/** `@method;req` as authors write it. */
export const plainName = ({ name, parameters }: Component): string => [name, ...parameters.keys()].join(';');

/** What a component is in a message. Throws Uncoverable. */
export function componentValue(message: Message, component: Component, request: Message | null = null): string {
  const { name, parameters } = component;
  const told = componentText(component);
  const foreign = [...parameters.keys()].find((key) => !READ.includes(key));
  if (foreign !== undefined) throw new Uncoverable(`${told} is not read here`, true);
  const source = parameters.has('req') ? request : message;
  if (source === null) throw new Uncoverable(`${told} is of a request, and there is none`, false);
  if (!name.startsWith('@')) return fieldValue(source.headers, component, told);
  const derived = Object.hasOwn(DERIVED, name) ? DERIVED[name] : undefined;
  if (derived === undefined) throw new Uncoverable(`${told} is not known`, false);
  const value = derived(source, component);
  if (value === null) throw new Uncoverable(`${told} is not part of such a message`, false);
  return value;
}

/** RFC 9421, 2.1. */
function fieldValue(headers: Headers, { name, parameters }: Component, told: string): string {
  const key = parameters.get('key');
  if (key !== undefined) {
    const member = dictionaryOf(headers, name)?.get(String(key));
    if (member === undefined) throw new Uncoverable(`the message has no ${told}`, false);
    return memberText(member);
  }
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
  if (values.length === 0) throw new Uncoverable(`the message has no header ${name}`, false);
  if (!parameters.has('bs')) return fieldOf(headers, name) ?? '';
  return values.map((value) => `:${Buffer.from(value, 'latin1').toString('base64')}:`).join(', ');
}

function withoutFragment(url: string): string {
  const address = new URL(url);
  address.hash = '';
  return address.href;
}

function queryParameter(url: string, name: string): string | null {
  const values = new URL(url).searchParams.getAll(decodeURIComponent(name));
  return values.length === 1 ? encodeURIComponent(values[0] ?? '') : null;
}
