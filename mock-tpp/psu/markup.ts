/** Parses HTML from a bank into a tree, within bounds that a hostile page cannot stretch; nothing in it is ever executed. */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;
export type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

export interface Markup {
  root: DefaultTreeAdapterTypes.Document;
  /** The form that owns a control by the parser's form pointer, which survives forms opened inside tables. */
  owners: Map<Element, Element>;
}

export interface MarkupLimits {
  characters: number;
  elements: number;
  depth: number;
  /** Blanks, slashes and quotes between two `>`: each may start an attribute, and attributes cost the square of their number. */
  attributes: number;
}

export const markupLimits: MarkupLimits = { characters: 1_000_000, elements: 10_000, depth: 512, attributes: 20_000 };

/** Thrown for a page past the limits; the walk turns it into an outcome. */
export class UnreasonablePage extends Error {}

/** Trees of the last pages: what a page offers and how it is protected are read one after the other. Nobody changes a tree. */
const lately = new Map<string, Markup>();
const HELD = 16;

/** The tree of a page; noscript parts count, unless scripts have run. */
export const parseMarkup = (html: string, limits: MarkupLimits = markupLimits, scripted = false): Markup => {
  if (scripted || limits !== markupLimits) return parsed(html, limits, scripted);
  const known = lately.get(html);
  if (known) return known;
  const markup = parsed(html, limits, scripted);
  for (const oldest of lately.keys()) {
    if (lately.size < HELD) break;
    lately.delete(oldest);
  }
  lately.set(html, markup);
  return markup;
};

const parsed = (html: string, limits: MarkupLimits, scripted: boolean): Markup => {
  if (html.length > limits.characters)
    throw new UnreasonablePage(`the page is longer than ${limits.characters} characters`);
  boundAttributes(html, limits.attributes);
  const owners = new Map<Element, Element>();
  let elements = 0;
  let depth = 0;
  const root = parse(html, {
    scriptingEnabled: scripted,
    treeAdapter: {
      ...defaultTreeAdapter,
      onElementCreated: (element, { formElement }) => {
        elements += 1;
        if (elements > limits.elements)
          throw new UnreasonablePage(`the page has more than ${limits.elements} elements`);
        if (formElement) owners.set(element, formElement);
      },
      onItemPush: () => {
        depth += 1;
        if (depth > limits.depth) throw new UnreasonablePage(`the page nests deeper than ${limits.depth} elements`);
      },
      onItemPop: () => {
        depth -= 1;
      },
    },
  });
  return { root, owners };
};

const MAY_START_ATTRIBUTE = new Set([9, 10, 12, 13, 32, 34, 39, 47]);

const boundAttributes = (html: string, limit: number): void => {
  let count = 0;
  for (let at = 0; at < html.length; at += 1) {
    const code = html.charCodeAt(at);
    if (code === 62) count = 0;
    else if (MAY_START_ATTRIBUTE.has(code)) {
      count += 1;
      if (count > limit) throw new UnreasonablePage(`the page has a run of markup with more than ${limit} attributes`);
    }
  }
};

export const attribute = (element: Element, name: string): string | null =>
  element.attrs.find((attr) => attr.name === name)?.value ?? null;

export const isElement = (node: Node): node is Element => 'tagName' in node;

/** Text of a subtree with runs of white space made one blank; what a page never shows is left out. */
export const textOf = (node: Node, limit = 20_000): string => {
  const parts: string[] = [];
  let length = 0;
  const stack: Node[] = [node];
  for (let next = stack.pop(); next !== undefined && length < limit; next = stack.pop()) {
    if (next.nodeName === '#text' && 'value' in next) {
      parts.push(next.value);
      length += next.value.length;
    } else if ('childNodes' in next && !(isElement(next) && isUnseen(next))) {
      parts.push(' ');
      pushReversed(stack, next.childNodes);
    }
  }
  return parts.join('').replace(/\s+/gu, ' ').replace(UNPRINTABLE, '').trim().slice(0, limit);
};

/** One by one: comments and texts are not counted, and a call takes only so many arguments. */
const pushReversed = (stack: Node[], children: readonly Node[]): void => {
  for (let at = children.length - 1; at >= 0; at -= 1) {
    const child = children[at];
    if (child !== undefined) stack.push(child);
  }
};

/** Control and direction characters, which could make a report say something else. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

const NEVER_SHOWN = new Set(['script', 'style', 'head', 'template', 'textarea', 'select', 'iframe', 'object']);

const isUnseen = (element: Element): boolean =>
  NEVER_SHOWN.has(element.tagName) || attribute(element, 'hidden') !== null;

/** All elements in document order; the insides of templates are not part of the document. */
export const elementsOf = (root: Node): Element[] => {
  const found: Element[] = [];
  const stack: Node[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isElement(next)) found.push(next);
    if ('childNodes' in next) pushReversed(stack, next.childNodes);
  }
  return found;
};
