/** What a page offers to a person: its forms, fields, buttons, ids and text. */
import { labelsOf } from './labels.ts';
import { attribute, type Element, elementsOf, type Markup, type MarkupLimits, parseMarkup, textOf } from './markup.ts';

export interface PageField {
  id: string;
  name: string;
  type: string;
  value: string;
  /** What a person reads beside it. */
  label: string;
  /** Whether the page wants it filled in or set. */
  required: boolean;
  /** Whether it is sent as it stands: an unchecked box is not. */
  sent: boolean;
  /** What a select offers; empty for all else. */
  options: { value: string; text: string }[];
}

export interface PageButton {
  id: string;
  name: string;
  value: string;
  text: string;
  type: 'submit' | 'image';
  /** Index into `forms`. */
  form: number;
  action: string | null;
  method: string | null;
  enctype: string | null;
}

export interface PageLink {
  id: string;
  text: string;
  href: string;
}

export interface PageForm {
  id: string;
  name: string;
  action: string;
  method: string;
  enctype: string;
  fields: PageField[];
}

export interface Page {
  title: string;
  text: string;
  ids: string[];
  forms: PageForm[];
  buttons: PageButton[];
  links: PageLink[];
  base: string | null;
  /** Where a meta refresh would lead; it is noted and never followed. */
  refresh: string | null;
}

/** Reads a page; throws UnreasonablePage past the limits. */
export const readPage = (html: string, limits?: MarkupLimits): Page => {
  const markup = parseMarkup(html, limits);
  const elements = elementsOf(markup.root);
  const formElements = elements.filter((element) => element.tagName === 'form');
  const forms = formElements.map(emptyForm);
  const buttons: PageButton[] = [];
  const labelOf = labelsOf(elements);
  for (const element of elements) {
    const kind = controlKind(element);
    if (kind === null || attribute(element, 'disabled') !== null) continue;
    const form = ownerOf(element, markup, formElements);
    const owner = forms[form];
    if (owner === undefined) continue;
    if (kind === 'button') buttons.push(buttonOf(element, form));
    else owner.fields.push(...fieldsOf(element, kind, labelOf(element)));
  }
  const titled = elements.find((element) => element.tagName === 'title');
  return {
    title: titled ? textOf(titled).slice(0, 200) : '',
    text: textOf(markup.root),
    ids: elements.flatMap((element) => attribute(element, 'id') ?? []),
    forms,
    buttons,
    links: elements.filter((element) => element.tagName === 'a').flatMap(linkOf),
    base: firstOf(elements, 'base', 'href'),
    refresh: refreshOf(elements),
  };
};

const emptyForm = (element: Element): PageForm => ({
  id: attribute(element, 'id') ?? '',
  name: attribute(element, 'name') ?? '',
  action: attribute(element, 'action') ?? '',
  method: attribute(element, 'method') ?? 'get',
  enctype: attribute(element, 'enctype') ?? '',
  fields: [],
});

/** Input types that submit, and those that a form never sends or that an agent without a person cannot fill. */
const SUBMITS = new Set(['submit', 'image']);
const NOT_SENT = new Set(['button', 'reset', 'file']);

const controlKind = (element: Element): 'input' | 'textarea' | 'select' | 'button' | null => {
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  if (element.tagName === 'button') return type === '' || type === 'submit' ? 'button' : null;
  if (element.tagName === 'textarea' || element.tagName === 'select') return element.tagName;
  if (element.tagName !== 'input' || NOT_SENT.has(type)) return null;
  return SUBMITS.has(type) ? 'button' : 'input';
};

const ownerOf = (element: Element, markup: Markup, forms: Element[]): number => {
  const named = attribute(element, 'form');
  if (named !== null) return forms.findIndex((form) => attribute(form, 'id') === named);
  const owner = markup.owners.get(element);
  return owner === undefined ? -1 : forms.indexOf(owner);
};

const buttonOf = (element: Element, form: number): PageButton => ({
  id: attribute(element, 'id') ?? '',
  name: attribute(element, 'name') ?? '',
  value: attribute(element, 'value') ?? '',
  text: readOf(element),
  type: (attribute(element, 'type') ?? '').toLowerCase() === 'image' ? 'image' : 'submit',
  form,
  action: attribute(element, 'formaction'),
  method: attribute(element, 'formmethod'),
  enctype: attribute(element, 'formenctype'),
});

/** What a person reads on a button, or is read out to one. */
const readOf = (element: Element): string => {
  const shown = element.tagName === 'button' ? textOf(element, 200) : attribute(element, 'value');
  return (shown || attribute(element, 'alt') || attribute(element, 'aria-label') || '').slice(0, 200);
};

const linkOf = (element: Element): PageLink[] => {
  const href = attribute(element, 'href');
  return href === null ? [] : [{ id: attribute(element, 'id') ?? '', text: textOf(element, 200), href }];
};

const fieldsOf = (element: Element, kind: 'input' | 'textarea' | 'select', label: string): PageField[] => {
  const id = attribute(element, 'id') ?? '';
  const name = attribute(element, 'name') ?? '';
  const required = attribute(element, 'required') !== null;
  const field = { id, name, label, required, options: [] };
  if (kind === 'textarea') return [{ ...field, type: kind, value: rawText(element), sent: true }];
  if (kind === 'select') return selectOf(element, { ...field, type: kind });
  const type = (attribute(element, 'type') ?? 'text').toLowerCase();
  const box = type === 'checkbox' || type === 'radio';
  const value = attribute(element, 'value') ?? (box ? 'on' : '');
  return [{ ...field, type, value, sent: !box || attribute(element, 'checked') !== null }];
};

/** One field for each option that is sent, or one that is not sent as long as nothing is chosen. */
const selectOf = (element: Element, field: Omit<PageField, 'value' | 'sent'>): PageField[] => {
  const options = elementsOf(element).filter((one) => one.tagName === 'option' && attribute(one, 'disabled') === null);
  const chosen = options.filter((option) => attribute(option, 'selected') !== null);
  const several = attribute(element, 'multiple') !== null;
  const sent = several ? chosen : chosen.length > 0 ? chosen.slice(-1) : options.slice(0, 1);
  const offered = {
    ...field,
    options: options.map((option) => ({ value: optionValue(option), text: textOf(option, 200) })),
  };
  if (sent.length === 0) return [{ ...offered, value: '', sent: false }];
  return sent.map((option) => ({ ...offered, value: optionValue(option), sent: true }));
};

const optionValue = (option: Element): string => attribute(option, 'value') ?? textOf(option);

const rawText = (element: Element): string =>
  element.childNodes.map((child) => ('value' in child && child.nodeName === '#text' ? child.value : '')).join('');

const firstOf = (elements: Element[], tag: string, name: string): string | null => {
  const found = elements.find((element) => element.tagName === tag && attribute(element, name) !== null);
  return found ? attribute(found, name) : null;
};

const refreshOf = (elements: Element[]): string | null => {
  const meta = elements.find(
    (element) => element.tagName === 'meta' && attribute(element, 'http-equiv')?.toLowerCase() === 'refresh',
  );
  return meta ? (attribute(meta, 'content') ?? '') : null;
};
