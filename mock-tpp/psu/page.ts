/** What a page offers to a person: its forms, fields, buttons, ids and text. */
import { labelsOf } from './labels.ts';
import {
  attribute,
  type Element,
  elementsOf,
  type Markup,
  type MarkupLimits,
  markupLimits,
  parseMarkup,
  textOf,
} from './markup.ts';

export interface PageField {
  id: string;
  name: string;
  type: string;
  value: string;
  /** What a person reads beside it. */
  label: string;
  /** Whether the page wants it filled in or set. */
  required: boolean;
  /** Its place among the controls of the page. */
  at: number;
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
  type: 'submit' | 'image' | 'button';
  at: number;
  /** Index into `forms`. */
  form: number;
  action: string | null;
  method: string | null;
  enctype: string | null;
}

export interface PageLink {
  at: number;
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
  /** How many elements it has that `at` counts. */
  controls: number;
  base: string | null;
  /** Where a meta refresh would lead; it is noted and never followed. */
  refresh: string | null;
}

/** The elements that fields, buttons and links may be, as a selector; `at` counts them. */
export const CONTROLS = 'input, textarea, select, button, a, [role="button"]';
const CONTROL_TAGS = new Set(['input', 'textarea', 'select', 'button', 'a']);

const isControl = (element: Element): boolean =>
  CONTROL_TAGS.has(element.tagName) || attribute(element, 'role') === 'button';

export interface PageReading {
  limits?: MarkupLimits;
  /**
   * Whether scripts may act: then a control needs no form, a button need not submit, and one that is disabled may come to
   * be pressed. Null for a page without scripts; else whether each control is to be seen.
   */
  scripted?: { seen: readonly boolean[] } | null;
}

/** Reads a page; throws UnreasonablePage past the limits. */
export const readPage = (html: string, { limits = markupLimits, scripted = null }: PageReading = {}): Page => {
  const markup = parseMarkup(html, limits, scripted !== null);
  const elements = elementsOf(markup.root);
  const formElements = elements.filter((element) => element.tagName === 'form');
  const forms = formElements.map(emptyForm);
  const loose: PageForm = { id: '', name: '', action: '', method: 'dialog', enctype: '', fields: [] };
  if (scripted !== null) forms.push(loose);
  const buttons: PageButton[] = [];
  const links: PageLink[] = [];
  const labelOf = labelsOf(elements);
  const controls = elements.filter(isControl);
  for (const [at, element] of controls.entries()) {
    const seen = scripted === null || scripted.seen[at] === true;
    if (element.tagName === 'a' && seen) links.push(...linkOf(element, at, scripted !== null));
    const kind = controlKind(element, scripted !== null);
    if (kind === null || (scripted === null && attribute(element, 'disabled') !== null)) continue;
    const owned = ownerOf(element, markup, formElements);
    const form = owned < 0 && scripted !== null ? forms.length - 1 : owned;
    const owner = forms[form];
    if (owner === undefined) continue;
    if (kind === 'button') {
      if (seen) buttons.push(buttonOf(element, form, at));
      continue;
    }
    // A box is often hidden behind a picture of one.
    const fields = fieldsOf(element, kind, labelOf(element)).map((field) => ({ ...field, at }));
    owner.fields.push(
      ...fields.filter(({ type }) => seen || type === 'hidden' || type === 'checkbox' || type === 'radio'),
    );
  }
  const titled = elements.find((element) => element.tagName === 'title');
  return {
    title: titled ? textOf(titled).slice(0, 200) : '',
    text: textOf(markup.root),
    ids: elements.flatMap((element) => attribute(element, 'id') ?? []),
    forms,
    buttons,
    links,
    controls: controls.length,
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

const controlKind = (element: Element, scripted: boolean): 'input' | 'textarea' | 'select' | 'button' | null => {
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  if (element.tagName === 'button')
    return type === '' || type === 'submit' || (scripted && type === 'button') ? 'button' : null;
  if (element.tagName !== 'input' && attribute(element, 'role') === 'button') return scripted ? 'button' : null;
  if (element.tagName === 'input' && type === 'button' && scripted) return 'button';
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

const buttonOf = (element: Element, form: number, at: number): PageButton => ({
  at,
  id: attribute(element, 'id') ?? '',
  name: attribute(element, 'name') ?? '',
  value: attribute(element, 'value') ?? '',
  text: readOf(element),
  type: buttonType(element),
  form,
  action: attribute(element, 'formaction'),
  method: attribute(element, 'formmethod'),
  enctype: attribute(element, 'formenctype'),
});

const buttonType = (element: Element): PageButton['type'] => {
  const type = (attribute(element, 'type') ?? '').toLowerCase();
  if (type === 'image') return 'image';
  return type === 'button' || (element.tagName !== 'button' && element.tagName !== 'input') ? 'button' : 'submit';
};

/** What a person reads on a button, or is read out to one. */
const readOf = (element: Element): string => {
  const shown = element.tagName !== 'input' ? textOf(element, 200) : attribute(element, 'value');
  return (shown || attribute(element, 'alt') || attribute(element, 'aria-label') || '').slice(0, 200);
};

const linkOf = (element: Element, at: number, scripted: boolean): PageLink[] => {
  const href = attribute(element, 'href') ?? (scripted ? '' : null);
  return href === null ? [] : [{ at, id: attribute(element, 'id') ?? '', text: textOf(element, 200), href }];
};

type ReadField = Omit<PageField, 'at'>;

const fieldsOf = (element: Element, kind: 'input' | 'textarea' | 'select', label: string): ReadField[] => {
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
const selectOf = (element: Element, field: Omit<ReadField, 'value' | 'sent'>): ReadField[] => {
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
